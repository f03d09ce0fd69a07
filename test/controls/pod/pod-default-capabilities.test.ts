import { podDefaultCapabilities } from '../../../src/controls/pod/pod-default-capabilities';
import { container, ephemeral, inContainer, init, podOf, secured } from '../../support/pods';
import { testControl } from '../../support/test-control';

const adding = (...add: string[]) => secured({ capabilities: { add } });
const field = inContainer('capabilities.add');
const needs = 'whether the program works without the capabilities';

testControl(podDefaultCapabilities, {
  allows: [
    { name: 'an unset field', spec: podOf(container()) },
    {
      name: 'the default set',
      spec: podOf(adding(
        'AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID',
        'SETPCAP', 'SETUID',
        'SYS_CHROOT',
      )),
    },
  ],
  denies: [
    { name: 'a capability beyond it', spec: podOf(adding('NET_RAW')), field, needs },
    { name: 'a capability beside a default one', spec: podOf(adding('CHOWN', 'SYS_ADMIN')), field, needs },
    { name: 'the long name of a default one', spec: podOf(adding('CAP_CHOWN')), field, needs },
    {
      name: 'an init container', spec: init(adding('ALL'), container()),
      field: 'spec.initContainers[0].securityContext.capabilities.add', needs,
    },
    {
      name: 'an ephemeral container', spec: ephemeral(adding('BPF'), container()),
      field: 'spec.ephemeralContainers[0].securityContext.capabilities.add', needs,
    },
  ],
});
