import { type Certainty, every, type Labels, not, unknown } from './certainty';
import type { LabelSelector } from './policy';

/** Whether a selector selects labels, of which perhaps only some are known. An empty selector selects everything. */
export function selects({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): Certainty {
  return every([
    ...Object.entries(matchLabels).map(([key, value]) => isOneOf(key, [value], labels)),
    ...matchExpressions.map(({ key, operator, values = [] }) => matches(key, operator, values, labels)),
  ]);
}

function matches(key: string, operator: string, values: readonly string[], labels: Labels): Certainty {
  switch (operator) {
    case 'In':
      return isOneOf(key, values, labels);
    case 'NotIn':
      return not(isOneOf(key, values, labels));
    case 'Exists':
      return isThere(key, labels);
    case 'DoesNotExist':
      return not(isThere(key, labels));
    default:
      return unknown(`a selector has the operator ${operator}, which Kubernetes does not know`);
  }
}

function isOneOf(key: string, values: readonly string[], labels: Labels): Certainty {
  const value = valueOf(key, labels);
  return value === undefined ? absent(labels) : values.includes(value);
}

const isThere = (key: string, labels: Labels): Certainty => (valueOf(key, labels) === undefined ? absent(labels) : true);

const valueOf = (key: string, { known }: Labels): string | undefined => (Object.hasOwn(known, key) ? known[key] : undefined);

const absent = ({ others }: Labels): Certainty => (others === undefined ? false : unknown(others));
