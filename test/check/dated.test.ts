import { Checker } from '../../src/check/checker';
import { controlsOf, firstCatalogue } from '../../src/check/dated';
import { control } from '../../src/controls/control';
import { catalogue, controls } from '../../src/controls/index';

const newer = control({ ...controls.podNoHostPid, id: 'pod-newer', since: '2027-03' });
const all = [...catalogue, newer];
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { hostPID: true, containers: [] } };

test('a catalogue has the controls that were there at its date', () => {
  expect(controlsOf('2027-02', all)).not.toContain(newer);
  expect(controlsOf('2027-03', all)).toContain(newer);
  expect(controlsOf(undefined, all)).toBe(all);
  expect(controlsOf(firstCatalogue, catalogue.filter(({ since }: { since?: string }) => since === undefined))).toEqual(catalogue.filter(({ since }: { since?: string }) => since === undefined));
});

test.each(['2026-10', '2026-1', '2026-13', 'newest', ''])('there is no catalogue "%s"', (date) => {
  expect(() => controlsOf(date, all)).toThrow(expect.objectContaining({ code: 'CM4201' }));
});

test('a newer control finds nothing, and is counted', () => {
  const report = (date?: string): ReturnType<Checker['report']> => {
    const checker = new Checker({ controls: all, profile: 'pss-baseline', ...(date === undefined ? {} : { catalogue: date }) });
    checker.add({ object: pod });
    return checker.report();
  };
  const idsIn = (date?: string): readonly string[] => report(date).findings.map(({ control: id }) => id);
  expect(idsIn('2027-02')).toEqual(['pod-no-host-pid']);
  expect(report('2027-02').catalogue).toEqual({ date: '2027-02', newerControls: 1 });
  expect(idsIn('2027-03')).toContain('pod-newer');
  expect(report('2027-03').catalogue?.newerControls).toBe(0);
  expect(idsIn()).toContain('pod-newer');
  expect(report()).not.toHaveProperty('catalogue');
});

describe('a control that began to ask for more', () => {
  /** First it was a matter of taste, then of every pod that says so, then of every pod. */
  const changed = control({
    ...controls.podNoHostPid, id: 'pod-changed', severity: 'high', revisions: { '1.0': 'false' },
    before: { '2027-06': { revisions: { '1.0': 'podSpec.?hostPID.orValue(false) != true' } }, '2027-02': { severity: 'info', revisions: { '1.0': 'true' } } },
  });
  const quiet = { ...pod, spec: { containers: [] } };
  const at = (catalogueDate?: string): readonly (readonly string[])[] => [pod, quiet].map((object) => {
    const checker = new Checker({ controls: [changed], ...(catalogueDate === undefined ? {} : { catalogue: catalogueDate }) });
    checker.add({ object });
    return checker.report().findings.map(({ severity }) => severity);
  });

  test.each([
    ['2026-11', [[], []]], ['2027-01', [[], []]], ['2027-02', [['high'], []]], ['2027-05', [['high'], []]], ['2027-06', [['high'], ['high']]], [undefined, [['high'], ['high']]],
  ] as const)('is in the catalogue of %s what it was then', (date, expected) => {
    expect(at(date)).toEqual(expected);
  });

  test('its severity is that of then', () => {
    expect(controlsOf('2026-12', [changed])[0]).toMatchObject({ severity: 'info', id: 'pod-changed' });
  });

  test('is counted where it is not as it is now', () => {
    const report = (date: string) => new Checker({ controls: [changed], catalogue: date }).report().catalogue;
    expect(report('2027-05')?.newerControls).toBe(1);
    expect(report('2027-06')?.newerControls).toBe(0);
  });

  test('one that never changed stays the same value, and is not compiled again', () => {
    expect(controlsOf('2026-11', [controls.podNoHostPid])[0]).toBe(controls.podNoHostPid);
  });
});
