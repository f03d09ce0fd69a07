import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, controls } from '../../src/controls/index';
import { control } from '../../src/controls/control';
import { meaningOf, meaningsAt } from '../support/catalogue-record';

/* Written by `node scripts/record-catalogue.mjs <date>` when a catalogue is published. */
const recorded = JSON.parse(readFileSync(join(__dirname, '../fixtures/catalogues.json'), 'utf8')) as Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What is not as it was recorded, each with what to do about it. */
function changesSince(date: string, before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].sort().flatMap((id) => {
    if (now[id] === undefined) return [`${id} was in the catalogue of ${date} and is gone: builds that name it would pass. Keep it.`];
    if (before[id] === undefined) return [`${id} was not in the catalogue of ${date}: write \`since\` with the date of the next one.`];
    return before[id] === now[id] ? [] : [`${id} is not what it was in the catalogue of ${date}: write in \`before\`, by the date of the next one, what it was.`];
  });
}

test.each(Object.entries(recorded))('the catalogue of %s is what it was when it was published', (date, before) => {
  expect(changesSince(date, before, meaningsAt(date, catalogue))).toEqual([]);
});

test('the first is recorded, and what is recorded can be told apart', () => {
  expect(Object.keys(recorded)).toContain('2026-11');
  const digests = Object.values(recorded['2026-11'] ?? {});
  expect(new Set(digests).size).toBe(digests.length);
});

describe('what a control means', () => {
  const given = controls.podNoHostPid;

  test.each([
    ['its severity', { severity: 'low' }],
    ['its condition', { revisions: { '1.0': 'true' } }],
    ['a later revision', { revisions: { ...given.revisions, '1.30': 'true' } }],
    ['its kinds', { kinds: [{ apiGroup: '', kind: 'Pod' }] }],
    ['its profile', { references: [] }],
    ['what it replaces', { overrides: 'pod-no-host-ipc' }],
  ] as const)('changes with %s', (_, change) => {
    expect(meaningOf(control({ ...given, ...change }))).not.toBe(meaningOf(given));
  });

  test('does not change with its texts, its repair, and the space in its condition', () => {
    const { podMemoryBounded: spaced } = controls;
    const revisions = Object.fromEntries(Object.entries(spaced.revisions).map(([minor, text]) => [minor, String(text).replace(/\s+/g, '\n\t ')]));
    expect(meaningOf(control({ ...spaced, title: 'Another', rationale: 'Another.', remediation: 'Another.', fix: '1Gi', revisions }))).toBe(meaningOf(spaced));
  });

  test('what it was, in `before`, keeps an older catalogue as it was', () => {
    const changed = { ...given, severity: 'critical', before: { '2027-02': { severity: given.severity } } } as const;
    const before = meaningsAt('2026-11', [given]);
    expect(changesSince('2026-11', before, meaningsAt('2026-11', [changed]))).toEqual([]);
    expect(changesSince('2026-11', before, meaningsAt('2026-11', [{ ...changed, before: {} }]))).toEqual([expect.stringContaining('write in `before`')]);
    expect(changesSince('2026-11', before, meaningsAt('2026-11', []))).toEqual([expect.stringContaining('is gone')]);
    expect(changesSince('2026-11', {}, before)).toEqual([expect.stringContaining('write `since`')]);
    expect(changesSince('2026-11', before, meaningsAt('2026-11', [given, { ...given, id: 'pod-newer', since: '2027-02' }]))).toEqual([]);
  });
});
