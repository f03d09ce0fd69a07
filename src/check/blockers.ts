import type { KubernetesObject, Minor, ObjectReference } from '../manifest/object';
import { formatPath, type Path } from '../manifest/path';
import { type SchemaProblem, validate } from '../manifest/schema/index';
import { touches } from './field';
import { unknownKind, unknownKindCodes } from './kinds';
import type { NotEvaluated } from './report';
import { placeOf, referenceOf, type Subject } from './subject';

/** The code of a field with a type that the API server refuses. */
export const WRONG_TYPE = 'CM3002';

/** Where an object departs from the schema of its kind. What is known only at deployment cannot be told. */
export function schemaProblemsOf(object: KubernetesObject, minor: Minor, opaque: readonly Path[] = []): readonly SchemaProblem[] {
  const problems = validate(object, minor);
  return opaque.length === 0 ? problems : problems.filter(({ path }) => !opaque.some((hidden) => touches(hidden, path)));
}

/**
 * What keeps an object from being judged: a kind that Kubernetes does not know, or a value of a type that the API server refuses.
 * A control that read such a value would take it for unset, and pass.
 */
export function blockersOf(subject: Subject, minor: Minor, problems: readonly SchemaProblem[]): readonly NotEvaluated[] {
  const { object } = subject;
  const unknown = unknownKind(object, minor);
  if (unknown !== undefined) return [{ object: referenceOf(object), ...placeOf(subject, ['kind']), field: 'kind', ...unknown }];
  return problems.filter(({ kind }) => kind !== 'unknown-field').map((problem) => wrongTypeOf(problem, subject));
}

/** The objects of which some reports say that they cannot be judged at all. */
export const unjudgedIn = (items: readonly NotEvaluated[]): readonly ObjectReference[] =>
  items.flatMap(({ code, object }) => (object !== undefined && BLOCKERS.has(code) ? [object] : []));

const BLOCKERS: ReadonlySet<string> = new Set([WRONG_TYPE, ...Object.values(unknownKindCodes)]);

function wrongTypeOf({ path, expected, actual }: SchemaProblem, subject: Subject): NotEvaluated {
  const field = formatPath(path);
  return {
    object: referenceOf(subject.object),
    ...placeOf(subject, path),
    field,
    code: WRONG_TYPE,
    message: `${field} is ${actual}, where Kubernetes wants ${expected}; the API server refuses the object`,
    repair: `Write ${expected} at ${field}.`,
  };
}
