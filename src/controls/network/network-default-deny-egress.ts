import { defaultDenyReads, undenied } from '../../graph/default-deny';
import { needs } from '../control';
import { graphControl } from '../graph-control';
import { cisEditions, cisIn, kubescape, nist800190, nsa, owaspK10 } from '../references';
import { defaultDeny } from '../network-proposal';

export const networkDefaultDenyEgress = graphControl({
  id: 'network-default-deny-egress',
  title: 'Namespaces deny outgoing traffic unless a policy allows it',
  layer: 'cluster',
  component: 'network',
  severity: 'high',
  rationale: 'In a namespace without default deny, an attacker in a pod loads his tools from anywhere, sends what he finds anywhere, and reaches the metadata of the cloud.',
  remediation: 'Add a NetworkPolicy with an empty podSelector and policyTypes Egress to the namespace, with DNS to kube-dns, then allow what is needed pod by pod.',
  references: [...cisIn(cisEditions, '5.3.2'), nsa('N2'), nist800190('4.4.2'), owaspK10('2025', 'K05'), kubescape('C-0030')],
  peers: {
    kubeScore: 'pod-networkpolicy', polaris: 'missingNetworkPolicy', kubescape: 'C-0030',
    kubeaudit: ['MissingDefaultDenyEgressNetworkPolicy', 'MissingDefaultDenyIngressAndEgressNetworkPolicy'],
  },
  reads: defaultDenyReads,
  findAll: ({ set }) => undenied(set, 'Egress', (namespace) => needs('whom the pods of the namespace talk to, to allow it first', () => defaultDeny('Egress', namespace))),
});
