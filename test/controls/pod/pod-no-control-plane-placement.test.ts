import { podNoControlPlanePlacement } from '../../../src/controls/pod/pod-no-control-plane-placement';
import { container, type Fields, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const tolerating = (...tolerations: readonly Fields[]): Fields => podOf(container(), { tolerations });
const field = 'spec.tolerations[0]';
const needs = 'whether the program has a task on the nodes of the control plane';
const bound = { nodeName: 'cp-1' };
const conditions = [{ type: 'PodScheduled', status: 'True' }];

testControl(podNoControlPlanePlacement, {
  allows: [
    { name: 'nothing set', spec: podOf(container()) },
    { name: 'an empty node name', spec: podOf(container(), { nodeName: '' }) },
    { name: 'other taints', spec: tolerating({ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }, { key: 'team', value: 'a' }) },
    { name: 'no eviction for any taint', spec: tolerating({ operator: 'Exists', effect: 'NoExecute' }) },
    {
      name: 'a pod that the scheduler has placed',
      object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'case' }, spec: podOf(container(), bound), status: { conditions } },
    },
  ],
  denies: [
    { name: 'the name of a node', spec: podOf(container(), bound), field: 'spec.nodeName', needs },
    {
      name: 'the name of a node in a template of something that runs', field: 'spec.template.spec.nodeName', needs,
      object: {
        apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'case' },
        spec: { selector: { matchLabels: {} }, template: { spec: podOf(container(), bound) } }, status: { conditions },
      },
    },
    {
      name: 'a pod without conditions', field: 'spec.nodeName', needs,
      object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'case' }, spec: podOf(container(), bound), status: { phase: 'Pending' } },
    },
    { name: 'the taint of the control plane', spec: tolerating({ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' }), field, needs },
    {
      name: 'the same for eviction', field, needs,
      spec: tolerating({ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoExecute' }),
    },
    { name: 'its name of before', spec: tolerating({ key: 'node-role.kubernetes.io/master', effect: 'NoExecute' }), field, needs },
    { name: 'all taints', spec: tolerating({ operator: 'Exists' }), field, needs },
    { name: 'all taints of scheduling', spec: tolerating({ operator: 'Exists', effect: 'NoSchedule' }), field, needs },
    {
      name: 'the second of two', needs, field: 'spec.tolerations[1]',
      spec: tolerating({ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }, { operator: 'Exists' }),
    },
  ],
});
