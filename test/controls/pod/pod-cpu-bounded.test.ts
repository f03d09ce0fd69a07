import { podCpuBounded } from '../../../src/controls/pod/pod-cpu-bounded';
import { container, ephemeral, init, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const requesting = { resources: { requests: { cpu: '100m' } } };
const limited = { resources: { limits: { cpu: '100m' } } };
const field = 'spec.containers[0].resources.requests.cpu';
const needs = 'how much CPU the program uses';

testControl(podCpuBounded, {
  allows: [
    { name: 'a request', spec: podOf(container(requesting)) },
    { name: 'a limit alone, which is the request too', spec: podOf(container(limited)) },
    { name: 'an ephemeral container, which cannot have resources', spec: ephemeral(container(), container(requesting)) },
    { name: 'a request of the pod from 1.34', spec: podOf(container(), requesting), kubernetes: ['1.34', '1.37'] },
    { name: 'a limit of the pod from 1.34', spec: podOf(container(), limited), kubernetes: '1.34' },
  ],
  denies: [
    { name: 'no resources', spec: podOf(container()), field, needs },
    {
      name: 'memory alone',
      spec: podOf(container({ resources: { requests: { memory: '1Gi' }, limits: { memory: '1Gi' } } })), field, needs,
    },
    {
      name: 'an init container', spec: init(container(), container(requesting)),
      field: 'spec.initContainers[0].resources.requests.cpu', needs,
    },
    { name: 'a request of the pod before 1.34', spec: podOf(container(), requesting), kubernetes: ['1.28', '1.33'], field, needs },
  ],
});
