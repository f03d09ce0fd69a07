import { formatPath } from '../manifest/path';
import type { Undecided } from './evaluate';
import type { NotEvaluated } from './report';
import { placeOf, referenceOf, type Subject } from './subject';

/** Turns a verdict that could not be reached into what people and programs read. */
export function undecidedOf({ control, path, why }: Undecided, subject: Subject): NotEvaluated {
  const field = formatPath(path);
  const reason = why === 'opaque' ? 'its value is known only at deployment' : 'the expression failed on this object';
  return {
    object: referenceOf(subject.object),
    ...placeOf(subject, path),
    field,
    code: why === 'opaque' ? 'CM3003' : 'CM3004',
    message: `${control.id} could not be judged at ${field}: ${reason}`,
    repair: why === 'opaque' ? `Write a plain value at ${field}, or check the deployed object.` : `Report this with the manifest; ${control.id} must never fail to evaluate.`,
  };
}
