import type { SchemaProblem } from '../../manifest/schema/index';
import { fieldsAt } from '../../manifest/fields';
import type { KubernetesObject } from '../../manifest/object';
import { needs, type FixContext } from '../control';
import { manifestControl } from '../manifest-control';
import { owaspK10 } from '../references';
import { type ProposedEdit, type ProposedValue } from '../proposal';

export const manifestKnownFields = manifestControl({
  id: 'manifest-known-fields',
  title: 'Manifests have only fields that Kubernetes reads',
  layer: 'code',
  component: 'manifest',
  severity: 'high',
  rationale: 'A misspelt or misplaced field is dropped without a word: the manifest says runAsNonRoot, and the container runs as root.',
  remediation: 'Correct the name of the field, or move it to where Kubernetes reads it.',
  references: [owaspK10('2025', 'K01')],
  peers: { kubeLinter: 'schema-validation' },
  find: ({ object, schemaProblems }) => schemaProblems
    .filter((problem) => problem.kind === 'unknown-field' && !isNoteOfSops(problem, object))
    // The value may be a secret one, and it is not what is wrong.
    .map((problem) => ({ path: problem.path, expected: expectationOf(problem), actual: problem.actual, fix: needs(MEANT, (context) => inItsPlace(problem, context)) })),
});

const MEANT = 'what was meant: what takes effect changes the program';

/** SOPS notes at the root of a file who can decrypt it, and takes it away when it does: Kubernetes never sees it. */
const isNoteOfSops = ({ path }: SchemaProblem, object: KubernetesObject): boolean =>
  path.length === 1 && path[0] === 'sops' && typeof fieldsAt(object, 'sops')['mac'] === 'string';

function expectationOf({ expected, suggestion, place }: SchemaProblem): string {
  if (suggestion !== undefined) return `${expected}, such as ${suggestion}`;
  return place === undefined ? expected : `${expected}; this one belongs at ${place}`;
}

/** Where people write as they like, and a value may be a secret. */
const FREE_TEXT = new Set(['env', 'value', 'command', 'args', 'annotations', 'data', 'stringData']);

/** The same value under the name, or at the place, that is most likely meant, unless something stands there. */
function inItsPlace({ path, suggestion, place }: SchemaProblem, { object, element: { value } }: FixContext): readonly ProposedEdit[] {
  const meant = suggestion === undefined ? pathOf(place) : [...path.slice(0, -1), suggestion];
  if (meant === undefined || isTaken(object, meant)) return [];
  // A proposal shows what it writes.
  if (object.kind === 'Secret' || object.kind === 'ConfigMap' || [...path, ...meant].some(isFreeText) || holdsFreeText(value)) return [];
  return [{ path, value: undefined }, { path: meant, value: value as ProposedValue }];
}

const isFreeText = (step: string | number): boolean => FREE_TEXT.has(String(step));

/** Whether such a place is anywhere in a value. */
const holdsFreeText = (value: unknown): boolean => value !== null && typeof value === 'object'
  && Object.entries(value).some(([key, child]) => isFreeText(key) || holdsFreeText(child));

/** A place with a list in it means each of its items. */
const pathOf = (place: string | undefined): ProposedEdit['path'] | undefined =>
  (place === undefined || place.includes('[]') ? undefined : [...place.matchAll(/[^.[\]]+/g)].map(([step]) => (/^\d+$/.test(step) ? Number(step) : step)));

const isTaken = (object: KubernetesObject, path: ProposedEdit['path']): boolean =>
  path.reduce<unknown>((parent, step) => (Array.isArray(parent) ? (parent as unknown[])[Number(step)] : fieldsAt({ parent }, 'parent')[String(step)]), object) !== undefined;
