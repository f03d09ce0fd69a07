import { podProcMountDefault } from '../../../src/controls/pod/pod-proc-mount-default';
import { container, ephemeral, inContainer, init, podOf, secured } from '../../support/pods';
import { testControl } from '../../support/test-control';

const unmasked = secured({ procMount: 'Unmasked' });
const needs = 'whether the program works with the masks over /proc';

testControl(podProcMountDefault, {
  allows: [
    { name: 'an unset field', spec: podOf(container()) },
    { name: 'Default', spec: podOf(secured({ procMount: 'Default' })) },
  ],
  denies: [
    { name: 'Unmasked', spec: podOf(unmasked), field: inContainer('procMount'), needs },
    { name: 'Unmasked in a user namespace', spec: podOf(unmasked, { hostUsers: false }), field: inContainer('procMount'), needs },
    { name: 'an init container', spec: init(unmasked, container()), field: 'spec.initContainers[0].securityContext.procMount', needs },
    {
      name: 'an ephemeral container', spec: ephemeral(unmasked, container()),
      field: 'spec.ephemeralContainers[0].securityContext.procMount', needs,
    },
  ],
});
