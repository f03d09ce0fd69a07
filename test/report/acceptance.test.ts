import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../../src/check/check';
import { ratchetOf } from '../../src/check/ratchet/ratchet';
import { catalogue } from '../../src/controls/index';
import { acceptanceBlocks } from '../../src/report/acceptance';
import { formatJson } from '../../src/report/json';
import { formatText } from '../../src/report/text';
import { deployment, exception, now } from '../check/exceptions/samples';
import { violations } from '../support/json-schema';

const schema = JSON.parse(readFileSync(join(__dirname, '../../schema/report-v1.json'), 'utf8')) as Record<string, unknown>;
const before = check([deployment]).findings;
const [first] = ratchetOf(before);
const report = check([deployment], {
  now, catalogue: '2026-11',
  exceptions: [exception, { ...exception, control: 'pod-no-host-pid', owner: 'a\u001b[31mb' }],
  ratchet: [...ratchetOf(before.slice(0, 3)), { ...(first as NonNullable<typeof first>), control: 'pod-no-host-ipc' }],
});

test('the sample has all of it', () => {
  expect(report.exceptions).toHaveLength(1);
  expect(report.exceptionProblems).toHaveLength(1);
  expect(report.ratchet?.findings.length).toBeGreaterThan(0);
  expect(report.ratchet?.stale.length).toBeGreaterThan(0);
});

test('JSON matches the published schema, and is the report itself', () => {
  const parsed: unknown = JSON.parse(formatJson(report));
  expect(parsed).toEqual(report);
  expect(violations(schema, parsed)).toEqual([]);
});

test('the schema refuses what is half of it', () => {
  const { exceptionProblems: [problem] = [], ratchet } = report;
  for (const wrong of [{ exceptionProblems: [{ ...problem, code: 'X' }] }, { ratchet: { findings: [] } }, { ratchet: { ...ratchet, more: 1 } }, { catalogue: { date: '2026' } }]) {
    expect(violations(schema, { ...report, ...wrong })).not.toEqual([]);
  }
});

test('people read who answers for it, without the escapes of a name', () => {
  const text = formatText(report, catalogue);
  expect(text).toContain('! CM4011 pod-no-host-pid on Deployment shop/web (a\\u{1b}[31mb)');
  expect(text).not.toContain('\u001b');
  expect(text).toContain('pod-no-host-ipc on Deployment shop/web:');
  expect(text).toMatch(/1 accepted \(the next expires on 2027-02-28\) · \d+ known from before · \d+ to put right in exceptions and ratchet/);
});

test('nothing is said where nothing is wrong', () => {
  expect(acceptanceBlocks(check([deployment]), {})).toEqual([]);
});
