import type { KubernetesObject, Minor } from '../../src/manifest/object';
import packed from '../fixtures/pod-security/fixtures.json';

export type Level = 'baseline' | 'restricted';

/** One of the official fixtures of Pod Security admission. */
export interface Fixture {
  readonly name: string;
  readonly expected: 'pass' | 'fail';
  readonly pod: KubernetesObject;
}

type Cases = Readonly<Record<string, Readonly<Record<string, Readonly<Record<'pass' | 'fail', Readonly<Record<string, number>>>>>>>>;

/** The official fixtures of a level at a minor, under names that Kubernetes accepts. */
export function fixturesOf(level: Level, minor: Minor): readonly Fixture[] {
  const cases = (packed.cases as unknown as Cases)[level]?.[minor];
  if (cases === undefined) throw new Error(`There are no fixtures for ${level} at ${minor}.`);
  return (['pass', 'fail'] as const).flatMap((expected) =>
    Object.entries(cases[expected]).map(([name, index]) => ({ name, expected, pod: renamed(packed.pods[index] as unknown as KubernetesObject) })));
}

const renamed = (pod: KubernetesObject): KubernetesObject => ({
  ...pod, metadata: { ...pod.metadata, name: (pod.metadata?.name ?? 'pod').replaceAll('_', '-') },
});
