import { fieldsAt, itemsAt, stringsAt } from '../manifest/fields';

export type Labels = Readonly<Record<string, string>>;

/** What is known of a label: its value, `null` where it is surely absent, `undefined` where nothing is known. */
export type Lookup = (key: string) => string | null | undefined;

/** Everything is known of these labels. */
export const lookupIn = (labels: Labels): Lookup => (key) => (Object.hasOwn(labels, key) ? labels[key] : null);

/**
 * Whether a label selector selects an object with these labels. An empty one selects everything. All of its terms must hold; `NotIn` and
 * `DoesNotExist` hold where the label is missing.
 *
 * @example
 * ```ts
 * selects({ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['web'] }] }, { app: 'db' }); // true
 * ```
 */
export const selects = (selector: unknown, labels: Labels): boolean => selectsKnown(selector, lookupIn(labels)) === true;

/** The same where not all labels are known: `undefined` where the verdict hangs on one that is not. */
export function selectsKnown(selector: unknown, lookup: Lookup): boolean | undefined {
  let verdict: boolean | undefined = true;
  const labels = fieldsAt(selector, 'matchLabels');
  for (const key in labels) {
    const answer = holdsEqual(String(labels[key]), lookup(key));
    if (answer === false) return false;
    verdict &&= answer;
  }
  for (const term of itemsAt(selector, 'matchExpressions')) {
    const answer = holds({ operator: term['operator'], values: stringsAt(term, 'values') }, lookup(String(term['key'])));
    if (answer === false) return false;
    verdict &&= answer;
  }
  return verdict;
}

const holdsEqual = (wanted: string, value: string | null | undefined): boolean | undefined => (value === undefined ? undefined : value === wanted);

interface Requirement {
  readonly operator: unknown;
  readonly values: readonly string[];
}

function holds({ operator, values }: Requirement, value: string | null | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  switch (operator) {
    case 'In': return value !== null && values.includes(value);
    case 'NotIn': return value === null || !values.includes(value);
    case 'Exists': return value !== null;
    case 'DoesNotExist': return value === null;
    // The API server refuses every other operator.
    default: return undefined;
  }
}

/** `false` if one is, else `undefined` if one is, else `true`. */
export function every(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}
