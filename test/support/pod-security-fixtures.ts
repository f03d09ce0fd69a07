import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject, Minor } from '../../src/manifest/object';

type Level = 'baseline' | 'restricted';
type Verdict = 'pass' | 'fail';

/** One official fixture of Pod Security admission. */
export interface FixtureCase {
  readonly level: Level;
  readonly minor: Minor;
  readonly verdict: Verdict;
  /** The check that it is about, and a number. */
  readonly name: string;
  readonly pod: KubernetesObject;
}

interface FixtureFile {
  readonly cases: Readonly<Record<Level, Readonly<Record<Minor, Readonly<Record<Verdict, Readonly<Record<string, number>>>>>>>>;
  readonly pods: readonly KubernetesObject[];
}

/** Every fixture of Kubernetes 1.28 to 1.37, see test/fixtures/pod-security/NOTICE.md. */
export function podSecurityFixtures(): readonly FixtureCase[] {
  const { cases, pods } = JSON.parse(readFileSync(join(__dirname, '../fixtures/pod-security/fixtures.json'), 'utf8')) as FixtureFile;
  return Object.entries(cases).flatMap(([level, byMinor]) =>
    Object.entries(byMinor).flatMap(([minor, byVerdict]) =>
      Object.entries(byVerdict).flatMap(([verdict, byName]) =>
        Object.entries(byName).map(([name, index]) => ({
          level: level as Level, minor: minor as Minor, verdict: verdict as Verdict, name, pod: pods[index] as KubernetesObject,
        })))));
}
