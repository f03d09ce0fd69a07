import { control, needs } from '../control';
import { attack, kubescape, nsa, owaspK10, threatMatrix } from '../references';
import { grants, grantsNone, roleKinds, type Grant } from '../rbac-rule';
import { withoutGrants } from '../rbac-proposal';

const deletion: Grant = { verbs: ['delete', 'deletecollection'], apiGroups: ['', 'events.k8s.io'], resources: ['events'] };

export const rbacNoEvidenceDeletion = control({
  id: 'rbac-no-evidence-deletion',
  title: 'Roles do not delete events',
  layer: 'cluster',
  component: 'rbac',
  severity: 'medium',
  rationale: 'Events tell what happened in the cluster: who deletes them takes the traces of an attack away.',
  remediation: 'Remove delete and deletecollection on events from the rule.',
  references: [nsa('L1'), owaspK10('2025', 'K10'), attack('T1070'), threatMatrix('MS-TA9021'), threatMatrix('MS-TA9022'), kubescape('C-0031'), kubescape('C-0007')],
  peers: { trivy: 'AVD-KSV-0042', kubescape: 'C-0031' },
  kinds: roleKinds,
  each: 'rule',
  field: 'verbs',
  expected: 'without delete and deletecollection on events',
  revisions: {
    '1.0': grantsNone(grants(deletion)),
  },
  fix: needs('whether the holder cleans events up on purpose', withoutGrants(deletion)),
});
