import type { Report } from '../check/report';
import type { Severity } from '../controls/control';
import { isAtLeast } from '../report/severity';

/** What the exit codes mean: a stable interface. */
export const exitCodes = { clean: 0, findings: 1, usage: 2, notEvaluated: 3, exceptions: 4 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** From which severity on a finding fails the run. */
export type FailOn = Severity | 'never';

/** When to fail. */
export interface ExitOptions {
  readonly failOn: FailOn;
  /** Findings, and what could not be evaluated, do not fail the run; broken input does. */
  readonly exitZero?: boolean;
  /** Whether some input was broken. */
  readonly unreadable: boolean;
}

/**
 * The exit code for a report. Where several apply, broken input counts before findings, and findings before what could not be
 * evaluated: no code ever says less than "this is not clean".
 */
export function exitCodeOf({ findings, notEvaluated }: Report, { failOn, exitZero = false, unreadable }: ExitOptions): ExitCode {
  if (unreadable) return exitCodes.usage;
  if (exitZero) return exitCodes.clean;
  if (failOn !== 'never' && findings.some(({ severity }) => isAtLeast(severity, failOn))) return exitCodes.findings;
  return notEvaluated.length > 0 ? exitCodes.notEvaluated : exitCodes.clean;
}

/** For `--help`. */
export const exitCodesHelp = `
Exit codes:
  0  clean
  1  findings at or above --fail-on
  2  wrong usage, or input that cannot be read
  3  something could not be evaluated, which never counts as passed
  4  an exception that is expired or unused`;
