import { podNoAddedCapabilities } from '../../../src/controls/pod/pod-no-added-capabilities';
import { container, ephemeral, inContainer, init, podOf, secured, windows } from '../../support/pods';
import { testControl } from '../../support/test-control';

const adding = (...add: string[]) => secured({ capabilities: { add } });
const field = inContainer('capabilities.add');
const needs = 'whether the program works without the capabilities';

testControl(podNoAddedCapabilities, {
  allows: [
    { name: 'an unset field', spec: podOf(container()) },
    { name: 'an empty list', spec: podOf(adding()) },
    { name: 'NET_BIND_SERVICE', spec: podOf(adding('NET_BIND_SERVICE')) },
    { name: 'a Windows pod from 1.25', spec: podOf(adding('SYS_ADMIN'), windows), kubernetes: ['1.25', '1.37'] },
  ],
  denies: [
    { name: 'a default capability', spec: podOf(adding('CHOWN')), field, needs },
    { name: 'a capability beside NET_BIND_SERVICE', spec: podOf(adding('NET_BIND_SERVICE', 'SYS_ADMIN')), field, needs },
    {
      name: 'an init container', spec: init(adding('CHOWN'), container()),
      field: 'spec.initContainers[0].securityContext.capabilities.add', needs,
    },
    {
      name: 'an ephemeral container', spec: ephemeral(adding('KILL'), container()),
      field: 'spec.ephemeralContainers[0].securityContext.capabilities.add', needs,
    },
    { name: 'a Windows pod before 1.25', spec: podOf(adding('SYS_ADMIN'), windows), kubernetes: '1.24', field, needs },
  ],
});
