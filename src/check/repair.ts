import type { Element, FixContext, Needs } from '../controls/control';
import { ranges } from '../controls/ranges';
import type { Edit } from '../manifest/apply';
import type { KubernetesObject } from '../manifest/object';
import { valueAt } from '../manifest/path';
import type { Platform } from '../platform';
import type { Failure } from './evaluate';

/** The edits that make a control hold for an element, or what would have to be known to write them. */
export function repair(failure: Failure, object: KubernetesObject, platform: Platform): readonly Edit[] | Needs {
  const { rule: { fix }, path } = failure;
  if (typeof fix === 'function') return fix(fixContextOf(failure, object, platform));
  if (isNeeds(fix)) return fix;
  return [{ path, value: fix }];
}

/** What a fix of an element may look at. Elements are read again: the object may have changed since the failure was found. */
export function fixContextOf({ rule: { range }, path, element, around }: Failure, object: KubernetesObject, platform: Platform): FixContext {
  const current = ({ path: at, value }: Element): Element => ({ path: at, value: valueAt(object, at) ?? value });
  return {
    object,
    element: ranges[range].keysOf === undefined ? current(element) : element,
    path,
    ...(around.podSpec === undefined ? {} : { podSpec: current(around.podSpec) }),
    ...(around.container === undefined ? {} : { container: current(around.container) }),
    platform,
  };
}

/** Whether a repair is beyond what manifests can tell. */
export function isNeeds(outcome: unknown): outcome is Needs {
  return typeof outcome === 'object' && outcome !== null && 'needs' in outcome;
}
