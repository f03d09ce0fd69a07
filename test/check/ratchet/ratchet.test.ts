import { check } from '../../../src/check/check';
import type { CheckOptions } from '../../../src/check/options';
import { pruneRatchet } from '../../../src/check/ratchet/apply';
import { formatRatchet, parseRatchet, ratchetOf } from '../../../src/check/ratchet/ratchet';
import type { Report } from '../../../src/check/report';
import { CasemateError } from '../../../src/error';
import type { KubernetesObject } from '../../../src/manifest/object';
import { deployment, exception, now } from '../exceptions/samples';

const before = check([deployment]);
const ratchet = ratchetOf(before.findings);
const run = (objects: readonly KubernetesObject[], options: CheckOptions = {}): Report => check(objects, { ratchet, now, ...options });

/** The Deployment with another pod spec. */
const changed = (change: Readonly<Record<string, unknown>>): KubernetesObject => {
  const { template, ...spec } = deployment['spec'] as { template: { spec: object } };
  return { ...deployment, spec: { ...spec, template: { ...template, spec: { ...template.spec, ...change } } } };
};

test('what was there before is accepted, as long as it is there', () => {
  const report = run([deployment]);
  expect(before.findings.length).toBeGreaterThan(5);
  expect(report.findings).toEqual([]);
  expect(report.ratchet).toEqual({ findings: before.findings, stale: [] });
});

test('what is new is not', () => {
  const report = run([changed({ shareProcessNamespace: true })]);
  expect(report.findings.map(({ control }) => control)).toEqual(['pod-no-share-process-namespace']);
  expect(report.ratchet?.stale).toEqual([]);
});

test('the same object a second time is new', () => {
  expect(run([deployment, deployment]).findings).toHaveLength(check([deployment, deployment]).findings.length - before.findings.length);
  expect(run([deployment, deployment]).findings.map(({ control }) => control)).toContain('pod-run-as-non-root');
});

test('what is repaired makes it stale', () => {
  const report = run([changed({ containers: (deployment['spec'] as { template: { spec: { containers: object[] } } }).template.spec.containers.slice(0, 1) })]);
  expect(report.findings).toEqual([]);
  expect(report.ratchet?.stale).toContainEqual({ control: 'pod-run-as-non-root', object: exception.object, recorded: 1, found: 0 });
});

test('an object that is gone makes it stale, unless only a part is checked', () => {
  expect(run([]).ratchet?.stale).toHaveLength(ratchet.length);
  expect(run([], { partial: true }).ratchet?.stale).toEqual([]);
});

test('a profile is not stale for what it does not judge', () => {
  expect(run([deployment], { profile: 'pss-restricted' }).ratchet?.stale).toEqual([]);
});

test('exceptions come first: what they accept need not be in the ratchet', () => {
  const report = run([deployment], { exceptions: [exception] });
  expect(report.exceptions).toHaveLength(1);
  expect(report.ratchet?.stale).toEqual([{ control: exception.control, object: exception.object, recorded: 1, found: 0 }]);
});

test('pruning forgets what is repaired, and never adds', () => {
  const hostPid = check([changed({ shareProcessNamespace: true })]).findings;
  const { ratchet: result } = check([deployment], { ratchet: ratchetOf(hostPid), now });
  const pruned = pruneRatchet(ratchetOf(hostPid), result?.findings ?? [], result?.stale ?? []);
  expect(pruned).toEqual(ratchet);
  expect(pruneRatchet(ratchet, [], [])).toEqual(ratchet);
});

test('is written sorted, and read as it was written', () => {
  const text = formatRatchet([...ratchet].reverse());
  expect(text).toBe(formatRatchet(ratchet));
  expect(parseRatchet(text, 'r.json')).toEqual(ratchet);
});

test.each([['an empty file', ''], ['a list', '[]'], ['half of it', formatRatchet(ratchet).slice(0, 300)], ['a short fingerprint', formatRatchet(ratchet).replace(/[0-9a-f]{32}/, 'abc')]])(
  '%s is an error, and not an empty ratchet', (_, text) => {
    expect(() => parseRatchet(text, 'r.json')).toThrow(CasemateError);
  });
