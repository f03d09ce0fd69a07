import { control, needs } from '../control';
import { attack, nsa, owaspK10 } from '../references';
import { decide } from '../proposal';

export const podEphemeralStorageBounded = control({
  id: 'pod-ephemeral-storage-bounded',
  title: 'The scratch space of every container is bounded',
  layer: 'container',
  component: 'pod',
  severity: 'low',
  rationale: 'A container that fills the disk of its node with logs or files makes the kubelet evict the other pods there.',
  remediation: 'Set resources.limits.ephemeral-storage of every container and sizeLimit of every emptyDir.',
  references: [nsa('N3'), owaspK10('2025', 'K01'), attack('T1499')],
  peers: { kubeScore: 'container-ephemeral-storage-request-and-limit' },
  each: ['nonEphemeralContainer', 'volume'],
  field: { nonEphemeralContainer: 'resources.limits.ephemeral-storage', volume: 'emptyDir.sizeLimit' },
  expected: 'set',
  revisions: {
    '1.0': {
      nonEphemeralContainer: "nonEphemeralContainer.?resources.?limits[?'ephemeral-storage'].hasValue()",
      volume: '!volume.?emptyDir.hasValue() || volume.?emptyDir.?sizeLimit.hasValue()',
    },
  },
  // A limit that is too low gets the pod evicted.
  fix: needs('how much scratch space the program uses', decide('the most scratch space that the program needs', '1Gi')),
});
