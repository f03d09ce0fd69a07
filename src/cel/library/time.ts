import { formatShortest } from './number-text';
import { CelError, Duration, Timestamp } from './value';

const SECOND = 1_000_000_000n;
const MIN_SECONDS = -62_135_596_800n;
const MAX_SECONDS = 253_402_300_799n;
const MAX_DURATION = 2n ** 63n - 1n;
const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n, us: 1_000n, 'µs': 1_000n, 'μs': 1_000n, ms: 1_000_000n, s: SECOND, m: 60n * SECOND, h: 3600n * SECOND,
};
const PART = /^(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/;

/** Reads a duration as Go writes it: `1h30m`, `-1.5s`. */
export function parseDuration(text: string): Duration {
  const [, sign, body = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (body === '0') return new Duration(0n);
  const magnitude = readParts(body);
  if (magnitude === undefined) throw new CelError("type conversion error from 'string' to 'google.protobuf.Duration'");
  return checkedDuration(sign === '-' ? -magnitude : magnitude);
}

function readParts(text: string): bigint | undefined {
  if (text === '') return undefined;
  let sum = 0n;
  for (let rest = text; rest !== '';) {
    const [part, whole = '', fraction = '', unit = ''] = PART.exec(rest) ?? [];
    if (part === undefined || whole + fraction === '') return undefined;
    const nanoseconds = UNITS[unit] ?? 0n;
    sum += BigInt(whole || '0') * nanoseconds + (BigInt(fraction || '0') * nanoseconds) / 10n ** BigInt(fraction.length);
    rest = rest.slice(part.length);
  }
  return sum;
}

/** A duration of 64 bits, or the error that CEL reports for a longer one. */
export function checkedDuration(nanoseconds: bigint): Duration {
  if (nanoseconds > MAX_DURATION || nanoseconds < -MAX_DURATION - 1n) throw new CelError('integer overflow');
  return new Duration(nanoseconds);
}

/** A timestamp between the years 1 and 9999, or the error that CEL reports for another. */
export function checkedTimestamp(nanoseconds: bigint, offsetMinutes = 0): Timestamp {
  const seconds = floorDivide(nanoseconds, SECOND);
  if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) throw new CelError('timestamp overflow');
  return new Timestamp(nanoseconds, offsetMinutes);
}

/** `5400s`, `0.000000002s`. */
export const formatDuration = ({ nanoseconds }: Duration): string => `${formatShortest(secondsOf(nanoseconds))}s`;

/** Like Go, the whole seconds and the rest as a double each. */
const secondsOf = (nanoseconds: bigint): number => Number(nanoseconds / SECOND) + Number(nanoseconds % SECOND) / 1e9;

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)$/;

/** Reads a timestamp as RFC 3339 writes it. */
export function parseTimestamp(text: string): Timestamp {
  const match = RFC3339.exec(text);
  const parsed = match && readTimestamp(match);
  if (!parsed) throw new CelError("type conversion error from 'string' to 'google.protobuf.Timestamp'");
  return checkedTimestamp(parsed.nanoseconds, parsed.offsetMinutes);
}

function readTimestamp(match: RegExpExecArray): Timestamp | undefined {
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const [, , , , , , , fraction = '', zone = 'Z'] = match;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = readOffset(zone);
  if (offset === undefined) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const nanoseconds = BigInt(date.getTime()) * 1_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return new Timestamp(nanoseconds - BigInt(offset) * 60n * SECOND, offset);
}

function readOffset(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4))];
  if (hours > 24 || minutes > 59) return undefined;
  return (hours * 60 + minutes) * (zone.startsWith('-') ? -1 : 1);
}

const daysIn = (year: number, month: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 0);
  return date.getUTCDate();
};

/** `2023-02-03T23:31:20.5+02:00`. */
export function formatTimestamp({ nanoseconds, offsetMinutes }: Timestamp): string {
  const local = dateOf(nanoseconds + BigInt(offsetMinutes) * 60n * SECOND);
  const fraction = String(modulo(nanoseconds, SECOND)).padStart(9, '0').replace(/0+$/, '');
  const seconds = `${String(local.getUTCFullYear()).padStart(4, '0')}${local.toISOString().slice(-20, -5)}`;
  return `${seconds}${fraction === '' ? '' : `.${fraction}`}${formatOffset(offsetMinutes)}`;
}

function formatOffset(offsetMinutes: number): string {
  if (offsetMinutes === 0) return 'Z';
  const [hours, minutes] = [Math.trunc(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  return `${offsetMinutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** The calendar of a timestamp in a time zone, in UTC unless one is named: as a date whose UTC fields are the local ones. */
export function localDate({ nanoseconds }: Timestamp, zone?: string): Date {
  if (zone === undefined || zone === '' || zone === 'UTC') return dateOf(nanoseconds);
  const offset = zone.includes(':') ? fixedOffset(zone) : undefined;
  return offset === undefined ? zonedDate(dateOf(nanoseconds), zone) : dateOf(nanoseconds + BigInt(offset) * 60n * SECOND);
}

function fixedOffset(zone: string): number {
  const [, hours = '', minutes = ''] = /^([+-]?\d+):([+-]?\d+)$/.exec(zone) ?? [];
  if (hours === '' || Number(minutes) < 0 || Number(minutes) > 59) throw new CelError(`not a time zone: ${zone}`);
  return zone.startsWith('-') ? Number(hours) * 60 - Number(minutes) : Number(hours) * 60 + Number(minutes);
}

function zonedDate(date: Date, zone: string): Date {
  const fields = Object.fromEntries(formatterOf(zone).formatToParts(date).map(({ type, value }) => [type, Number(value)]));
  const local = new Date(0);
  local.setUTCFullYear(fields['year'] ?? 0, (fields['month'] ?? 1) - 1, fields['day']);
  local.setUTCHours(fields['hour'] ?? 0, fields['minute'], fields['second'], date.getUTCMilliseconds());
  return local;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone, calendar: 'gregory', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
  } catch {
    throw new CelError(`unknown time zone ${timeZone}`);
  }
}

const dateOf = (nanoseconds: bigint): Date => new Date(Number(floorDivide(nanoseconds, 1_000_000n)));

function floorDivide(value: bigint, by: bigint): bigint {
  return (value - modulo(value, by)) / by;
}

const modulo = (value: bigint, by: bigint): bigint => ((value % by) + by) % by;
