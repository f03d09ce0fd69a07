import { podNoShareProcessNamespace } from '../../../src/controls/pod/pod-no-share-process-namespace';
import { container, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

testControl(podNoShareProcessNamespace, {
  allows: [
    { name: 'nothing set', spec: podOf(container()) },
    { name: 'false', spec: podOf(container(), { shareProcessNamespace: false }) },
  ],
  denies: [
    {
      name: 'true', spec: podOf(container(), { shareProcessNamespace: true }), field: 'spec.shareProcessNamespace',
      needs: 'whether a container works on the processes of another',
    },
  ],
});
