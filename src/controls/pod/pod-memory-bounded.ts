import { control, needs, type FixContext } from '../control';
import { attack, kubescape, nsa, owaspK10 } from '../references';
import { decide, type ProposedEdit } from '../proposal';
import { type Fields, fieldsAt } from '../../manifest/fields';

// Kubernetes takes the limit for the request where only the limit is set.
const containerIsBounded = `nonEphemeralContainer.?resources.?limits.?memory.hasValue()
  && nonEphemeralContainer.?resources.?requests.?memory.orValue(nonEphemeralContainer.resources.limits.memory)
    == nonEphemeralContainer.resources.limits.memory`;

export const podMemoryBounded = control({
  id: 'pod-memory-bounded',
  title: 'The memory of every container is bounded, and reserved',
  layer: 'container',
  component: 'pod',
  severity: 'medium',
  rationale: 'A container without a memory limit, or with less reserved than allowed, can starve the other pods of its node.',
  remediation: 'Set resources.requests.memory and resources.limits.memory of every container to the same value.',
  references: [nsa('N3'), owaspK10('2025', 'K01'), attack('T1499'), kubescape('C-0269'), kubescape('C-0271')],
  peers: {
    kubeLinter: 'unset-memory-requirements', checkov: ['CKV_K8S_12', 'CKV_K8S_13'], trivy: ['AVD-KSV-0016', 'AVD-KSV-0018'],
    kubeScore: 'container-resources', polaris: ['memoryRequestsMissing', 'memoryLimitsMissing'], kubescape: ['C-0269', 'C-0271'], kics: 'Memory Limits Not Defined',
    kubesec: ['RequestsMemory', 'LimitsMemory'], kubeaudit: ['LimitsMemoryNotSet', 'LimitsNotSet'],
  },
  each: 'nonEphemeralContainer',
  field: 'resources.limits.memory',
  expected: 'set, and equal to the request',
  revisions: {
    '1.0': containerIsBounded,
    // A limit on the pod bounds all of its containers together.
    '1.34': `variables.podSpec.?resources.?limits.?memory.hasValue() || (${containerIsBounded})`,
  },
  // Neither number may be guessed: a limit that is too low kills the program, a request that is too high keeps it from being scheduled.
  fix: needs('how much memory the program uses', asLimitAndRequest),
});

const MEMORY = decide('the most memory that the program needs', '256Mi');

/** What is asked for is what it needs, by the word of whoever wrote it; a null there is nothing, which Kubernetes takes for 0. */
function asLimitAndRequest({ element: { value, path } }: FixContext): readonly ProposedEdit[] {
  const resources = fieldsAt(value, 'resources');
  const requests = fieldsAt(resources, 'requests');
  const [limit, request] = [amountIn(fieldsAt(resources, 'limits')), amountIn(requests)];
  const amount = limit ?? request ?? MEMORY;
  return [
    ...(limit === undefined ? [{ path: [...path, 'resources', 'limits', 'memory'], value: amount }] : []),
    ...('memory' in requests && request !== amount ? [{ path: [...path, 'resources', 'requests', 'memory'], value: amount }] : []),
  ];
}

const amountIn = ({ memory }: Fields): string | number | undefined => (typeof memory === 'string' || typeof memory === 'number' ? memory : undefined);
