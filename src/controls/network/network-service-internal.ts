import { control, needs } from '../control';
import { internalLoadBalancers } from '../../graph/load-balancer';
import { attack, kubescape, owaspK10 } from '../references';
import { inside } from '../service-proposal';

const annotations = 'object.?metadata.?annotations';
const sources = 'object.?spec.?loadBalancerSourceRanges.orValue([])';

export const networkServiceInternal = control({
  id: 'network-service-internal',
  title: 'Services are reached from inside, or through a gate',
  layer: 'cluster',
  component: 'network',
  severity: 'medium',
  rationale: 'A node port is open on every node, and a load balancer without source ranges to the whole Internet: past the ingress, its TLS and its log.',
  remediation: 'Use type ClusterIP behind an Ingress or a Gateway, or give the load balancer loadBalancerSourceRanges or the annotation that makes it internal.',
  references: [owaspK10('2025', 'K06'), attack('T1133'), kubescape('C-0256')],
  peers: { kubeLinter: 'exposed-services', kubeScore: 'service-type', kubescape: 'C-0256', kics: ['Service With External Load Balancer', 'Service Type is NodePort'] },
  kinds: [{ apiGroup: '', kind: 'Service' }],
  each: 'object',
  field: 'spec.type',
  expected: 'ClusterIP, or a load balancer that is internal or limited to source ranges',
  revisions: {
    '1.0': `!(object.?spec.?type.orValue('') in ['NodePort', 'LoadBalancer']) || object.?spec.?type.orValue('') == 'LoadBalancer' && (
      size(${sources}) > 0 && ${sources}.all(source, !source.endsWith('/0'))
      || ${annotations}.orValue({}).exists(name, name + '=' + ${annotations}[?name].orValue('') in ['${internalLoadBalancers.join("', '")}']))`,
  },
  fix: needs('who reaches the service, and from where', inside),
});
