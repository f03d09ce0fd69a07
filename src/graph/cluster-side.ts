import { type Fields, fieldsAt, itemsAt, stringsAt } from '../manifest/fields';
import type { KubernetesObject } from '../manifest/object';
import { parseCidr } from './cidr';
import { orderOf } from './cluster-policy';
import type { Endpoint, Pod } from './endpoint';
import { likeliest, type Match, matchesAddresses, mayBePods } from './match';
import { allPorts, everyPort, type PortRange, type PortSet, type Protocol, union } from './ports';
import { selects } from './selector';
import type { Side, SideOf, SideRule } from './side';

const FIELDS = { Ingress: ['ingress', 'from'], Egress: ['egress', 'to'] } as const;
const ACTIONS: Readonly<Record<string, SideRule['action']>> = { Accept: 'allow', Allow: 'allow', Deny: 'deny', Pass: 'pass' };

/** What ClusterNetworkPolicy, and those that it replaces, say about one side of a connection. */
export function clusterSides(policy: KubernetesObject, { direction, subject, peer, destination }: SideOf): readonly Side[] {
  const spec = fieldsAt(policy, 'spec');
  if (subject.hostNetwork || !isMeant(fieldsAt(spec, 'subject'), subject)) return [];
  const [field, peers] = FIELDS[direction];
  const rules = itemsAt(spec, field).flatMap((rule): readonly SideRule[] => {
    const action = ACTIONS[String(rule['action'])];
    return action === undefined ? [] : [{ action, match: likeliest(itemsAt(rule, peers).map((one) => matchesPeer(one, peer))), ports: portsOf(rule, destination) }];
  });
  const isBaseline = policy.kind === 'BaselineAdminNetworkPolicy' || spec['tier'] === 'Baseline';
  return [{ tier: isBaseline ? 'Baseline' : 'Admin', order: orderOf(policy, spec), isolates: false, rules }];
}

/** Whether a pod is meant by `namespaces` or by `pods`. */
function isMeant(selector: Fields, { namespaceLabels, labels }: Pod): boolean {
  if (selector['namespaces'] !== undefined) return selects(selector['namespaces'], namespaceLabels);
  const pods = fieldsAt(selector, 'pods');
  return selector['pods'] !== undefined && selects(pods['namespaceSelector'], namespaceLabels) && selects(pods['podSelector'], labels);
}

function matchesPeer(peer: Fields, endpoint: Endpoint): Match {
  const networks = stringsAt(peer, 'networks');
  if (networks.length > 0) return matchesNetworks(networks, endpoint);
  // Nodes and names have addresses that are known at run time alone.
  if (peer['nodes'] !== undefined || peer['domainNames'] !== undefined) return 'pod' in endpoint && !endpoint.pod.hostNetwork ? 'no' : 'maybe';
  return 'pod' in endpoint && !endpoint.pod.hostNetwork && isMeant(peer, endpoint.pod) ? 'yes' : 'no';
}

/** Pods have addresses as well, and these policies look at them. */
function matchesNetworks(networks: readonly string[], endpoint: Endpoint): Match {
  if ('pod' in endpoint) {
    const blocks = networks.flatMap((text) => parseCidr(text) ?? []);
    const isEverything = ([4, 6] as const).every((version) => networks.some((text) => text.endsWith('/0') && parseCidr(text)?.version === version));
    return isEverything ? 'yes' : blocks.some(mayBePods) ? 'maybe' : 'no';
  }
  return likeliest(networks.map((text) => matchesAddresses(text, [], endpoint.addresses)));
}

function portsOf(rule: Fields, destination: Endpoint): PortSet {
  const entries = [...itemsAt(rule, 'protocols').map((entry) => portsOfProtocol(entry, destination)), ...itemsAt(rule, 'ports').map((entry) => portsBefore(entry, destination))];
  return entries.length === 0 ? allPorts : union(...entries);
}

function portsOfProtocol(entry: Fields, destination: Endpoint): PortSet {
  const name = entry['destinationNamedPort'];
  if (typeof name === 'string') return named(name, destination);
  return (['tcp', 'udp', 'sctp'] as const).filter((key) => entry[key] !== undefined).map((key): PortRange => {
    const protocol = key.toUpperCase() as Protocol;
    const port = fieldsAt(fieldsAt(entry, key), 'destinationPort');
    const { start = port['number'], end = port['number'] } = fieldsAt(port, 'range');
    return typeof start === 'number' && typeof end === 'number' ? { protocol, from: start, to: end } : everyPort(protocol);
  });
}

/** As AdminNetworkPolicy writes them. */
function portsBefore(entry: Fields, destination: Endpoint): PortSet {
  const name = entry['namedPort'];
  if (typeof name === 'string') return named(name, destination);
  const { protocol = 'TCP', port } = fieldsAt(entry, 'portNumber');
  if (typeof port === 'number') return [{ protocol: protocol as Protocol, from: port, to: port }];
  const { protocol: ofRange = 'TCP', start, end } = fieldsAt(entry, 'portRange');
  return [{ protocol: ofRange as Protocol, from: Number(start), to: Number(end) }];
}

const named = (name: string, destination: Endpoint): PortSet => ('pod' in destination ? destination.pod.ports : [])
  .filter((declared) => declared.name === name).map(({ protocol, port }) => ({ protocol, from: port, to: port }));
