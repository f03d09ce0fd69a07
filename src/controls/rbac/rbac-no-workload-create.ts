import { control, needs, type FixContext } from '../control';
import { attack, cisEditions, cisIn, kubescape, nsa, owaspK10, threatMatrix } from '../references';
import { grants, grantsNone, isNamed, roleKinds, type Grant } from '../rbac-rule';
import { decide, type Proposed, type ProposedValue } from '../proposal';
import { withoutGrants } from '../rbac-proposal';

const verbs = ['create', 'update', 'patch'];
const workloads: readonly Grant[] = [
  { verbs, apiGroups: [''], resources: ['pods', 'replicationcontrollers'] },
  { verbs, apiGroups: ['apps'], resources: ['deployments', 'daemonsets', 'statefulsets', 'replicasets'] },
  { verbs, apiGroups: ['batch'], resources: ['jobs', 'cronjobs'] },
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
    '1.0': grantsNone(...workloads.map((grant) => `!(${isNamed}) && ${grants(grant)}`)),
  },
  fix: needs('in which namespaces the holder deploys', inNamespace),
});

/** The same in a Role, for whoever the ClusterRole was bound to. */
function inNamespace(context: FixContext): readonly Proposed[] {
  const { object, element: { value } } = context;
  const namespace = decide('the namespace that the holder deploys to', 'shop');
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: object.metadata?.name ?? '', namespace } };
  return [...withoutGrants(...workloads)(context), { object: { ...role, rules: [value as ProposedValue] } }];
}
