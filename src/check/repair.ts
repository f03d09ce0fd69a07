import type { Element, FixContext, Needs } from '../controls/control';
import { ranges } from '../controls/ranges';
import type { ImageLock } from '../images/lock';
import { fullNameOf, parseImageReference } from '../images/reference';
import type { Edit } from '../manifest/apply';
import type { KubernetesObject } from '../manifest/object';
import { valueAt } from '../manifest/path';
import type { Failure } from './evaluate';
import type { ResolvedCheckOptions } from './options';

/** The edits that make a control hold for an element, or what would have to be known to write them. */
export function repair(failure: Failure, object: KubernetesObject, known: Known): readonly Edit[] | Needs {
  const { rule: { fix }, path } = failure;
  if (typeof fix === 'function') return fix(fixContextOf(failure, object, known));
  if (isNeeds(fix)) return fix;
  return [{ path, value: fix }];
}

/** What a fix of an element may look at. Elements are read again: the object may have changed since the failure was found. */
export function fixContextOf({ rule: { range }, path, element, around }: Failure, object: KubernetesObject, known: Known): FixContext {
  const current = ({ path: at, value }: Element): Element => ({ path: at, value: valueAt(object, at) ?? value });
  return {
    object,
    element: ranges[range].keysOf === undefined ? current(element) : element,
    path,
    ...(around.podSpec === undefined ? {} : { podSpec: current(around.podSpec) }),
    ...(around.container === undefined ? {} : { container: current(around.container) }),
    ...knownToFixes(known),
  };
}

/** What is known beside the object. */
export type Known = Pick<ResolvedCheckOptions, 'platform' | 'digests'>;

/** The same as a fix asks for it. */
export const knownToFixes = ({ platform, digests }: Known): Pick<FixContext, 'platform' | 'digestOf'> => ({ platform, digestOf: (image) => digestIn(digests, image) });

/** What has no tag is not recorded: what a registry calls latest says nothing. */
function digestIn(digests: ImageLock, image: string): string | undefined {
  const reference = digests.size === 0 ? undefined : parseImageReference(image);
  return reference?.tag === undefined ? undefined : digests.get(fullNameOf(reference));
}

/** Whether a repair is beyond what manifests can tell. */
export function isNeeds(outcome: unknown): outcome is Needs {
  return typeof outcome === 'object' && outcome !== null && 'needs' in outcome;
}
