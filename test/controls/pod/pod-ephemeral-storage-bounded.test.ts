import { podEphemeralStorageBounded } from '../../../src/controls/pod/pod-ephemeral-storage-bounded';
import { container, ephemeral, init, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const bounded = container({ resources: { limits: { 'ephemeral-storage': '1Gi' } } });
const needs = 'how much scratch space the program uses';

testControl(podEphemeralStorageBounded, {
  allows: [
    { name: 'a limit', spec: podOf(bounded) },
    { name: 'a limit and a bounded emptyDir', spec: podOf(bounded, { volumes: [{ name: 'scratch', emptyDir: { sizeLimit: '1Gi' } }] }) },
    { name: 'another volume', spec: podOf(bounded, { volumes: [{ name: 'config', configMap: { name: 'x' } }] }) },
    { name: 'an ephemeral container, which cannot have resources', spec: ephemeral(container(), bounded) },
  ],
  denies: [
    { name: 'no resources', spec: podOf(container()), field: 'spec.containers[0].resources.limits.ephemeral-storage', needs },
    {
      name: 'other limits', spec: podOf(container({ resources: { limits: { memory: '1Gi' } } })),
      field: 'spec.containers[0].resources.limits.ephemeral-storage', needs,
    },
    {
      name: 'an init container', spec: init(container(), bounded),
      field: 'spec.initContainers[0].resources.limits.ephemeral-storage', needs,
    },
    {
      name: 'an emptyDir without a limit', spec: podOf(bounded, { volumes: [{ name: 'scratch', emptyDir: { medium: 'Memory' } }] }),
      field: 'spec.volumes[0].emptyDir.sizeLimit', needs,
    },
    {
      name: 'a volume without a source, which is an emptyDir', spec: podOf(bounded, { volumes: [{ name: 'scratch' }] }),
      field: 'spec.volumes[0].emptyDir.sizeLimit', needs,
    },
  ],
});
