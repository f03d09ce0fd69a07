import { control, needs, type FixContext } from '../control';
import { attack, kubescape, nsa, owaspK10, threatMatrix } from '../references';
import { grants, grantsNone, isNamed, roleKinds, type Grant } from '../rbac-rule';
import { withoutGrants } from '../rbac-proposal';
import { type Proposed } from '../proposal';

const verbs = ['create', 'update', 'patch', 'delete', 'deletecollection'];

const network = ([
  [['networking.k8s.io'], ['networkpolicies', 'ingresses']],
  [['policy.networking.k8s.io'], ['clusternetworkpolicies', 'adminnetworkpolicies', 'baselineadminnetworkpolicies']],
  [['cilium.io'], ['ciliumnetworkpolicies', 'ciliumclusterwidenetworkpolicies']],
  [['projectcalico.org', 'crd.projectcalico.org'], ['networkpolicies', 'globalnetworkpolicies']],
  [['gateway.networking.k8s.io'], ['gateways', 'referencegrants']],
  [['discovery.k8s.io'], ['endpointslices']],
  [[''], ['endpoints', 'services/status']],
] as const).map(([apiGroups, resources]): Grant => ({ verbs, apiGroups, resources }));

const inKubeSystem = "object.kind == 'Role' && object.?metadata.?namespace.orValue('') == 'kube-system'";
const configMaps: Grant = { verbs: ['update', 'patch', 'delete', 'deletecollection'], apiGroups: [''], resources: ['configmaps'] };
const namesOtherConfigMaps = `${isNamed} && !('coredns' in rule.?resourceNames.orValue([]))`;

export const rbacNoNetworkWrite = control({
  id: 'rbac-no-network-write',
  title: 'Roles do not change how traffic flows',
  layer: 'cluster',
  component: 'rbac',
  severity: 'medium',
  rationale: 'A network policy more lets an attacker through, one less too; endpoints, gateways, ingresses and the DNS configuration lead traffic to him.',
  remediation: 'Remove the write verbs on network policies, ingresses, gateways, endpoints, services/status and the ConfigMaps of kube-system from the rule.',
  references: [nsa('N2'), owaspK10('2025', 'K02'), owaspK10('2025', 'K05'), attack('T1562'), threatMatrix('MS-TA9035'), kubescape('C-0037')],
  peers: { trivy: ['AVD-KSV-0049', 'AVD-KSV-0056'], kubescape: 'C-0037' },
  kinds: roleKinds,
  each: 'rule',
  field: 'resources',
  expected: 'without write verbs on networking',
  revisions: {
    '1.0': grantsNone(...network.map((grant) => `!(${isNamed}) && ${grants(grant)}`), `${inKubeSystem} && !(${namesOtherConfigMaps}) && ${grants(configMaps)}`),
  },
  fix: needs('whether the holder manages the network', withoutNetwork),
});

function withoutNetwork(context: FixContext): readonly Proposed[] {
  return withoutGrants(...network, ...(isOfKubeSystem(context) ? [configMaps] : []))(context);
}

const isOfKubeSystem = ({ object }: FixContext): boolean => object.kind === 'Role' && object.metadata?.namespace === 'kube-system';
