import { podNoHostNetwork } from '../../../src/controls/pod/pod-no-host-network';
import { container, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

testControl(podNoHostNetwork, {
  allows: [
    { name: 'an unset field', spec: podOf(container()) },
    { name: 'false', spec: podOf(container(), { hostNetwork: false }) },
  ],
  denies: [
    {
      name: 'true', spec: podOf(container(), { hostNetwork: true }), field: 'spec.hostNetwork',
      needs: 'whether the program works on a network of its own',
    },
  ],
});
