import type { GraphFailure, ObjectSet, Workload } from '../controls/graph-control';
import type { Kind, Needs } from '../controls/control';
import type { Direction } from './network-policy';
import { namespaceIn, policiesIn, PoliciesByNamespace, policyKinds } from './policy';

/** What {@link undenied} reads. */
export const defaultDenyReads: readonly (Kind | 'workloads')[] = ['workloads', { apiGroup: '', kind: 'Namespace' }, ...policyKinds];

/** The namespaces whose pods are open in a direction unless somebody thinks of each: no policy, of no dialect, is about all of them. */
export function* undenied(set: ObjectSet, direction: Direction, fixFor: (namespace: string) => Needs): Iterable<GraphFailure> {
  const policies = new PoliciesByNamespace(policiesIn(set).filter(({ deniesByDefault }) => deniesByDefault.includes(direction)));
  const namespaces = new Map(set.ofKind('', 'Namespace').map((object) => [object.metadata?.name ?? '', object]));
  for (const [name, workloads] of workloadsByNamespace(set)) {
    const namespace = namespaceIn(set, name);
    if (policies.for(name).some(({ coversAll }) => coversAll(namespace))) continue;
    const object = namespaces.get(name) ?? workloads[0]?.object;
    if (object === undefined) continue;
    yield {
      object,
      path: object.kind === 'Namespace' ? ['metadata', 'name'] : ['metadata', 'namespace'],
      expected: `a namespace with a network policy that selects all pods and denies ${direction.toLowerCase()} unless another allows it`,
      actual: `${JSON.stringify(name)}, which has none for its ${workloads.length === 1 ? 'workload' : `${workloads.length} workloads`}`,
      fix: fixFor(name),
      missing: { kinds: policyKinds.map(({ kind }) => kind), namespace: name },
    };
  }
}

/** Pods in the network of their node are out of reach for policies. */
function workloadsByNamespace(set: ObjectSet): ReadonlyMap<string, readonly Workload[]> {
  const found = new Map<string, Workload[]>();
  for (const workload of set.workloads) {
    if (workload.podSpec['hostNetwork'] === true) continue;
    const known = found.get(workload.namespace);
    if (known === undefined) found.set(workload.namespace, [workload]);
    else known.push(workload);
  }
  return found;
}
