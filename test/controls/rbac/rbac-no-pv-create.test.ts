import { rbacNoPvCreate } from '../../../src/controls/rbac/rbac-no-pv-create';
import { clusterRole, joined, ruleCases } from '../../support/roles';
import { testControl } from '../../support/test-control';

const volumes = { verbs: ['create'], apiGroups: [''], resources: ['persistentvolumes'] };

testControl(rbacNoPvCreate, joined(ruleCases(volumes, 'rules[0].verbs', 'whether the holder is a provisioner'), {
  allows: [
    { name: 'claims', object: clusterRole({ ...volumes, resources: ['persistentvolumeclaims'] }) },
    { name: 'names, which a creation does not have yet', object: clusterRole({ ...volumes, resourceNames: ['data'] }) },
    { name: 'two names', object: clusterRole({ ...volumes, resourceNames: ['data', 'logs'] }) },
  ],
  denies: [],
}));
