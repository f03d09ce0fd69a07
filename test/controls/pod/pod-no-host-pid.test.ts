import { podNoHostPid } from '../../../src/controls/pod/pod-no-host-pid';
import { container, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

testControl(podNoHostPid, {
  allows: [
    { name: 'an unset field', spec: podOf(container()) },
    { name: 'false', spec: podOf(container(), { hostPID: false }) },
  ],
  denies: [
    {
      name: 'true', spec: podOf(container(), { hostPID: true }), field: 'spec.hostPID',
      needs: 'whether the program works without the processes of its node',
    },
  ],
});
