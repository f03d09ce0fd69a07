import { networkServiceInternal } from '../../../src/controls/network/network-service-internal';
import { service } from '../../support/network';
import { testControl } from '../../support/test-control';

const field = 'spec.type';
const needs = 'who reaches the service';
const balanced = { type: 'LoadBalancer' };
const internal = [
  ['service.beta.kubernetes.io/aws-load-balancer-internal', 'true'],
  ['service.beta.kubernetes.io/aws-load-balancer-internal', '0.0.0.0/0'],
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', 'internal'],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', 'true'],
  ['networking.gke.io/load-balancer-type', 'Internal'],
  ['cloud.google.com/load-balancer-type', 'Internal'],
  ['service.beta.kubernetes.io/openstack-internal-load-balancer', 'true'],
  ['service.beta.kubernetes.io/oci-load-balancer-internal', 'true'],
  ['service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type', 'private'],
  ['service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type', 'intranet'],
  ['load-balancer.hetzner.cloud/disable-public-network', 'true'],
] as const;

testControl(networkServiceInternal, {
  allows: [
    { name: 'an unset type', object: service({}) },
    { name: 'ClusterIP', object: service({ type: 'ClusterIP' }) },
    { name: 'ExternalName', object: service({ type: 'ExternalName', externalName: 'db.example.com' }) },
    { name: 'source ranges', object: service({ ...balanced, loadBalancerSourceRanges: ['203.0.113.0/24', '198.51.100.7/32'] }) },
    { name: 'one source range', object: service({ ...balanced, loadBalancerSourceRanges: ['203.0.113.0/24'] }) },
    ...internal.map(([name, value]) => ({ name: `${name}=${value}`, object: service(balanced, { [name]: value, 'example.com/other': 'true' }) })),
  ],
  denies: [
    { name: 'a node port', object: service({ type: 'NodePort' }), field, needs },
    { name: 'a node port with source ranges, which do not count', object: service({ type: 'NodePort', loadBalancerSourceRanges: ['203.0.113.0/24'] }), field, needs },
    { name: 'a load balancer', object: service(balanced), field, needs },
    { name: 'an empty list of source ranges', object: service({ ...balanced, loadBalancerSourceRanges: [] }), field, needs },
    { name: 'every source', object: service({ ...balanced, loadBalancerSourceRanges: ['203.0.113.0/24', '0.0.0.0/0'] }), field, needs },
    {
      name: 'other annotations', field, needs,
      object: service(balanced, { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing', 'networking.gke.io/load-balancer-type': 'External' }),
    },
  ],
});
