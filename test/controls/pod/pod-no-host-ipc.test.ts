import { podNoHostIpc } from '../../../src/controls/pod/pod-no-host-ipc';
import { container, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

testControl(podNoHostIpc, {
  allows: [
    { name: 'an unset field', spec: podOf(container()) },
    { name: 'false', spec: podOf(container(), { hostIPC: false }) },
  ],
  denies: [
    {
      name: 'true', spec: podOf(container(), { hostIPC: true }), field: 'spec.hostIPC',
      needs: 'whether the program works without the shared memory of its node',
    },
  ],
});
