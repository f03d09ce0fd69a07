import { control, needs, type FixContext } from '../control';
import { owaspK10, pss, threatMatrix } from '../references';
import { type ProposedEdit } from '../proposal';

export const podNoProbeHost = control({
  id: 'pod-no-probe-host',
  title: 'Probes and lifecycle hooks call the pod itself',
  layer: 'container',
  component: 'pod',
  severity: 'medium',
  rationale: 'A probe with a host makes the kubelet send requests from the network of the node to wherever the author of the pod wants.',
  remediation: 'Remove host from httpGet and tcpSocket of every probe and lifecycle hook.',
  references: [pss('baseline'), owaspK10('2025', 'K01'), threatMatrix('MS-TA9031')],
  each: 'handler',
  field: ['httpGet.host', 'tcpSocket.host'],
  expected: 'unset',
  revisions: {
    '1.34': "handler.?httpGet.?host.orValue('') == '' && handler.?tcpSocket.?host.orValue('') == ''",
  },
  fix: needs('whether the program answers the probe itself', withoutHost),
});

function withoutHost({ element: { path } }: FixContext): readonly ProposedEdit[] {
  return ['httpGet', 'tcpSocket'].map((action) => ({ path: [...path, action, 'host'], value: undefined }));
}
