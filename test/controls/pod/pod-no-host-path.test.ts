import { podNoHostPath } from '../../../src/controls/pod/pod-no-host-path';
import { container, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const needs = 'what the program reads or writes on its node';

testControl(podNoHostPath, {
  allows: [
    { name: 'no volumes', spec: podOf(container()) },
    { name: 'another volume', spec: podOf(container(), { volumes: [{ name: 'scratch', emptyDir: {} }, { name: 'empty' }] }) },
  ],
  denies: [
    {
      name: 'a path of the node',
      spec: podOf(container(), { volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] }),
      field: 'spec.volumes[0].hostPath', needs,
    },
    {
      name: 'the second of two volumes',
      spec: podOf(container(), { volumes: [{ name: 'a', emptyDir: {} }, { name: 'b', hostPath: { path: '/' } }] }),
      field: 'spec.volumes[1].hostPath', needs,
    },
  ],
});
