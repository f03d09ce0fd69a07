import { Checker } from '../src/check/checker';
import type { CheckOptions } from '../src/check/options';
import type { Report } from '../src/check/report';
import type { ReportedControl } from '../src/controls/any-control';
import { formatText } from '../src/report/text';
import { type Input, readInput } from './input';

/** What a check says of what a test expects something of. */
export interface Verdict {
  readonly input: Input;
  readonly report: Report;
  readonly controls: readonly ReportedControl[];
}

/** Judges what a matcher was given. What the program declared of its platform holds where the test names none. */
export function judge(received: unknown, options: CheckOptions = {}): Verdict {
  const input = readInput(received);
  const platform = options.platform ?? input.platform;
  const checker = new Checker({ ...options, ...(platform === undefined ? {} : { platform }) });
  for (const subject of input.subjects) checker.add(subject);
  checker.addNotEvaluated(...input.notEvaluated);
  return { input, report: checker.report(), controls: checker.controls };
}

/** Whether nothing is left to say: no finding, nothing that could not be judged, no exception at fault. */
export const isClean = ({ findings, notEvaluated, exceptionProblems = [], ratchet }: Report): boolean =>
  findings.length + notEvaluated.length + exceptionProblems.length + (ratchet?.stale.length ?? 0) === 0;

/** The report as a test shows it: objects, controls, fields and repairs. */
export const textOf = ({ report, controls }: Pick<Verdict, 'report' | 'controls'>): string => formatText(report, controls, { reasons: false }).trimEnd();
