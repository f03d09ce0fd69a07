import { formatPath } from '../manifest/path';
import type { Undecided } from './evaluate';
import type { NotEvaluated } from './report';
import { placeOf, referenceOf, type Subject } from './subject';

/** The code of a value that is known only at deployment. */
export const KNOWN_LATER = 'CM3003';
/** The code of an expression that failed on an object. */
export const FAILED_EXPRESSION = 'CM3004';

/** Turns a verdict that could not be reached into what people and programs read. */
export function undecidedOf({ control, path, why }: Undecided, subject: Subject): NotEvaluated {
  const field = formatPath(path);
  const reason = why === 'opaque' ? 'its value is known only at deployment' : 'the expression failed on this object';
  return {
    object: referenceOf(subject.object),
    ...placeOf(subject, path),
    field,
    code: why === 'opaque' ? KNOWN_LATER : FAILED_EXPRESSION,
    message: `${control.id} could not be judged at ${field}: ${reason}`,
    repair: why === 'opaque' ? `Write a plain value at ${field}, or check the deployed object.` : `Report this with the manifest; ${control.id} must never fail to evaluate.`,
  };
}
