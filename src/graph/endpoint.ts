import { fieldsAt, itemsAt } from '../manifest/fields';
import type { ObjectSet, Workload } from '../controls/graph-control';
import type { Cidr } from './cidr';
import type { Protocol } from './ports';
import type { Labels } from './selector';

/** A port that a container declares. */
interface DeclaredPort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
}

/** Any pod of a workload, as network policies see it. */
export interface Pod {
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
  /** Whether it shares the network of its node: policies do not see it as a pod then. */
  readonly hostNetwork: boolean;
  readonly ports: readonly DeclaredPort[];
}

/** One end of a connection: a pod, or addresses that are no pod's. */
export type Endpoint = { readonly pod: Pod } | { readonly addresses: Cidr };

/** A pod of a workload. */
export function podOf({ namespace, labels, podSpec }: Workload, set: Pick<ObjectSet, 'namespaceLabels'>): Pod {
  // Sidecars are init containers.
  const containers = ['initContainers', 'containers'].flatMap((list) => itemsAt(podSpec, list));
  return {
    namespace, labels, namespaceLabels: set.namespaceLabels(namespace), hostNetwork: podSpec['hostNetwork'] === true,
    ports: containers.flatMap((container) => itemsAt(container, 'ports')).flatMap((port) => declared(port)),
  };
}

function declared(port: Readonly<Record<string, unknown>>): readonly DeclaredPort[] {
  const { name = '', containerPort, protocol = 'TCP' } = fieldsAt({ port }, 'port');
  return typeof containerPort === 'number' ? [{ name: String(name), protocol: protocol as Protocol, port: containerPort }] : [];
}
