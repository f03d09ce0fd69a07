import type { Report } from '../check/report';
import type { Severity } from '../controls/control';
import { isAtLeast } from '../report/severity';

/** What the exit codes mean: a stable interface. */
export const exitCodes = { clean: 0, findings: 1, usage: 2, notEvaluated: 3, exceptions: 4 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Takes the exit code of a verb. */
export type Finish = (exitCode: ExitCode) => void;

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
 * The exit code for a report. Where several apply, broken input counts before findings, findings before what could not be
 * evaluated, and that before exceptions that are at fault: no code ever says less than "this is not clean".
 */
export function exitCodeOf({ findings, notEvaluated, exceptionProblems = [], ratchet }: Report, { failOn, exitZero = false, unreadable }: ExitOptions): ExitCode {
  if (unreadable) return exitCodes.usage;
  if (exitZero) return exitCodes.clean;
  if (failOn !== 'never' && findings.some(({ severity }) => isAtLeast(severity, failOn))) return exitCodes.findings;
  if (notEvaluated.length > 0) return exitCodes.notEvaluated;
  return exceptionProblems.length > 0 || (ratchet?.stale.length ?? 0) > 0 ? exitCodes.exceptions : exitCodes.clean;
}

/** For `--help`. */
export const exitCodesHelp = `
Exit codes:
  0  clean
  1  findings at or above --fail-on
  2  wrong usage, or input that cannot be read
  3  something could not be evaluated, which never counts as passed
  4  an exception that is expired, void or unused, or a stale ratchet`;
