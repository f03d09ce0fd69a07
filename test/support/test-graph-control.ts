import type { Finding } from '../../src/check/report';
import type { GraphControl } from '../../src/controls/graph-control';
import type { KubernetesObject } from '../../src/manifest/object';
import { formatPath, valueAt } from '../../src/manifest/path';
import { validate } from '../../src/manifest/schema/index';
import { latestMinor } from '../../src/platform';
import { parsePath } from './test-control';
import { expectProposals, expectStrong, findingsIn, named, type Surroundings } from './test-manifest-control';

/** Objects that are judged together: in one file, or in several. */
export interface GraphCase extends Surroundings {
  readonly objects?: readonly KubernetesObject[];
  readonly files?: readonly (readonly KubernetesObject[])[];
}

/** Objects of which some are to blame, as `Kind name: field`, sorted. */
export interface DeniedGraphCase extends GraphCase {
  readonly blames: readonly string[];
  /** A part of the message of the first. */
  readonly says?: string;
  /** The whole text of `actual`, where the control writes it. */
  readonly actual?: string;
  /** The whole text of `expected`, where it depends on the case. */
  readonly expected?: string;
  /** How what has to be known begins. */
  readonly needs?: string;
}

/** Tests a control over the whole set: each case as it stands and in the opposite order. */
export function testGraphControl(control: GraphControl, cases: { readonly allows: readonly GraphCase[]; readonly denies: readonly DeniedGraphCase[] }): void {
  describe(control.id, () => {
    expectStrong(cases);
    test('the API server would take their objects', () => {
      const all = [...cases.allows, ...cases.denies].flatMap((one) => filesOf(one).flat().map((object) => ({ name: one.name, object })));
      expect(all.flatMap(({ name, object }) => validate(object, latestMinor).map(({ path }) => `${name}: ${formatPath(path)}`))).toEqual([]);
    });

    test.each(named(cases.allows))('allows %s', (_, one) => {
      expect(blamed(control, one)).toEqual([]);
      expect(blamed(control, reversed(one))).toEqual([]);
    });

    test.each(named(cases.denies))('denies %s', (_, one) => {
      expect(blamed(control, one)).toEqual(one.blames);
      expect(blamed(control, reversed(one))).toEqual(one.blames);
      const findings = graphFindings(control, one);
      expect(findings[0]?.message).toContain(one.says ?? '');
      if (one.actual !== undefined) expect(findings[0]?.actual).toBe(one.actual);
      if (one.expected !== undefined) expect(findings[0]?.expected).toBe(one.expected);
      for (const { needs } of findings) expect(needs).toMatch(one.needs === undefined ? /./ : new RegExp(`^${one.needs}`));
      expectProposals(control, one, filesOf(one));
    });
  });
}

const filesOf = ({ objects = [], files = [] }: GraphCase): readonly (readonly KubernetesObject[])[] => (files.length > 0 ? files : [objects]);

const reversed = (one: GraphCase): GraphCase => ({ ...one, files: filesOf(one).map((objects) => [...objects].reverse()).reverse() });

function graphFindings(control: GraphControl, one: GraphCase): readonly Finding[] {
  const findings = findingsIn(control, one, filesOf(one));
  for (const { field, object, expected } of findings) {
    const at = filesOf(one).flat().find(({ kind, metadata }) => kind === object.kind && metadata?.name === object.name);
    // The field, or what would hold it, is there.
    expect(valueAt(at, parsePath(field).slice(0, -1))).toBeDefined();
    expect(expected).not.toMatch(/undefined|\[object/);
  }
  return findings;
}

const blamed = (control: GraphControl, one: GraphCase): readonly string[] =>
  graphFindings(control, one).map(({ object, field }) => `${object.kind} ${object.name}: ${field}`).sort();

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
