import { type Declaration, declareMethod } from './declaration';
import { localDate } from './time';
import type { Duration, Timestamp } from './value';

const DAY = 86_400_000;

/** What `get…()` reads of a date whose UTC fields are the local ones. */
const PARTS: Readonly<Record<string, (date: Date) => number>> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDayOfYear: (date) => Math.floor((date.getTime() - startOfYear(date)) / DAY),
  getDate: (date) => date.getUTCDate(),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDayOfWeek: (date) => date.getUTCDay(),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (date) => date.getUTCMilliseconds(),
};

function startOfYear(date: Date): number {
  const start = new Date(0);
  start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  return start.getTime();
}

const DURATION_UNITS: Readonly<Record<string, bigint>> = {
  getHours: 3_600_000_000_000n, getMinutes: 60_000_000_000n, getSeconds: 1_000_000_000n, getMilliseconds: 1_000_000n,
};

/** The parts of timestamps and durations. */
export const timeFunctions: readonly Declaration[] = [
  ...Object.entries(PARTS).flatMap(([name, part]) => [
    declareMethod(`timestamp.${name}(): int`, (time: Timestamp) => BigInt(part(localDate(time)))),
    declareMethod(`timestamp.${name}(string): int`, (time: Timestamp, zone: string) => BigInt(part(localDate(time, zone)))),
  ]),
  ...Object.entries(DURATION_UNITS).map(([name, unit]) =>
    declareMethod(`duration.${name}(): int`, (duration: Duration) => duration.nanoseconds / unit)),
];
