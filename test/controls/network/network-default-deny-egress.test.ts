import { networkDefaultDenyEgress } from '../../../src/controls/network/network-default-deny-egress';
import { networkPolicy } from '../../support/network';
import { baselinePolicy, calicoGlobal, cilium, ciliumClusterwide } from '../../support/policies';
import { deployment, namespaceObject, testGraphControl } from '../../support/test-graph-control';

const shop = namespaceObject('shop');
const web = deployment('web');
const policyTypes = ['Egress'];
const deny = networkPolicy({ podSelector: {}, policyTypes });
const blames = ['Namespace shop: metadata.name'];

testGraphControl(networkDefaultDenyEgress, {
  allows: [
    { name: 'default deny', objects: [shop, web, deny] },
    { name: 'default deny without the Namespace', objects: [web, deny] },
    { name: 'default deny of both directions', objects: [shop, web, networkPolicy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })] },
    { name: 'no workloads', objects: [shop] },
    { name: 'workloads in the network of their node only', objects: [shop, deployment('agent', { hostNetwork: true })] },
    { name: 'a policy of Cilium', objects: [shop, web, cilium({ endpointSelector: {}, egress: [{}] })] },
    { name: 'a policy of Cilium for the cluster', objects: [shop, web, ciliumClusterwide({ endpointSelector: {}, egress: [{}] })] },
    { name: 'a policy of Calico for the cluster', objects: [shop, web, calicoGlobal({ namespaceSelector: 'has(projectcalico.org/name)', types: policyTypes })] },
    {
      name: 'a baseline for the cluster',
      objects: [shop, web, baselinePolicy({
        subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }], egress: [{ action: 'Deny', to: [{ networks: ['0.0.0.0/0'] }] }],
      })],
    },
    { name: 'objects without a namespace', objects: [deployment('web', {}, { app: 'web' }, ''), { ...deny, metadata: { name: 'deny' } }] },
  ],
  denies: [
    { name: 'no policy', objects: [shop, web, deployment('api')], blames, says: 'denies egress unless another allows it (is "shop", which has none for its 2 workloads)' },
    { name: 'no policy and no Namespace', objects: [web], blames: ['Deployment web: metadata.namespace'], says: 'none for its workload' },
    { name: 'the other direction', objects: [shop, web, networkPolicy({ podSelector: {}, policyTypes: ['Ingress'] })], blames },
    { name: 'a policy for each workload, which the next one will not have', objects: [shop, web, networkPolicy({ podSelector: { matchLabels: { app: 'web' } }, policyTypes })], blames },
    { name: 'a policy that allows all', objects: [shop, web, networkPolicy({ podSelector: {}, policyTypes, egress: [{}] })], blames },
    { name: 'a policy of another namespace', objects: [shop, web, networkPolicy({ podSelector: {}, policyTypes }, 'deny', 'far')], blames },
    {
      name: 'two namespaces, of which one', objects: [shop, namespaceObject('far'), web, deployment('web', {}, { app: 'web' }, 'far'), deny],
      blames: ['Namespace far: metadata.name'],
    },
    { name: 'one workload of several that a policy can reach', objects: [shop, web, deployment('agent', { hostNetwork: true })], blames, says: 'its workload' },
  ],
});
