import type { SchemaProblem } from '../../manifest/schema/index';
import { fieldsAt } from '../../manifest/fields';
import type { KubernetesObject } from '../../manifest/object';
import { needs } from '../control';
import { manifestControl } from '../manifest-control';
import { owaspK10 } from '../references';

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
    .map((problem) => ({ path: problem.path, expected: expectationOf(problem), actual: problem.actual, fix: FIX })),
});

const FIX = needs('what was meant: what takes effect changes the program');

/** SOPS notes at the root of a file who can decrypt it, and takes it away when it does: Kubernetes never sees it. */
const isNoteOfSops = ({ path }: SchemaProblem, object: KubernetesObject): boolean =>
  path.length === 1 && path[0] === 'sops' && typeof fieldsAt(object, 'sops')['mac'] === 'string';

function expectationOf({ expected, suggestion, place }: SchemaProblem): string {
  if (suggestion !== undefined) return `${expected}, such as ${suggestion}`;
  return place === undefined ? expected : `${expected}; this one belongs at ${place}`;
}
