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
