import { control, type FixContext, needs } from '../control';
import { podSpecOf } from '../effective';
import { cis, kubescape, owaspK10, pss } from '../references';
import type { Fields } from '../../manifest/fields';
import type { ProposedEdit } from '../proposal';

export const podNoHostPort = control({
  id: 'pod-no-host-port',
  title: 'No container takes a port of its node',
  layer: 'container',
  component: 'pod',
  severity: 'medium',
  rationale: 'A port of the node is reachable from wherever the node is, past the NetworkPolicies and past the Service in front.',
  remediation: 'Remove hostPort from every port of every container, and expose the pod through a Service.',
  references: [
    pss('baseline'), cis('1.12', '5.2.12'), cis('1.11', '5.2.13'), cis('1.10', '5.2.13'), owaspK10('2025', 'K01'),
    kubescape('C-0044'), kubescape('C-0204'),
  ],
  peers: { checkov: 'CKV_K8S_26', trivy: 'AVD-KSV-0024', polaris: 'hostPortSet', kubescape: ['C-0044', 'C-0204'] },
  each: 'port',
  field: 'hostPort',
  expected: 'unset or 0',
  revisions: {
    '1.0': 'port.?hostPort.orValue(0) == 0',
  },
  fix: needs('who reaches the program at the address of its node', onPodNetwork),
});

/** On the network of its node every port of a container is one of the node. */
function onPodNetwork(context: FixContext): readonly ProposedEdit[] {
  const { value, path } = podSpecOf(context);
  const isOnNode = (value as Fields)['hostNetwork'] === true;
  return [{ path: context.path, value: undefined }, ...(isOnNode ? [{ path: [...path, 'hostNetwork'], value: false }] : [])];
}
