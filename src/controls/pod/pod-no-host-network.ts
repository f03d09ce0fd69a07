import { control, needs } from '../control';
import { cisEditions, cisIn, kubescape, nist800190, nsa, owaspK10, pss } from '../references';

export const podNoHostNetwork = control({
  id: 'pod-no-host-network',
  title: 'Pods have a network namespace of their own',
  layer: 'container',
  component: 'pod',
  severity: 'high',
  rationale: 'On the network of the node a pod reads the traffic of others, reaches their localhost and escapes every NetworkPolicy.',
  remediation: 'Remove hostNetwork from the pod spec, or set it to false.',
  references: [
    pss('baseline'), ...cisIn(cisEditions, '5.2.5'), nsa('P4'), nist800190('4.4.2'), owaspK10('2025', 'K01'),
    kubescape('C-0041'), kubescape('C-0196'),
  ],
  peers: {
    kubeLinter: 'host-network', checkov: 'CKV_K8S_19', trivy: 'AVD-KSV-0009', polaris: 'hostNetworkSet', kubescape: ['C-0041', 'C-0196'], kics: 'Shared Host Network Namespace',
    kubesec: 'HostNetwork', kubeaudit: 'NamespaceHostNetworkTrue',
  },
  each: 'podSpec',
  field: 'hostNetwork',
  expected: 'unset or false',
  revisions: {
    '1.0': '!podSpec.?hostNetwork.orValue(false)',
  },
  fix: needs('whether the program works on a network of its own, which agents and network plug-ins do not', false),
});
