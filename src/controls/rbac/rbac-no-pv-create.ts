import { control, needs } from '../control';
import { attack, cisEditions, cisIn, kubescape, owaspK10 } from '../references';
import { grants, grantsNone, isNamed, roleKinds, type Grant } from '../rbac-rule';
import { withoutGrants } from '../rbac-proposal';

const creation: Grant = { verbs: ['create'], apiGroups: [''], resources: ['persistentvolumes'] };

export const rbacNoPvCreate = control({
  id: 'rbac-no-pv-create',
  title: 'Roles do not create PersistentVolumes',
  layer: 'cluster',
  component: 'rbac',
  severity: 'medium',
  rationale: 'A PersistentVolume can be a directory of the node, and Pod Security does not see it behind its claim: its creator reads and writes any node.',
  remediation: 'Remove create on persistentvolumes from the rule, and let a StorageClass provision volumes.',
  references: [...cisIn(cisEditions, '5.1.9'), owaspK10('2025', 'K02'), attack('T1611'), kubescape('C-0278')],
  peers: { kubescape: 'C-0278' },
  kinds: roleKinds,
  each: 'rule',
  field: 'verbs',
  expected: 'without create on persistentvolumes',
  revisions: {
    '1.0': grantsNone(`!(${isNamed}) && ${grants(creation)}`),
  },
  fix: needs('whether the holder is a provisioner of storage', withoutGrants(creation)),
});
