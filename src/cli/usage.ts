import { severities } from '../controls/control';
import { CasemateError } from '../error';
import type { GuardrailAction } from '../guardrails/generate';
import type { Minor } from '../manifest/object';
import { closest } from '../manifest/schema/closest';
import { minors } from '../platform';
import type { FailOn } from './exit-code';

/** A mistake on the command line. */
export function usageError(message: string, repair: string): CasemateError {
  return new CasemateError({ code: 'CM2001', message, repair });
}

/** Reads one of a few words, or says which there are. */
export function oneOf<T extends string>(value: string, choices: readonly T[], what: string): T {
  const chosen = choices.find((choice) => choice === value);
  if (chosen !== undefined) return chosen;
  const near = closest(value, choices);
  const list = choices.join(', ');
  throw new CasemateError({
    code: 'CM2002',
    message: `there is no ${what} "${value}"`,
    repair: near === undefined ? `Choose one of ${list}.` : `Did you mean "${near}"? There are ${list}.`,
  });
}

/** `1.37`, and what people write for it: `v1.37`, `1.37.2`. */
export function readMinor(value: string): Minor {
  const [, minor = value] = /^v?(1\.\d+)(?:\.\d+)?(?:[-+].*)?$/.exec(value) ?? [];
  const known = minors.find((candidate) => candidate === minor);
  if (known !== undefined) return known;
  throw new CasemateError({
    code: 'CM2003',
    message: `Kubernetes "${value}" is not known`,
    repair: `Choose one of ${minors.join(', ')}.`,
  });
}

/** How a page or a list of controls is written. */
export type PageFormat = 'text' | 'markdown' | 'json';

export const readPageFormat = (value: string): PageFormat => oneOf<PageFormat>(value, ['text', 'markdown', 'json'], 'format');

/** Reads `2026-11-24`, or a moment of that day. */
export function readNow(value: string): Date {
  const now = new Date(value);
  if (/^\d{4}-\d{2}-\d{2}(T.*(Z|[+-]\d{2}:\d{2}))?$/.test(value) && !Number.isNaN(now.getTime())) return now;
  throw usageError(`"${value}" is no date`, 'Write it as 2026-11-24.');
}

/** Reads a number of threads. */
export function readThreads(value: string): number {
  if (/^[1-9]\d?$/.test(value)) return Number(value);
  throw usageError(`"${value}" is no number of threads`, 'Write a number from 1 to 99.');
}

export const readFailOn = (value: string): FailOn => oneOf<FailOn>(value, [...severities, 'never'], 'severity');

const ACTIONS: Readonly<Record<'warn' | 'audit' | 'deny', GuardrailAction>> = { warn: 'Warn', audit: 'Audit', deny: 'Deny' };

/** Reads `deny,audit`. */
export function readActions(value: string): readonly GuardrailAction[] {
  return value.split(',').map((word) => ACTIONS[oneOf(word.trim().toLowerCase(), ['warn', 'audit', 'deny'], 'action')]);
}

/** Refuses a run that was given nothing to do. */
export function requireInputs(inputs: readonly string[], verb: string): void {
  if (inputs.length > 0) return;
  throw usageError(`casemate ${verb} needs something to read`, `Name files, directories or globs, or - for standard input: casemate ${verb} deploy/`);
}
