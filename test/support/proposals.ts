import type { Finding, FindingProposal } from '../../src/check/report';
import { applyEdits } from '../../src/manifest/apply';
import type { JsonValue, KubernetesObject } from '../../src/manifest/object';
import { parseField } from '../../src/manifest/path';
import { validate } from '../../src/manifest/schema/index';
import { latestMinor } from '../../src/platform';

/* What somebody does with a proposal: writes a value in place of every mark, makes the changes, adds the objects. */

/** The object after a proposal was followed, and what was added. */
export interface Followed {
  readonly object: KubernetesObject;
  readonly added: readonly KubernetesObject[];
}

/** Follows a proposal, with the example for everything that is open. */
export function follow(object: KubernetesObject, { changes, objects, decisions }: FindingProposal): Followed {
  const fill = (value: JsonValue): JsonValue => decided(value, decisions);
  const edits = changes.map(({ field, value }) => ({ path: parseField(field), value: value === undefined ? undefined : fill(value) }));
  return { object: applyEdits(object, edits), added: objects.map((added) => fill(added) as unknown as KubernetesObject) };
}

/** A value with the examples in place of the marks. */
function decided(value: JsonValue, decisions: FindingProposal['decisions']): JsonValue {
  if (typeof value === 'string') {
    const open = decisions.find(({ mark }) => value.endsWith(mark));
    if (open === undefined) return value;
    return value === open.mark ? open.example : value.slice(0, -open.mark.length) + String(open.example);
  }
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => decided(item, decisions));
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, decided(child, decisions)]));
}

/** What the API server would refuse of objects. */
const problemsIn = (objects: readonly KubernetesObject[]): readonly string[] =>
  objects.flatMap((object) => validate(object, latestMinor).map(({ path, kind }) => `${object.kind}: ${kind} at ${path.join('.')}`));

/** More than any object of the tests has findings. */
const MOST = 60;

/**
 * Follows one proposal after the other until none is left. Each has to take at least one finding away, and to break nothing.
 *
 * @param judge - The findings in a set of objects. The first object is the one that is changed, unless a finding names another.
 * @returns the findings that are left: those without a proposal.
 */
export function followAll(
  objects: readonly KubernetesObject[], judge: (objects: readonly KubernetesObject[]) => readonly (readonly [Finding, KubernetesObject])[],
): { readonly objects: readonly KubernetesObject[]; readonly left: readonly Finding[]; readonly followed: number } {
  let current = objects;
  let followed = 0;
  for (let round = 0; round < MOST; round++) {
    const found = judge(current);
    const next = found.find(([{ proposal }]) => proposal !== undefined);
    if (next === undefined) return { objects: current, left: found.map(([finding]) => finding), followed };
    const [finding, blamed] = next;
    const { object, added } = follow(blamed, finding.proposal as FindingProposal);
    const after = [...current.map((one) => (one === blamed ? object : one)), ...added];
    const left = judge(after);
    const problems = problemsIn(after).filter((problem) => !problemsIn(current).includes(problem));
    if (left.length >= found.length) throw new Error(`What ${finding.control} proposes at ${finding.field} takes no finding away: ${JSON.stringify(finding.proposal)}`);
    if (problems.length > 0) throw new Error(`What ${finding.control} proposes at ${finding.field} is not valid: ${problems.join(', ')}`);
    current = after;
    followed += 1;
  }
  throw new Error('There is no end to the proposals.');
}
