import type { KubernetesObject } from '../manifest/object';
import type { Endpoint } from './endpoint';
import { type Direction, directionsOf, matchesPeers, portsOf, rulesOf, selectsPod } from './network-policy';
import { allPorts, intersection, type PortSet, union } from './ports';

/** The ports on which one endpoint reaches another. */
export interface Connection {
  /** Whatever the addresses turn out to be. */
  readonly surely: PortSet;
  /** These, and those that hang on addresses which are given only at run time. */
  readonly possibly: PortSet;
}

const EVERYTHING: Connection = { surely: allPorts, possibly: allPorts };

/**
 * What network policies let through from one endpoint to another: what some rule of the source's side allows and some rule of the destination's
 * side as well, on the same protocol and port. A side that no policy isolates allows everything. No policy keeps a pod from itself.
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
  const isolating = policies.filter((policy) => selectsPod(policy, subject.pod) && directionsOf(policy).includes(direction));
  if (isolating.length === 0) return EVERYTHING;
  const rules = isolating.flatMap((policy) => rulesOf(policy, direction).map((rule) => (
    { match: matchesPeers(rule, policy, peer), ports: portsOf(rule, destination) }
  )));
  const ports = (...wanted: readonly string[]): PortSet => union(...rules.filter(({ match }) => wanted.includes(match)).map((rule) => rule.ports));
  return { surely: ports('yes'), possibly: ports('yes', 'maybe') };
}
