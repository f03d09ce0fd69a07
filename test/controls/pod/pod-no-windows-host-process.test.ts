import { podNoWindowsHostProcess } from '../../../src/controls/pod/pod-no-windows-host-process';
import { container, ephemeral, inContainer, init, podOf, secured } from '../../support/pods';
import { testControl } from '../../support/test-control';

const options = (hostProcess: boolean) => ({ windowsOptions: { hostProcess } });
const hostProcess = secured(options(true));
const needs = 'whether the program works inside of a container';

testControl(podNoWindowsHostProcess, {
  allows: [
    { name: 'an unset field', spec: podOf(container()) },
    { name: 'false', spec: podOf(secured(options(false)), { securityContext: options(false) }) },
  ],
  denies: [
    {
      name: 'true on the pod', spec: podOf(container(), { securityContext: options(true) }),
      field: 'spec.securityContext.windowsOptions.hostProcess', needs,
    },
    {
      name: 'true on the pod, in the network of the node that it asks for', spec: podOf(container(), { hostNetwork: true, securityContext: options(true) }),
      field: 'spec.securityContext.windowsOptions.hostProcess', needs,
    },
    { name: 'true on a container', spec: podOf(hostProcess), field: inContainer('windowsOptions.hostProcess'), needs },
    {
      name: 'true on an init container', spec: init(hostProcess, container()),
      field: 'spec.initContainers[0].securityContext.windowsOptions.hostProcess', needs,
    },
    {
      name: 'true on an ephemeral container', spec: ephemeral(hostProcess, container()),
      field: 'spec.ephemeralContainers[0].securityContext.windowsOptions.hostProcess', needs,
    },
  ],
});
