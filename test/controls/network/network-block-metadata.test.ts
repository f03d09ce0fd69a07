import { networkBlockMetadata } from '../../../src/controls/network/network-block-metadata';
import type { KubernetesObject } from '../../../src/manifest/object';
import { networkPolicy } from '../../support/network';
import { adminPolicy, calicoGlobal, cilium, ciliumClusterwide, clusterPolicy } from '../../support/policies';
import { deployment, namespaceObject, testGraphControl } from '../../support/test-graph-control';

const to = (rule: object): KubernetesObject => networkPolicy({ podSelector: {}, policyTypes: ['Egress'], egress: [rule] });
const block = (cidr: string, ...except: string[]): object => ({ to: [{ ipBlock: { cidr, except } }] });
const all = ['169.254.169.254/32', '169.254.170.2/32', '100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32', '169.254.0.23/32', '169.254.42.42/32'];
const world = to(block('0.0.0.0/0'));
const blames = ['NetworkPolicy case: spec.egress[0].to'];
const eks = { provider: 'eks' } as const;
const metadata = all;

testGraphControl(networkBlockMetadata, {
  allows: [
    { name: 'peers by selector', objects: [to({ to: [{ namespaceSelector: {} }] })] },
    { name: 'a narrow block', objects: [to(block('10.0.0.0/8'))] },
    { name: 'every address but those', objects: [to(block('0.0.0.0/0', ...all))] },
    { name: 'every address of IPv6 but those', objects: [to(block('::/0', 'fd00:ec2::254/128', 'fd20:ce::254/128', 'fd00:42::42/128'))] },
    { name: 'every address on other ports', objects: [to({ ...block('0.0.0.0/0'), ports: [{ port: 443 }, { port: 53, protocol: 'UDP' }] })] },
    { name: 'DNS to everybody', objects: [to({ ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }] })] },
    { name: 'no policy, which is what default deny is about', objects: [deployment('web')] },
    { name: 'those of the provider', objects: [to(block('0.0.0.0/0', '169.254.169.254/32', '169.254.170.2/32'))], platform: eks },
    { name: 'a denial by Cilium', objects: [world, cilium({ endpointSelector: {}, egressDeny: [{ toCIDR: metadata }] })] },
    { name: 'a denial by Cilium for the cluster', objects: [world, namespaceObject('far'), ciliumClusterwide({ endpointSelector: {}, egressDeny: [{ toCIDR: ['169.254.0.0/16', '100.64.0.0/10', '168.63.129.16/32', '192.0.0.192/32'] }] })] },
    { name: 'a denial for administrators', objects: [world, clusterPolicy({ tier: 'Admin', priority: 1, subject: { namespaces: {} }, egress: [{ action: 'Deny', to: [{ networks: metadata }] }] })] },
    {
      name: 'a denial before the rule, in the same policy',
      objects: [adminPolicy({ priority: 1, subject: { namespaces: {} }, egress: [{ action: 'Deny', to: [{ networks: metadata }] }, { action: 'Allow', to: [{ networks: ['0.0.0.0/0'] }] }] })],
    },
    { name: 'a denial by Calico that comes first', objects: [world, calicoGlobal({ order: 1, types: ['Egress'], egress: [{ action: 'Deny', destination: { nets: metadata } }] })] },
  ],
  denies: [
    { name: 'everybody', objects: [to({})], blames, says: 'open to 169.254.169.254, fd00:ec2::254, 169.254.170.2, fd20:ce::254, 168.63.129.16, 100.100.100.200, 192.0.0.192, 169.254.0.23, 169.254.42.42, fd00:42::42' },
    { name: 'everybody on port 80', objects: [to({ ports: [{ port: 80 }] })], blames },
    { name: 'the second port of the host of Azure', objects: [to({ ...block('168.63.129.16/32'), ports: [{ port: 32526 }] })], blames, says: 'open to 168.63.129.16)' },
    { name: 'every address', objects: [world], blames },
    { name: 'every address but the best known', objects: [to(block('0.0.0.0/0', '169.254.169.254/32'))], blames, says: 'open to 169.254.170.2, 168.63.129.16, 100.100.100.200, 192.0.0.192, 169.254.0.23, 169.254.42.42)' },
    { name: 'every address of IPv6', objects: [to(block('::/0'))], blames, says: 'open to fd00:ec2::254, fd20:ce::254, fd00:42::42)' },
    { name: 'every address of IPv6, where only one provider is', objects: [to(block('::/0'))], platform: eks, blames, says: 'open to fd00:ec2::254)' },
    { name: 'every address, on machines of one\'s own', objects: [to(block('169.254.0.0/16'))], platform: { provider: 'kubeadm' }, blames, says: 'open to 169.254.169.254, 169.254.170.2, 169.254.0.23, 169.254.42.42)' },
    { name: 'the second rule', objects: [networkPolicy({ podSelector: {}, egress: [block('10.0.0.0/8'), block('0.0.0.0/0')] })], blames: ['NetworkPolicy case: spec.egress[1].to'] },
    { name: 'Cilium', objects: [cilium({ endpointSelector: {}, egress: [{ toEntities: ['world'] }] })], blames: ['CiliumNetworkPolicy case: spec.egress[0].toEntities'] },
    { name: 'a denial elsewhere', objects: [world, cilium({ endpointSelector: {}, egressDeny: [{ toCIDR: metadata }] }, 'far')], blames },
    { name: 'a denial for some pods', objects: [world, cilium({ endpointSelector: { matchLabels: { app: 'web' } }, egressDeny: [{ toCIDR: metadata }] })], blames },
    { name: 'a denial of one of the addresses', objects: [world, cilium({ endpointSelector: {}, egressDeny: [{ toCIDR: ['169.254.169.254/32'] }] })], blames, says: 'open to 169.254.170.2' },
    { name: 'a denial by Calico that comes last', objects: [world, calicoGlobal({ types: ['Egress'], egress: [{ action: 'Deny' }] })], blames },
    {
      name: 'a policy of the cluster that is denied in one namespace', blames: ['CiliumClusterwideNetworkPolicy case: spec.egress[0].toCIDR'],
      objects: [
        ciliumClusterwide({ endpointSelector: {}, egress: [{ toCIDR: ['0.0.0.0/0'] }] }), cilium({ endpointSelector: {}, egressDeny: [{ toCIDR: metadata }] }),
        namespaceObject('shop'), namespaceObject('far'),
      ],
    },
    { name: 'a policy of the cluster alone', objects: [ciliumClusterwide({ endpointSelector: {}, egress: [{ toCIDR: ['0.0.0.0/0'] }] })], blames: ['CiliumClusterwideNetworkPolicy case: spec.egress[0].toCIDR'] },
  ],
});
