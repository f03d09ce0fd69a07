import type { CheckOptions } from '../src/check/options';
import { isClean, judge, textOf } from './judge';
import type { MatcherContext, MatcherResult } from './matcher';

/** Passes where no control of the profile fails, and everything could be judged. With `.not`: where a control fails. */
export function toSatisfyControls(this: MatcherContext, received: unknown, options: CheckOptions = {}): MatcherResult {
  const verdict = judge(received, options);
  const { report, controls } = verdict;
  if (this.isNot === true) {
    return {
      pass: report.findings.length === 0,
      message: () => report.notEvaluated.length === 0
        ? `expected a control to fail, but all ${controls.length} hold for ${report.summary.objects} objects`
        : `expected a control to fail, but none does, and something could not be judged:\n\n${textOf(verdict)}`,
    };
  }
  return { pass: isClean(report), message: () => `expected all controls to hold:\n\n${textOf(verdict)}` };
}
