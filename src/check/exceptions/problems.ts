import type { Severity } from '../../controls/control';
import type { ExceptionProblem } from '../report';
import { type Exception, isActive, isTooLong, latestExpiry } from './exception';

/** The codes of what can be wrong with an exception when it is used. */
export const problemCodes = { expired: 'CM4010', unused: 'CM4011', tooLong: 'CM4012', void: 'CM4013', partlyUnused: 'CM4014' } as const;

/** What is wrong with an exception, with all that its owner needs to find it. */
export function problemOf(code: string, { control, object, containers, owner, expires }: Exception, message: string, repair: string): ExceptionProblem {
  return { code, control, object, ...(containers === undefined ? {} : { containers }), owner, expires, message, repair };
}

/** Why an exception does not hold at a moment, whatever it is for: it is over, or runs for longer than the severity of its control allows. */
export function termProblem(exception: Exception, severity: Severity, now: Date): ExceptionProblem | undefined {
  const { expires } = exception;
  if (!isActive(exception, now)) {
    return problemOf(problemCodes.expired, exception, `the exception expired on ${expires}`, 'Repair the object, or have the exception reviewed and renewed.');
  }
  if (!isTooLong(exception, severity, now)) return undefined;
  const message = `the exception runs until ${expires}, which is too long for severity ${severity}`;
  return problemOf(problemCodes.tooLong, exception, message, `Let it expire on ${latestExpiry(severity, now)} or before.`);
}
