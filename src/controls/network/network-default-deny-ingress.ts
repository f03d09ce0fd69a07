import { defaultDenyReads, undenied } from '../../graph/default-deny';
import { needs } from '../control';
import { graphControl } from '../graph-control';
import { attack, cisEditions, cisIn, kubescape, nist800190, nsa, owaspK10, threatMatrix } from '../references';
import { defaultDeny } from '../network-proposal';

export const networkDefaultDenyIngress = graphControl({
  id: 'network-default-deny-ingress',
  title: 'Namespaces deny incoming traffic unless a policy allows it',
  layer: 'cluster',
  component: 'network',
  severity: 'high',
  rationale: 'In a namespace without default deny, one pod that is taken over anywhere in the cluster reaches every port of every pod.',
  remediation: 'Add a NetworkPolicy with an empty podSelector and policyTypes Ingress to the namespace, then allow what is needed pod by pod.',
  references: [
    ...cisIn(cisEditions, '5.3.2'), nsa('N2'), nist800190('4.3.3'), owaspK10('2025', 'K05'), attack('T1046'), threatMatrix('MS-TA9034'),
    kubescape('C-0054'), kubescape('C-0206'), kubescape('C-0260'),
  ],
  peers: {
    kubeaudit: ['MissingDefaultDenyIngressNetworkPolicy', 'MissingDefaultDenyIngressAndEgressNetworkPolicy'],
    kubeLinter: 'non-isolated-pod', checkov: 'CKV2_K8S_6', kubeScore: 'pod-networkpolicy', polaris: 'missingNetworkPolicy', kubescape: ['C-0054', 'C-0206', 'C-0260'], kics: 'Pod Misconfigured Network Policy',
  },
  reads: defaultDenyReads,
  findAll: ({ set }) => undenied(set, 'Ingress', (namespace) => needs('who talks to the pods of the namespace, to allow it first', () => defaultDeny('Ingress', namespace))),
});
