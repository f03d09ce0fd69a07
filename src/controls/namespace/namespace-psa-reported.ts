import type { Edit } from '../../manifest/apply';
import { control, type FixContext, type Needs, needs } from '../control';
import { hasLabel, labelOf, labelValue, type Mode, pinnedVersion, readLabel, setLabel, versionLabelOf } from '../pod-security-labels';
import { nsa, owaspK10 } from '../references';

const modes: readonly Mode[] = ['audit', 'warn'];
const isRestricted = (mode: Mode): string => `${readLabel(labelOf(mode))} == 'restricted'`;

export const namespacePsaReported = control({
  id: 'namespace-psa-reported',
  title: 'Namespaces report pods below the restricted Pod Security Standard',
  layer: 'cluster',
  component: 'namespace',
  severity: 'low',
  rationale: 'Without warn and audit nobody learns which workloads are below the standard: enforce refuses pods, not Deployments.',
  remediation: 'Set the labels pod-security.kubernetes.io/audit and pod-security.kubernetes.io/warn of the Namespace to restricted.',
  references: [nsa('P4'), owaspK10('2025', 'K04')],
  kinds: [{ apiGroup: '', kind: 'Namespace' }],
  each: 'object',
  field: 'metadata.labels',
  expected: 'a map with audit and warn of pod-security.kubernetes.io as restricted',
  revisions: {
    '1.23': modes.map(isRestricted).join(' && '),
  },
  fix: report,
});

function report(context: FixContext): readonly Edit[] | Needs {
  const { object } = context;
  if (modes.some((mode) => isWeaker(object, mode))) return needs('why the namespace reports less than the restricted standard', () => modes.map((mode) => setLabel(labelOf(mode), 'restricted')));
  return modes.filter((mode) => !hasLabel(object, labelOf(mode))).flatMap((mode) => [
    setLabel(labelOf(mode), 'restricted'),
    ...(hasLabel(object, versionLabelOf(mode)) ? [] : [setLabel(versionLabelOf(mode), pinnedVersion(context))]),
  ]);
}

const isWeaker = (object: unknown, mode: Mode): boolean =>
  hasLabel(object, labelOf(mode)) && labelValue(object, labelOf(mode)) !== 'restricted';
