import { groupOf } from '../../manifest/fields';
import type { KubernetesObject } from '../../manifest/object';
import { needs } from '../control';
import { type GraphFailure, graphControl, type ObjectSet } from '../graph-control';
import { namedKinds } from '../object-keys';
import { owaspK10 } from '../references';
import { decide } from '../proposal';

export const manifestUniqueNames = graphControl({
  id: 'manifest-unique-names',
  title: 'No object of a file replaces another one of it',
  layer: 'code',
  component: 'manifest',
  severity: 'medium',
  rationale: 'Of two objects with one name the last one wins, and the hardened one that was reviewed is never in the cluster.',
  remediation: 'Remove one of the objects, or give it another name or namespace.',
  references: [owaspK10('2025', 'K01')],
  reads: ['workloads', ...namedKinds],
  findAll: ({ set }) => repeated(set),
});

/** Files of one folder can be alternatives, such as the base and the overlays of a program; what stands in one file is applied together. */
function* repeated(set: ObjectSet): Iterable<GraphFailure> {
  const names = new Names();
  for (const object of objectsIn(set)) {
    const { apiVersion, kind, metadata } = object;
    if (metadata?.name === undefined) continue;
    if (names.take([set.fileOf(object) ?? '', groupOf(apiVersion), kind, metadata.namespace ?? '', metadata.name])) continue;
    yield {
      object, path: ['metadata', 'name'], expected: `a name that no other ${kind} of the namespace has in this file`,
      fix: needs('which of the two is meant', ({ path }) => [{ path, value: decide('a name of its own', freeName(object, set)) }]),
    };
  }
}

/**
 * Names that are taken. The version of a kind is no part of them: it is the same object in all of them. A tree, because joining the parts of
 * each name takes longer than looking them up.
 */
class Names {
  readonly #within = new Map<string, Names>();
  readonly #last = new Set<string>();

  /** Takes a name; `false` where it was taken before. */
  take(parts: readonly string[], depth = 0): boolean {
    const part = parts[depth] ?? '';
    if (depth < parts.length - 1) return this.#namesWithin(part).take(parts, depth + 1);
    const isFree = !this.#last.has(part);
    this.#last.add(part);
    return isFree;
  }

  #namesWithin(part: string): Names {
    const known = this.#within.get(part);
    if (known !== undefined) return known;
    const names = new Names();
    this.#within.set(part, names);
    return names;
  }
}

const objectsIn = (set: ObjectSet): readonly KubernetesObject[] =>
  [...set.workloads.map(({ object }) => object), ...namedKinds.flatMap(({ apiGroup, kind }) => set.ofKind(apiGroup, kind))];

function freeName({ kind, metadata }: KubernetesObject, set: ObjectSet): string {
  const taken = new Set(objectsIn(set).flatMap((other) => (other.kind === kind ? other.metadata?.name ?? [] : [])));
  let number = 2;
  while (taken.has(`${metadata?.name ?? ''}-${number}`)) number++;
  return `${metadata?.name ?? ''}-${number}`;
}
