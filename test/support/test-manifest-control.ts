import { Checker } from '../../src/check/checker';
import type { Finding } from '../../src/check/report';
import type { GraphControl } from '../../src/controls/graph-control';
import type { ManifestControl } from '../../src/controls/manifest-control';
import { harden } from '../../src/harden/harden';
import type { JsonValue, KubernetesObject, Minor } from '../../src/manifest/object';
import { valueAt } from '../../src/manifest/path';
import type { Platform } from '../../src/platform';
import { followAll } from './proposals';
import { deepFreeze, parsePath } from './test-control';

/** What surrounds the objects of a case. */
export interface Surroundings {
  /** What is special about it. Unique within the control. */
  readonly name: string;
  readonly kubernetes?: Minor;
  readonly platform?: Platform;
}

/** One object, which passes. */
export interface ManifestCase extends Surroundings {
  readonly object: KubernetesObject;
}

/** One object, the fields to blame in the order of the findings, and how the first of them reads. */
export type DeniedManifestCase = ManifestCase & {
  readonly field: string | readonly string[];
  /** The whole text of `actual`, where the control writes it. */
  readonly actual?: string;
  /** The whole text of `expected`, where it depends on the case. */
  readonly expected?: string;
} & (
  { readonly fixed: Readonly<Record<string, JsonValue | undefined>> } | { readonly needs: string }
);

/** Tests a control over single objects that is written in TypeScript, and the repair of each denied case. */
export function testManifestControl(
  control: ManifestControl, cases: { readonly allows: readonly ManifestCase[]; readonly denies: readonly DeniedManifestCase[] },
): void {
  describe(control.id, () => {
    expectStrong(cases);
    test.each(named(cases.allows))('allows %s', (_name, one) => expect(findingsIn(control, one, [[one.object]])).toEqual([]));
    test.each(named(cases.denies))('denies %s', (_name, one) => {
      const findings = findingsIn(control, one, [[one.object]]);
      expect(findings.map(({ field }) => field)).toEqual(typeof one.field === 'string' ? [one.field] : one.field);
      if (one.actual !== undefined) expect(findings[0]?.actual).toBe(one.actual);
      if (one.expected !== undefined) expect(findings[0]?.expected).toBe(one.expected);
      expectRepair(control, one, findings);
    });
  });
}

function expectRepair(control: ManifestControl, one: DeniedManifestCase, findings: readonly Finding[]): void {
  const options = { controls: [control], platform: { ...one.platform, ...(one.kubernetes && { kubernetes: one.kubernetes }) } };
  const { object, changes } = harden(deepFreeze(one.object), options);
  if ('needs' in one) {
    expect(changes).toEqual([]);
    for (const { needs, fixable } of findings) expect([needs?.slice(0, one.needs.length), fixable]).toEqual([one.needs, false]);
    expectProposals(control, one, [[one.object]]);
    return;
  }
  expect(findings.every(({ fixable }) => fixable)).toBe(true);
  for (const [field, value] of Object.entries(one.fixed)) expect([field, valueAt(object, parsePath(field))]).toEqual([field, value]);
  expect(findingsIn(control, one, [[object]])).toEqual([]);
  expect(harden(object, options).object).toBe(object);
}

/** What is proposed takes a finding away, one after the other; whatever is added is valid. */
export function expectProposals(control: ManifestControl | GraphControl, surroundings: Surroundings, files: readonly (readonly KubernetesObject[])[]): void {
  const owners = files.flatMap((objects, index) => objects.map(() => index));
  followAll(files.flat(), (objects) => {
    const inFiles = files.map((_, file) => objects.filter((__, index) => (owners[index] ?? files.length - 1) === file));
    return findingsIn(control, surroundings, inFiles).map((finding) => [finding, objectOf(finding, inFiles)] as const);
  });
}

/** The object that a finding blames. Of several with one name it is the last. */
function objectOf({ object, file }: Finding, files: readonly (readonly KubernetesObject[])[]): KubernetesObject {
  const found = (files[Number.parseInt(file ?? '0')] ?? [])
    .findLast(({ kind, metadata }) => kind === object.kind && metadata?.name === (object.name === '' ? undefined : object.name) && (metadata?.namespace ?? '') === object.namespace);
  if (found === undefined) throw new Error(`There is no ${object.kind} ${object.name} in ${file ?? ''}.`);
  return found;
}

export const named = <T extends Surroundings>(cases: readonly T[]): readonly (readonly [string, T])[] => cases.map((one) => [one.name, one]);

/** Refuses cases that prove little. */
export function expectStrong({ allows, denies }: { readonly allows: readonly Surroundings[]; readonly denies: readonly Surroundings[] }): void {
  test('its tests are strong enough', () => {
    expect([allows.length, denies.length].every((count) => count > 0)).toBe(true);
    const names = [...allows, ...denies].map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
}

/** What a control finds in files. Everything must be evaluated: what was not looked at proves nothing. */
export function findingsIn(
  control: ManifestControl | GraphControl, { kubernetes, platform }: Surroundings, files: readonly (readonly KubernetesObject[])[],
): readonly Finding[] {
  const checker = new Checker({ controls: [control], proposals: true, ...(kubernetes && { kubernetes }), ...(platform && { platform }) });
  for (const [index, objects] of files.entries()) {
    for (const object of objects) checker.add({ object: deepFreeze(object), file: `${index}.yaml` });
  }
  const { findings, notEvaluated } = checker.report();
  expect(notEvaluated).toEqual([]);
  return findings;
}
