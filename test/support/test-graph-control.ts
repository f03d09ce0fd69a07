import { check } from '../../src/check/check';
import type { GraphControl } from '../../src/controls/graph-control';
import type { KubernetesObject, Minor } from '../../src/manifest/object';
import { formatPath, valueAt } from '../../src/manifest/path';
import { validate } from '../../src/manifest/schema/index';
import { latestMinor, type Platform } from '../../src/platform';
import { deepFreeze, parsePath } from './test-control';

/** Objects that are judged together. */
export interface GraphCase {
  /** What is special about them. Unique within the control. */
  readonly name: string;
  readonly objects: readonly KubernetesObject[];
  readonly kubernetes?: Minor;
  readonly platform?: Platform;
}

/** Objects of which some are to blame, as `Kind name: field`, sorted. */
export interface DeniedGraphCase extends GraphCase {
  readonly blames: readonly string[];
  /** A part of the message of the first. */
  readonly says?: string;
}

/** Tests a control over the whole set: each case as it stands and in the opposite order, and among objects that have nothing to do with it. */
export function testGraphControl(control: GraphControl, cases: { readonly allows: readonly GraphCase[]; readonly denies: readonly DeniedGraphCase[] }): void {
  const all = [...cases.allows, ...cases.denies];
  describe(control.id, () => {
    test('its tests are strong enough', () => {
      expect([cases.allows.length, cases.denies.length].includes(0)).toBe(false);
      expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
      // What no API server would take proves nothing.
      expect(all.flatMap(({ name, objects }) => objects.flatMap((object) => validate(object, latestMinor).map(({ path }) => `${name}: ${formatPath(path)}`)))).toEqual([]);
    });

    test.each(cases.allows.map((one) => [one.name, one] as const))('allows %s', (_, one) => {
      expect(blamed(control, one)).toEqual([]);
      expect(blamed(control, { ...one, objects: [...one.objects].reverse() })).toEqual([]);
    });

    test.each(cases.denies.map((one) => [one.name, one] as const))('denies %s', (_, one) => {
      expect(blamed(control, one)).toEqual(one.blames);
      expect(blamed(control, { ...one, objects: [...one.objects].reverse() })).toEqual(one.blames);
      const [first] = findingsOf(control, one);
      expect(first?.message).toContain(one.says ?? '');
      expect(first?.needs).not.toBe('');
    });
  });
}

const findingsOf = (control: GraphControl, { objects, kubernetes = latestMinor, platform }: GraphCase): ReturnType<typeof check>['findings'] => {
  const { findings, notEvaluated } = check(deepFreeze(objects), { controls: [control], kubernetes, ...(platform && { platform }) });
  expect(notEvaluated).toEqual([]);
  for (const { field, object, expected } of findings) {
    const blamed = objects.find(({ kind, metadata }) => kind === object.kind && metadata?.name === object.name);
    // The field, or what would hold it, is there.
    expect(valueAt(blamed, parsePath(field).slice(0, -1))).toBeDefined();
    expect(expected).not.toMatch(/undefined|\[object/);
  }
  return findings;
};

const blamed = (control: GraphControl, one: GraphCase): readonly string[] =>
  findingsOf(control, one).map(({ object, field }) => `${object.kind} ${object.name}: ${field}`).sort();

/** A Deployment whose pods have these labels. */
export function deployment(name: string, podSpec: object = {}, labels: Readonly<Record<string, string>> = { app: name }, namespace = 'shop'): KubernetesObject {
  return {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, ...(namespace !== '' && { namespace }) },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1.0' }], ...podSpec } },
    },
  };
}

export const namespaceObject = (name: string, labels?: Readonly<Record<string, string>>): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...(labels && { labels }) } });
