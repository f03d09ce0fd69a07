import { control, needs } from '../control';
import { attack, cisEditions, cisIn, kubescape, nsa, owaspK10, threatMatrix } from '../references';
import { grants, grantsNone, isNamed, roleKinds } from '../rbac-rule';

const verbs = ['create', 'update', 'patch'];
const workloads = [
  grants({ verbs, apiGroups: [''], resources: ['pods', 'replicationcontrollers'] }),
  grants({ verbs, apiGroups: ['apps'], resources: ['deployments', 'daemonsets', 'statefulsets', 'replicasets'] }),
  grants({ verbs, apiGroups: ['batch'], resources: ['jobs', 'cronjobs'] }),
];

export const rbacNoWorkloadCreate = control({
  id: 'rbac-no-workload-create',
  title: 'Workloads are created namespace by namespace',
  layer: 'cluster',
  component: 'rbac',
  severity: 'high',
  rationale: 'Who creates a workload runs as any service account of its namespace and mounts any Secret in it; granted for the cluster, that is every account.',
  remediation: 'Grant workloads by a Role in the namespace instead of a ClusterRole, to those who deploy there.',
  references: [...cisIn(cisEditions, '5.1.4'), nsa('A2'), owaspK10('2025', 'K02'), attack('T1610'), threatMatrix('MS-TA9008'), kubescape('C-0188')],
  peers: { kubeLinter: 'access-to-create-pods', trivy: 'AVD-KSV-0048', kubescape: 'C-0188', kics: 'Permissive Access to Create Pods' },
  kinds: roleKinds.filter(({ kind }) => kind === 'ClusterRole'),
  each: 'rule',
  field: 'resources',
  expected: 'without create, update and patch on workloads',
  revisions: {
    '1.0': grantsNone(...workloads.map((grant) => `!(${isNamed}) && ${grant}`)),
  },
  fix: needs('in which namespaces the holder deploys'),
});
