import { compareExceptions, daysLeft, endOf, isActive, isTooLong, latestExpiry } from '../../../src/check/exceptions/exception';
import { exception, now } from './samples';

test.each([
  ['2027-02-28T00:00:00Z', true],
  ['2027-02-28T23:59:59.999Z', true],
  ['2027-03-01T00:00:00Z', false],
  ['2030-01-01T00:00:00Z', false],
])('until 2027-02-28, at %s it holds: %s', (moment, holds) => {
  expect(isActive({ expires: '2027-02-28' }, new Date(moment))).toBe(holds);
});

test.each(['', 'never', '2027-02-30', '2027-13-01', '2027-2-8', '9999', '2027-02-28T00:00:00Z', '+002027-02-28'])('"%s" is no date, and never holds', (expires) => {
  expect(endOf(expires)).toBeNaN();
  expect(isActive({ expires }, now)).toBe(false);
});

test('a moment that is none holds nothing', () => {
  expect(isActive({ expires: '2027-02-28' }, new Date('nonsense'))).toBe(false);
});

test('counts the days that are left, today included', () => {
  expect(daysLeft({ expires: '2026-11-24' }, now)).toBe(1);
  expect(daysLeft({ expires: '2026-11-23' }, now)).toBeLessThanOrEqual(0);
  expect(daysLeft({ expires: '2026-12-24' }, now)).toBe(31);
});

test.each(['critical', 'high', 'medium', 'low', 'info'] as const)('the latest day that %s may name is not too long, the next is', (severity) => {
  const latest = latestExpiry(severity, now);
  const next = new Date(endOf(latest)).toISOString().slice(0, 10);
  expect(isTooLong({ expires: latest }, severity, now)).toBe(false);
  expect(isTooLong({ expires: next }, severity, now)).toBe(true);
});

test('orders by object first', () => {
  const other = { ...exception, object: { ...exception.object, namespace: 'a' }, control: 'z' };
  expect([exception, other].sort(compareExceptions)).toEqual([other, exception]);
  expect(compareExceptions(exception, { ...exception })).toBe(0);
});
