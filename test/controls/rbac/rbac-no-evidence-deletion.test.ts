import { rbacNoEvidenceDeletion } from '../../../src/controls/rbac/rbac-no-evidence-deletion';
import { clusterRole, joined, role, ruleCases } from '../../support/roles';
import { testControl } from '../../support/test-control';

const events = { verbs: ['delete', 'deletecollection'], apiGroups: ['', 'events.k8s.io'], resources: ['events'] };

testControl(rbacNoEvidenceDeletion, joined(ruleCases(events, 'rules[0].verbs', 'whether the holder cleans events up on purpose'), {
  allows: [{ name: 'writing events', object: clusterRole({ ...events, verbs: ['create', 'patch', 'update'] }) }],
  denies: [{ name: 'a Role', object: role(events), field: 'rules[0].verbs', needs: 'whether the holder cleans events up on purpose' }],
}));
