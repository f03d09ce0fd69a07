import type { KubernetesObject } from '../manifest/object';
import type { Endpoint } from './endpoint';
import type { Direction } from './network-policy';
import { allPorts, intersection, type PortSet } from './ports';
import { passing, sidesOf } from './side';

/** The ports on which one endpoint reaches another. */
export interface Connection {
  /** Whatever the addresses turn out to be. */
  readonly surely: PortSet;
  /** These, and those that hang on addresses which are given only at run time. */
  readonly possibly: PortSet;
}

const EVERYTHING: Connection = { surely: allPorts, possibly: allPorts };

/**
 * What network policies let through from one endpoint to another: NetworkPolicy, those of Cilium, and those for the cluster
 * (policy.networking.k8s.io), in their tiers. A connection needs both of its sides, on the same protocol and port. A side that no policy isolates
 * allows everything. No policy keeps a pod from itself.
 */
export function connectionOf(policies: readonly KubernetesObject[], source: Endpoint, destination: Endpoint): Connection {
  if ('pod' in source && 'pod' in destination && source.pod === destination.pod) return EVERYTHING;
  const out = allowed(policies, 'Egress', source, destination, destination);
  const into = allowed(policies, 'Ingress', destination, source, destination);
  // From a node to the pods on it everything passes; on which node a pod lands is not known.
  const fromNode = 'pod' in source && source.pod.hostNetwork ? EVERYTHING.possibly : into.possibly;
  return { surely: intersection(out.surely, into.surely), possibly: intersection(out.possibly, fromNode) };
}

function allowed(
  policies: readonly KubernetesObject[], direction: Direction, subject: Endpoint, peer: Endpoint, destination: Endpoint,
): Connection {
  if (!('pod' in subject)) return EVERYTHING;
  const sides = policies.flatMap((policy) => sidesOf(policy, { direction, subject: subject.pod, peer, destination }));
  return { surely: passing(sides, 'surely'), possibly: passing(sides, 'possibly') };
}
