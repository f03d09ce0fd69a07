import { podMemoryBounded } from '../../../src/controls/pod/pod-memory-bounded';
import { container, ephemeral, type Fields, init, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const memory = (limit?: string, request?: string): Fields => ({
  resources: { ...(limit !== undefined && { limits: { memory: limit } }), ...(request !== undefined && { requests: { memory: request } }) },
});
const bounded = container(memory('1Gi', '1Gi'));
const field = 'spec.containers[0].resources.limits.memory';
const needs = 'how much memory the program uses';

testControl(podMemoryBounded, {
  allows: [
    { name: 'equal request and limit', spec: podOf(bounded) },
    { name: 'the same amount in other units', spec: podOf(container(memory('1Gi', '1024Mi'))) },
    { name: 'a limit alone, which is the request too', spec: podOf(container(memory('1Gi'))) },
    { name: 'an ephemeral container, which cannot have resources', spec: ephemeral(container(), bounded) },
    { name: 'a limit of the pod from 1.34', spec: podOf(container(), memory('1Gi')), kubernetes: ['1.34', '1.37'] },
  ],
  denies: [
    { name: 'no resources', spec: podOf(container()), field, needs },
    { name: 'a limit of CPU alone', spec: podOf(container({ resources: { limits: { cpu: '1' }, requests: { cpu: '1' } } })), field, needs },
    { name: 'a request alone', spec: podOf(container(memory(undefined, '1Gi'))), field, needs },
    { name: 'a request below the limit', spec: podOf(container(memory('1Gi', '512Mi'))), field, needs },
    { name: 'an init container', spec: init(container(), bounded), field: 'spec.initContainers[0].resources.limits.memory', needs },
    { name: 'a limit of the pod before 1.34', spec: podOf(container(), memory('1Gi')), kubernetes: ['1.28', '1.33'], field, needs },
    { name: 'a request of the pod', spec: podOf(container(), memory(undefined, '1Gi')), field, needs },
  ],
});
