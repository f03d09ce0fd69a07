import { type AnyControl, isGraphControl } from '../../controls/any-control';
import { catalogue } from '../../controls/index';
import type { KubernetesObject } from '../../manifest/object';
import type { CheckOptions } from '../options';
import type { ExceptionProblem } from '../report';
import { referenceOf } from '../subject';
import { type Exception, objectKey } from './exception';

/** What exceptions make of one object. */
export interface Excused {
  /** The fingerprints of the findings that are accepted. */
  readonly accepted: ReadonlySet<string>;
  /** Which exceptions for the object are at fault. */
  readonly problems: readonly ExceptionProblem[];
}

const NOTHING: Excused = { accepted: new Set(), problems: [] };

/**
 * Judges one object by the exceptions for it, as a check of all objects together does. What needs the others (a network policy that makes up for
 * something) is left to that check: here it could only be guessed.
 */
export function excuse(object: KubernetesObject, exceptions: readonly Exception[], options: Pick<CheckOptions, 'platform' | 'controls' | 'parameters' | 'now'>): Excused {
  if (exceptions.length === 0) return NOTHING;
  const key = objectKey(referenceOf(object));
  const own = exceptions.filter((exception) => isOfObject(exception.control) && objectKey(exception.object) === key)
    .map((exception) => ({ ...exception, compensating: exception.compensating?.filter(isOfObject) }));
  if (own.length === 0) return NOTHING;
  // Loaded where something is excepted: it brings the parser, and what judges whole sets.
  const { check } = require('../check') as typeof import('../check');
  const report = check([object], { ...options, exceptions: own });
  return { accepted: new Set(report.exceptions.map(({ finding }) => finding.fingerprint)), problems: report.exceptionProblems ?? [] };
}

const byId: ReadonlyMap<string, AnyControl> = new Map(catalogue.map((control) => [control.id, control]));

function isOfObject(id: string): boolean {
  const control = byId.get(id);
  return control !== undefined && !isGraphControl(control);
}
