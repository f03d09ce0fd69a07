import { control, needs, type FixContext } from '../control';
import { kubescape, nist800190, nsa, owaspK10 } from '../references';
import { decide, type ProposedEdit } from '../proposal';
import { fieldsAt } from '../../manifest/fields';

/** Rules of a direction that policyTypes leaves out are not looked at. Unset, it stands for every direction that has rules. */
const isIgnored = (direction: 'Ingress' | 'Egress'): string =>
  `size(object.?spec.?policyTypes.orValue([])) > 0 && !('${direction}' in object.?spec.?policyTypes.orValue([]))`;

const namesPeers = (direction: 'Ingress' | 'Egress', peers: string): string => `${isIgnored(direction)} || size(${peers}.orValue([])) > 0`;

const isBounded = (direction: 'Ingress' | 'Egress', peer: string): string =>
  `${isIgnored(direction)} || !${peer}.?ipBlock.?cidr.orValue('').endsWith('/0') || size(${peer}.?ipBlock.?except.orValue([])) > 0`;

export const networkNoAllowAll = control({
  id: 'network-no-allow-all',
  title: 'Network policies name their peers',
  layer: 'cluster',
  component: 'network',
  severity: 'high',
  rationale: 'A rule without peers, or for every address, lets an attacker in from anywhere, or lets what he took out to anywhere.',
  remediation: 'Name the peers of the rule by podSelector, namespaceSelector or a narrower ipBlock.',
  references: [nsa('N2'), nist800190('4.3.3'), owaspK10('2025', 'K05'), kubescape('C-0030')],
  peers: { trivy: 'AVD-KSV-0038', kubescape: 'C-0030', kubeaudit: ['AllowAllEgressNetworkPolicyExists', 'AllowAllIngressNetworkPolicyExists'] },
  kinds: [{ apiGroup: 'networking.k8s.io', kind: 'NetworkPolicy' }],
  each: ['ingressRule', 'ingressPeer', 'egressRule', 'egressPeer'],
  field: { ingressRule: 'from', ingressPeer: 'ipBlock.cidr', egressRule: 'to', egressPeer: 'ipBlock.cidr' },
  expected: 'peers that are named, not everybody',
  revisions: {
    '1.8': {
      ingressRule: namesPeers('Ingress', 'ingressRule.?from'),
      ingressPeer: isBounded('Ingress', 'ingressPeer'),
      egressRule: namesPeers('Egress', 'egressRule.?to'),
      egressPeer: isBounded('Egress', 'egressPeer'),
    },
  },
  fix: needs('which peers the pods talk to', narrowed),
});

const PEER = decide('the label of the pods that are meant', 'web');

function narrowed({ element, path }: FixContext): readonly ProposedEdit[] {
  if (path.at(-1) !== 'cidr') return [{ path, value: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': PEER } } }] }];
  const isIPv6 = String(fieldsAt(fieldsAt({ peer: element.value }, 'peer'), 'ipBlock')['cidr']).includes(':');
  return [{ path, value: decide('the addresses that are meant', isIPv6 ? '2001:db8::/48' : '10.0.0.0/16') }];
}
