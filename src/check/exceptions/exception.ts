import type { Severity } from '../../controls/control';
import type { ObjectReference } from '../../manifest/object';

/** A finding that somebody accepts, for a reason and for a time: one control on one object. */
export interface Exception {
  /** The id of the control, or the name of a policy of your own. */
  readonly control: string;
  /** Whether it is a ValidatingAdmissionPolicy of your own: where those are not evaluated, the exception is nobody's business. @default false */
  readonly policy?: boolean;
  readonly object: ObjectReference;
  /** Only findings in these containers. @default every finding of the control in the object */
  readonly containers?: readonly string[];
  /** Why the risk is taken: what the program does that needs it. */
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** Where it was decided. */
  readonly ticket?: string;
  /** The last day that it holds, `2027-02-28`, until midnight UTC. */
  readonly expires: string;
  /** Controls that make up for it. Each must hold for the object, or the exception is void. */
  readonly compensating?: readonly string[];
  /** The construct that declares it. Synth writes such an entry, and takes it away again. */
  readonly constructPath?: string;
}

const DAY = 24 * 60 * 60 * 1000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The first moment at which a date is over; `NaN` for what is no date of the calendar. */
export function endOf(date: string): number {
  const start = DATE.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  // Some engines take February 30 for March 2.
  return new Date(start).getTime() === start && new Date(start).toISOString().startsWith(date) ? start + DAY : Number.NaN;
}

/**
 * Whether an exception holds at a moment. Whatever reads exceptions asks this and nothing else; a date that cannot be read never holds.
 *
 * @example
 * ```ts
 * isActive({ expires: '2027-02-28' }, new Date('2027-02-28T23:59:59Z')); // true
 * isActive({ expires: '2027-02-28' }, new Date('2027-03-01T00:00:00Z')); // false
 * ```
 */
export function isActive({ expires }: Pick<Exception, 'expires'>, now: Date): boolean {
  return now.getTime() < endOf(expires);
}

/** How many days an exception still holds, today included; 0 or less when it is over. */
export function daysLeft({ expires }: Pick<Exception, 'expires'>, now: Date): number {
  return Math.ceil((endOf(expires) - now.getTime()) / DAY);
}

/** The longest that an exception may run, in days: the worse the risk, the sooner somebody looks again. */
const maximumDays: Readonly<Record<Severity, number>> = { critical: 90, high: 180, medium: 365, low: 365, info: 365 };

/** Whether an exception runs on for longer than its severity allows. */
export const isTooLong = (exception: Pick<Exception, 'expires'>, severity: Severity, now: Date): boolean =>
  daysLeft(exception, now) > maximumDays[severity] + 1;

/** The last day that an exception of a severity may name. */
export const latestExpiry = (severity: Severity, now: Date): string =>
  new Date(now.getTime() + maximumDays[severity] * DAY).toISOString().slice(0, 'YYYY-MM-DD'.length);

/** The key of an object, by which exceptions find it. */
export const objectKey = ({ apiVersion, kind, namespace, name }: ObjectReference): string => JSON.stringify([apiVersion, kind, namespace, name]);

/** Orders exceptions as a ledger holds them: by object, control and containers. */
export function compareExceptions(a: Exception, b: Exception): number {
  const keyOf = ({ object, control, containers = [] }: Exception): string =>
    [object.namespace, object.kind, object.name, object.apiVersion, control, ...containers].join('\0');
  const [left, right] = [keyOf(a), keyOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
