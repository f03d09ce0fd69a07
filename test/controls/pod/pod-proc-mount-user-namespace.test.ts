import { podProcMountUserNamespace } from '../../../src/controls/pod/pod-proc-mount-user-namespace';
import { container, inContainer, init, podOf, secured } from '../../support/pods';
import { testControl } from '../../support/test-control';

const unmasked = secured({ procMount: 'Unmasked' });
const needs = 'whether the program works with the masks over /proc';

testControl(podProcMountUserNamespace, {
  allows: [
    { name: 'an unset field', spec: podOf(container()) },
    { name: 'Default', spec: podOf(secured({ procMount: 'Default' })) },
    { name: 'Unmasked in a user namespace from 1.35', spec: podOf(unmasked, { hostUsers: false }), kubernetes: ['1.35', '1.37'] },
  ],
  denies: [
    { name: 'Unmasked', spec: podOf(unmasked), field: inContainer('procMount'), needs },
    { name: 'an init container', spec: init(unmasked, container()), field: 'spec.initContainers[0].securityContext.procMount', needs },
    {
      name: 'Unmasked in a user namespace before 1.35', spec: podOf(unmasked, { hostUsers: false }), kubernetes: ['1.28', '1.34'],
      field: inContainer('procMount'), needs,
    },
  ],
});
