import { control, needs } from '../control';
import { attack, kubescape, nsa, owaspK10 } from '../references';
import { decide } from '../proposal';

// Kubernetes takes the limit for the request where only the limit is set.
const containerIsBounded =
  'nonEphemeralContainer.?resources.?requests.?cpu.hasValue() || nonEphemeralContainer.?resources.?limits.?cpu.hasValue()';

export const podCpuBounded = control({
  id: 'pod-cpu-bounded',
  title: 'Every container reserves CPU',
  layer: 'container',
  component: 'pod',
  severity: 'low',
  rationale: 'Without a request the scheduler overfills nodes, so that one miner slows down all of its neighbours.',
  remediation: 'Set resources.requests.cpu of every container.',
  references: [nsa('N3'), owaspK10('2025', 'K01'), attack('T1496'), kubescape('C-0268'), kubescape('C-0270')],
  peers: {
    kubeLinter: 'unset-cpu-requirements', checkov: ['CKV_K8S_10', 'CKV_K8S_11'], trivy: ['AVD-KSV-0011', 'AVD-KSV-0015'],
    kubeScore: 'container-resources', polaris: 'cpuRequestsMissing', kubescape: ['C-0268', 'C-0270'], kics: 'CPU Requests Not Set',
    kubesec: 'RequestsCPU',
  },
  each: 'nonEphemeralContainer',
  field: 'resources.requests.cpu',
  expected: 'set',
  revisions: {
    '1.0': containerIsBounded,
    // A request on the pod counts for all of its containers together.
    '1.34': `variables.podSpec.?resources.?requests.?cpu.hasValue() || variables.podSpec.?resources.?limits.?cpu.hasValue()
  || ${containerIsBounded}`,
  },
  fix: needs('how much CPU the program uses', decide('the CPU that the program uses', '100m')),
});
