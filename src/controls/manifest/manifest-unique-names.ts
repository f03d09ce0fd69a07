import type { KubernetesObject } from '../../manifest/object';
import { needs } from '../control';
import { type GraphFailure, graphControl, type ObjectSet } from '../graph-control';
import { identityOf, namedKinds } from '../object-keys';
import { owaspK10 } from '../references';

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
  const known = new Set<string>();
  for (const object of objectsIn(set)) {
    if (object.metadata?.name === undefined) continue;
    const key = `${set.fileOf(object) ?? ''}\0${identityOf(object)}`;
    if (known.has(key)) {
      yield {
        object, path: ['metadata', 'name'], expected: `a name that no other ${object.kind} of the namespace has in this file`,
        fix: needs('which of the two is meant'),
      };
    }
    known.add(key);
  }
}

const objectsIn = (set: ObjectSet): readonly KubernetesObject[] =>
  [...set.workloads.map(({ object }) => object), ...namedKinds.flatMap(({ apiGroup, kind }) => set.ofKind(apiGroup, kind))];
