import { podNoProbeHost } from '../../../src/controls/pod/pod-no-probe-host';
import { container, type Fields, init, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const http = (host?: string): Fields => ({ httpGet: { port: 80, ...(host !== undefined && { host }) } });
const tcp = (host?: string): Fields => ({ tcpSocket: { port: 80, ...(host !== undefined && { host }) } });
const needs = 'whether the program answers the probe itself';

testControl(podNoProbeHost, {
  allows: [
    { name: 'no probes', spec: podOf(container()) },
    { name: 'an unset field', spec: podOf(container({ livenessProbe: http(), readinessProbe: tcp(), lifecycle: { preStop: http() } })) },
    { name: 'an empty host', spec: podOf(container({ livenessProbe: http(''), readinessProbe: tcp('') })) },
    {
      name: 'other handlers',
      spec: podOf(container({ livenessProbe: { exec: { command: ['true'] } }, lifecycle: { postStart: { sleep: { seconds: 1 } } } })),
    },
  ],
  denies: [
    {
      name: 'a liveness probe', spec: podOf(container({ livenessProbe: http('127.0.0.1') })),
      field: 'spec.containers[0].livenessProbe.httpGet.host', needs,
    },
    {
      name: 'a readiness probe', spec: podOf(container({ readinessProbe: tcp('10.0.0.1') })),
      field: 'spec.containers[0].readinessProbe.tcpSocket.host', needs,
    },
    {
      name: 'a startup probe', spec: podOf(container({ startupProbe: http('x') })),
      field: 'spec.containers[0].startupProbe.httpGet.host', needs,
    },
    {
      name: 'a start hook', spec: podOf(container({ lifecycle: { postStart: tcp('x') } })),
      field: 'spec.containers[0].lifecycle.postStart.tcpSocket.host', needs,
    },
    {
      name: 'a stop hook', spec: podOf(container({ lifecycle: { preStop: http('x') } })),
      field: 'spec.containers[0].lifecycle.preStop.httpGet.host', needs,
    },
    {
      name: 'an init container', spec: init(container({ startupProbe: http('x') }), container()),
      field: 'spec.initContainers[0].startupProbe.httpGet.host', needs,
    },
  ],
});
