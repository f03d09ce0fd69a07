import { type Fields, fieldsAt, itemsAt, stringsAt } from '../manifest/fields';
import type { KubernetesObject } from '../manifest/object';
import { contains, parseCidr } from './cidr';
import type { Endpoint, Pod } from './endpoint';
import { likeliest, type Match, matchesAddresses, mayBePods } from './match';
import { namespaceOf } from './object-set';
import { everyPort, noPorts, allPorts, type PortSet, type Protocol, union } from './ports';
import { selects } from './selector';

/** As seen from the pods that a policy selects. */
export type Direction = 'Ingress' | 'Egress';

/** What a NetworkPolicy allows to some peers on some ports. */
export interface NetworkPolicyRule {
  /** Everybody, where there are none. */
  readonly peers: readonly Fields[];
  /** Every port, where there are none. */
  readonly ports: readonly Fields[];
}

const FIELDS = { Ingress: ['ingress', 'from'], Egress: ['egress', 'to'] } as const;

const specOf = (policy: KubernetesObject): Fields => fieldsAt(policy, 'spec');

/** The directions in which a policy isolates its pods. Unless it says so, always ingress, and egress where it has rules for it. */
export function directionsOf(policy: KubernetesObject): readonly Direction[] {
  const types = stringsAt(specOf(policy), 'policyTypes');
  if (types.length > 0) return (['Ingress', 'Egress'] as const).filter((direction) => types.includes(direction));
  return itemsAt(specOf(policy), 'egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

/** Whether a policy is about a pod: of its own namespace, by the labels. Those in the network of the node it cannot reach. */
export const selectsPod = (policy: KubernetesObject, pod: Pod): boolean =>
  !pod.hostNetwork && namespaceOf(policy) === pod.namespace && selects(specOf(policy)['podSelector'], pod.labels);

/** The rules of a policy in one direction, in its order. Those of a direction that it does not isolate are not looked at. */
export function rulesOf(policy: KubernetesObject, direction: Direction): readonly NetworkPolicyRule[] {
  if (!directionsOf(policy).includes(direction)) return [];
  const [rules, peers] = FIELDS[direction];
  return itemsAt(specOf(policy), rules).map((rule) => ({ peers: itemsAt(rule, peers), ports: itemsAt(rule, 'ports') }));
}

/** Whether an endpoint is among the peers of a rule. */
export function matchesPeers({ peers }: NetworkPolicyRule, policy: KubernetesObject, endpoint: Endpoint): Match {
  if (peers.length === 0) return 'yes';
  return likeliest(peers.map((peer) => matchesPeer(peer, namespaceOf(policy), endpoint)));
}

function matchesPeer(peer: Fields, ownNamespace: string, endpoint: Endpoint): Match {
  const { podSelector, namespaceSelector } = peer;
  const ipBlock = fieldsAt(peer, 'ipBlock');
  if (typeof ipBlock['cidr'] === 'string') return matchesBlock(ipBlock, endpoint);
  if ('addresses' in endpoint) return 'no';
  const { pod } = endpoint;
  const inNamespace = isSet(namespaceSelector) ? selects(namespaceSelector, pod.namespaceLabels) : pod.namespace === ownNamespace;
  const isMeant = inNamespace && (!isSet(podSelector) || selects(podSelector, pod.labels));
  // A pod in the network of its node has the address of the node: what becomes of selectors is up to the network plug-in.
  return !isMeant ? 'no' : pod.hostNetwork ? 'maybe' : 'yes';
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

function matchesBlock(ipBlock: Fields, endpoint: Endpoint): Match {
  const [cidr, except] = [String(ipBlock['cidr']), stringsAt(ipBlock, 'except')];
  if ('addresses' in endpoint) return matchesAddresses(cidr, except, endpoint.addresses);
  const block = parseCidr(cidr);
  const isExcepted = except.flatMap((text) => parseCidr(text) ?? []).some((exception) => block !== undefined && contains(exception, block));
  return block !== undefined && mayBePods(block) && !isExcepted ? 'maybe' : 'no';
}

/** The ports of a rule at a destination. A name stands for what the destination's containers call so, and for nothing elsewhere. */
export function portsOf({ ports }: NetworkPolicyRule, destination: Endpoint): PortSet {
  return ports.length === 0 ? allPorts : union(...ports.map((port) => portsAt(port, destination)));
}

function portsAt(entry: Fields, destination: Endpoint): PortSet {
  const protocol = (entry['protocol'] ?? 'TCP') as Protocol;
  const { port, endPort } = entry;
  if (!isSet(port)) return [everyPort(protocol)];
  if (typeof port === 'number') return [{ protocol, from: port, to: typeof endPort === 'number' ? endPort : port }];
  if (!('pod' in destination)) return noPorts;
  return destination.pod.ports.filter((declared) => declared.name === port && declared.protocol === protocol)
    .map((declared) => ({ protocol, from: declared.port, to: declared.port }));
}
