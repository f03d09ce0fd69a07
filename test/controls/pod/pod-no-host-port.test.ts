import { podNoHostPort } from '../../../src/controls/pod/pod-no-host-port';
import { container, type Fields, init, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const listening = (...ports: Fields[]) => container({ ports });
const needs = 'who reaches the program';

testControl(podNoHostPort, {
  allows: [
    { name: 'no ports', spec: podOf(container()) },
    { name: 'an unset field', spec: podOf(listening({ containerPort: 8080 })) },
    { name: '0', spec: podOf(listening({ containerPort: 8080, hostPort: 0 })) },
  ],
  denies: [
    {
      name: 'a port of the node', spec: podOf(listening({ containerPort: 8080, hostPort: 80 })),
      field: 'spec.containers[0].ports[0].hostPort', needs,
    },
    { name: 'port 1', spec: podOf(listening({ containerPort: 8080, hostPort: 1 })), field: 'spec.containers[0].ports[0].hostPort', needs },
    {
      name: 'the second of two', spec: podOf(listening({ containerPort: 8080 }, { containerPort: 8443, hostPort: 443 })),
      field: 'spec.containers[0].ports[1].hostPort', needs,
    },
    {
      name: 'an init container', spec: init(listening({ containerPort: 8080, hostPort: 80 }), container()),
      field: 'spec.initContainers[0].ports[0].hostPort', needs,
    },
    {
      // Kubernetes fills it in for a Pod, not in the template of one.
      name: 'what Kubernetes makes of a port on the network of the node',
      object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'case' }, spec: podOf(listening({ containerPort: 8080 }), { hostNetwork: true }) },
      field: 'spec.containers[0].ports[0].hostPort', needs,
    },
  ],
});
