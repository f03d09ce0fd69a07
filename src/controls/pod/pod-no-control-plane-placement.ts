import { control, needs } from '../control';
import { nist800190, nsa, owaspK10 } from '../references';
import { removal } from '../proposal';

/** What kubeadm puts on nodes of the control plane; the second is its name of before 1.24. */
const TAINTS = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

export const podNoControlPlanePlacement = control({
  id: 'pod-no-control-plane-placement',
  title: 'Pods stay off the nodes of the control plane',
  layer: 'cluster',
  component: 'pod',
  severity: 'high',
  rationale: 'An escape on such a node finds the keys of the cluster: the certificates of the API server, and all Secrets in etcd.',
  remediation: 'Remove nodeName, and every toleration of the taint of the control plane or of all taints.',
  references: [nsa('N5'), nist800190('4.3.4'), owaspK10('2025', 'K01')],
  each: ['podSpec', 'toleration'],
  field: { podSpec: 'nodeName', toleration: '' },
  expected: 'such that the scheduler keeps the pod off the control plane',
  revisions: {
    '1.6': {
      // nodeName goes past the scheduler and its taints. In a pod that was scheduled it is the scheduler's own word.
      podSpec: `podSpec.?nodeName.orValue('') == '' || (object.kind == 'Pod' && object.?status.?conditions.hasValue())`,
      // Without a key it is every taint. The taint is one of scheduling: an effect of NoExecute alone does not get past it.
      toleration: `!(toleration.?key.orValue('') in [${TAINTS.map((taint) => `'${taint}'`).join(', ')}])
  && (toleration.?key.orValue('') != '' || toleration.?effect.orValue('NoSchedule') != 'NoSchedule')`,
    },
  },
  fix: needs('whether the program has a task on the nodes of the control plane', removal),
});
