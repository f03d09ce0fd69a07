import { rbacNoNetworkWrite } from '../../../src/controls/rbac/rbac-no-network-write';
import { clusterRole, joined, role, type Rule, ruleCases } from '../../support/roles';
import { testControl } from '../../support/test-control';

const verbs = ['create', 'update', 'patch', 'delete', 'deletecollection'];
const field = 'rules[0].resources';
const needs = 'whether the holder manages the network';

const network = [
  { verbs, apiGroups: ['networking.k8s.io'], resources: ['networkpolicies', 'ingresses'] },
  { verbs, apiGroups: ['policy.networking.k8s.io'], resources: ['clusternetworkpolicies', 'adminnetworkpolicies', 'baselineadminnetworkpolicies'] },
  { verbs, apiGroups: ['cilium.io'], resources: ['ciliumnetworkpolicies', 'ciliumclusterwidenetworkpolicies'] },
  { verbs, apiGroups: ['projectcalico.org', 'crd.projectcalico.org'], resources: ['networkpolicies', 'globalnetworkpolicies'] },
  { verbs, apiGroups: ['gateway.networking.k8s.io'], resources: ['gateways', 'referencegrants'] },
  { verbs, apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
  { verbs, apiGroups: [''], resources: ['endpoints', 'services/status'] },
];
const configMaps: Rule = { verbs: ['update'], apiGroups: [''], resources: ['configmaps'] };
const inKubeSystem = (rule: Rule): ReturnType<typeof role> => role(rule, 'kube-system');

testControl(rbacNoNetworkWrite, joined(
  ...network.map((grant) => ruleCases(grant, field, needs)),
  {
    allows: [
      { name: 'reading policies', object: clusterRole({ verbs: ['get', 'list', 'watch'], apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'] }) },
      ...network.flatMap(({ apiGroups, resources }) => [['public'], ['public', 'private']].map((resourceNames) => (
        { name: `${resourceNames.length} named ${apiGroups.join()}/${resources.join()}`, object: clusterRole({ verbs, apiGroups, resources, resourceNames }) }
      ))),
      { name: 'ConfigMaps of another namespace', object: role(configMaps) },
      { name: 'ConfigMaps by a ClusterRole', object: clusterRole(configMaps) },
      { name: 'ConfigMaps by a ClusterRole with a namespace, which does not count', object: clusterRole(configMaps, { metadata: { name: 'x', namespace: 'kube-system' } }) },
      { name: 'creating ConfigMaps in kube-system', object: inKubeSystem({ ...configMaps, verbs: ['create', 'get'] }) },
      { name: 'another ConfigMap of kube-system', object: inKubeSystem({ ...configMaps, resourceNames: ['my-lock'] }) },
      { name: 'two other ConfigMaps of kube-system', object: inKubeSystem({ ...configMaps, resourceNames: ['my-lock', 'my-state'] }) },
      { name: 'ConfigMaps of another group', object: inKubeSystem({ ...configMaps, apiGroups: ['example.com'] }) },
      { name: 'Leases of kube-system', object: inKubeSystem({ ...configMaps, resources: ['leases'] }) },
    ],
    denies: [
      ...['ingresses', 'globalnetworkpolicies'].map((resource) => (
        { name: `${resource} of any group`, object: clusterRole({ verbs: ['update'], apiGroups: ['*'], resources: [resource] }), field, needs }
      )),
      ...['update', 'patch', 'delete', 'deletecollection', '*'].map((verb) => (
        { name: `${verb} ConfigMaps in kube-system`, object: inKubeSystem({ ...configMaps, verbs: ['get', verb] }), field, needs }
      )),
      { name: 'the configuration of CoreDNS', object: inKubeSystem({ ...configMaps, resourceNames: ['my-lock', 'coredns'] }), field, needs },
      { name: 'all of the core group in kube-system', object: inKubeSystem({ verbs: ['update'], apiGroups: ['*'], resources: ['pods', 'configmaps'] }), field, needs },
      { name: 'ConfigMaps among other groups', object: inKubeSystem({ verbs: ['update'], apiGroups: ['example.com', ''], resources: ['*'], resourceNames: ['coredns'] }), field, needs },
    ],
  },
));
