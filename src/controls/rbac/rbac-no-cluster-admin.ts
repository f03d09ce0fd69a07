import { control, needs } from '../control';
import { bindingKinds } from '../rbac-rule';
import { attack, cisEditions, cisIn, kubescape, nist800190, nsa, owaspK10, threatMatrix } from '../references';
import { decide } from '../proposal';

export const rbacNoClusterAdmin = control({
  id: 'rbac-no-cluster-admin',
  title: 'Nobody is bound to cluster-admin',
  layer: 'cluster',
  component: 'rbac',
  severity: 'critical',
  rationale: 'cluster-admin is everything, today and after every upgrade: whoever steals one token of its holders owns the cluster.',
  remediation: 'Bind a role that grants what the holder uses, instead of the ClusterRole cluster-admin.',
  references: [
    ...cisIn(cisEditions, '5.1.1'), nsa('A2'), nist800190('4.3.1'), owaspK10('2025', 'K02'), attack('T1098.006'), threatMatrix('MS-TA9019'),
    kubescape('C-0035'), kubescape('C-0185'),
  ],
  peers: { kubeLinter: 'cluster-admin-role-binding', trivy: 'AVD-KSV-0111', kubescape: ['C-0035', 'C-0185'], kics: 'Cluster Admin Rolebinding With Superuser Permissions' },
  kinds: bindingKinds,
  each: 'object',
  field: 'roleRef.name',
  expected: 'another role than cluster-admin',
  revisions: {
    '1.0': "variables.isDefaultRbac || object.?roleRef.?kind.orValue('') != 'ClusterRole' || object.?roleRef.?name.orValue('') != 'cluster-admin'",
  },
  fix: needs('what the holder really uses, which an audit log tells', decide('a role with that', 'view')),
});
