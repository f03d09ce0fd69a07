import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatLedger, ledgerSchema, parseLedger } from '../../../src/check/exceptions/ledger';
import { termFaults } from '../../../src/check/exceptions/rules';
import { catalogue } from '../../../src/controls/index';
import { CasemateError } from '../../../src/error';
import { violations } from '../../support/json-schema';
import { exception, ledger, now, object } from './samples';

const schema = JSON.parse(readFileSync(join(__dirname, '../../../schema/exceptions-v1.json'), 'utf8')) as Record<string, unknown>;
const parse = (text: string): ReturnType<typeof parseLedger> => parseLedger(text, 'exceptions.lock.json', catalogue);

function errorOf(text: string): CasemateError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof CasemateError) return error;
    throw error;
  }
  throw new Error('it was read');
}

test('is read as it was written, sorted, whatever the order was', () => {
  const other = { ...exception, control: 'pod-no-host-pid', containers: undefined };
  const text = formatLedger([exception, other]);
  expect(formatLedger([other, exception])).toBe(text);
  expect(formatLedger(parse(text))).toBe(text);
  expect(parse(text).map(({ control }) => control)).toEqual(['pod-no-host-pid', 'pod-run-as-non-root']);
});

test('matches the published schema, which has its name', () => {
  expect(schema['$id']).toBe(ledgerSchema);
  const full = { ...exception, compensating: ['pod-user-namespace'], constructPath: 'shop/web' };
  expect(violations(schema, JSON.parse(formatLedger([full, { ...exception, object: { ...object, name: 'api' } }])))).toEqual([]);
});

test('an entry for a policy of one\'s own is left alone where no policies are known, and must name one where they are', () => {
  const text = formatLedger([{ ...exception, control: 'replica-limit', policy: true, containers: undefined }]);
  expect(violations(schema, JSON.parse(text))).toEqual([]);
  expect(formatLedger(parse(text))).toBe(text);
  const known = [{ id: 'replica-limit', severity: 'high' }] as const;
  expect(parseLedger(text, 'exceptions.lock.json', catalogue, known)).toHaveLength(1);
  expect(() => parseLedger(text, 'exceptions.lock.json', catalogue, [{ ...known[0], id: 'replica-limits' }])).toThrow('there is no control "replica-limit"');
  expect(errorOf(text.replace('      "policy": true,\n', ''))).toMatchObject({ code: 'CM4002', repair: expect.stringContaining('"policy": true') });
});

test('the schema refuses what the reader refuses', () => {
  for (const wrong of [{ ...exception, more: 1 }, { ...exception, owner: undefined }, { ...exception, reason: 'short' }, { ...exception, containers: [] }]) {
    const value = { schema: ledgerSchema, exceptions: [wrong] };
    expect(violations(schema, value)).not.toEqual([]);
    expect(() => parse(JSON.stringify(value))).toThrow(CasemateError);
  }
});

test.each([
  ['an empty file', ''],
  ['a conflict', '<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> theirs\n'],
  ['half a file', ledger({}).slice(0, 200)],
  ['a list', '[]'],
  ['null', 'null'],
  ['no exceptions', JSON.stringify({ schema: ledgerSchema })],
  ['a newer version', JSON.stringify({ schema: 'https://casemate.dev/schema/exceptions/v2', exceptions: [] })],
  ['binary', '\0'],
])('%s is an error, and not an empty ledger', (_, text) => {
  expect(errorOf(text).repair).not.toBe('');
});

test.each([
  ['an unknown control', { control: 'pod-run-as-nonroot' }, /no control/, /pod-run-as-non-root/],
  ['a pattern for a name', { object: { ...object, name: 'web-*' } }, /pattern/, /exactly one/],
  ['a pattern for a namespace', { object: { ...object, namespace: '*' } }, /pattern/, /exactly one/],
  ['no name', { object: { ...object, name: '' } }, /empty/, /exactly one/],
  ['a pattern for a container', { containers: ['*'] }, /pattern/, /exactly one/],
  ['boilerplate', { reason: 'temporary exception, will be fixed later' }, /any exception/, /what the program does/],
  ['no owner', { owner: ' ' }, /nobody/, /team/],
  ['no date', { expires: '2027-02-30' }, /no date/, /2027-02-28/],
  ['itself as compensation', { compensating: ['pod-run-as-non-root'] }, /itself/, /another/],
  ['an unknown compensation', { compensating: ['pod-user-namespaces'] }, /no control/, /pod-user-namespace/],
])('%s is refused, with its place', (_, change, message, repair) => {
  const error = errorOf(ledger(change));
  expect(error.message).toMatch(message);
  expect(error.repair).toMatch(repair);
  expect(error.place).toMatchObject({ file: 'exceptions.lock.json', field: expect.stringMatching(/^exceptions\[0\]\./) });
  expect(error.place.line).toBeGreaterThan(3);
});

test('a misspelt key names the right one', () => {
  const error = errorOf(ledger({}).replace('"owner"', '"ownr"'));
  expect(error.repair).toContain('Did you mean "owner"?');
  expect(error.place).toMatchObject({ field: 'exceptions[0].ownr', line: expect.any(Number) });
});

test('two exceptions for the same findings are refused, for different containers not', () => {
  expect(parse(ledger({}, { containers: ['web'] }))).toHaveLength(2);
  expect(errorOf(ledger({}, {})).code).toBe('CM4003');
  expect(errorOf(ledger({}, { containers: undefined })).code).toBe('CM4003');
  expect(errorOf(ledger({ containers: ['a', 'b'] }, { containers: ['b', 'c'] })).code).toBe('CM4003');
});

test('none may be recorded that is over, or runs for too long', () => {
  const controls = new Map(catalogue.map((control) => [control.id, control]));
  const faults = (expires: string): readonly string[] => termFaults({ ...exception, expires }, controls, now).map(({ message }) => message);
  expect(faults('2027-02-28')).toEqual([]);
  expect(faults('2026-11-23')).toEqual(['2026-11-23 is over']);
  expect(faults('2031-01-01')).toEqual([expect.stringContaining('too far off')]);
});
