import { type Fields, fieldsAt, itemsAt, stringsAt } from '../manifest/fields';
import type { KubernetesObject } from '../manifest/object';
import { isolates, NAMESPACE_LABEL, withoutSource } from './cilium-policy';
import type { Endpoint, Pod } from './endpoint';
import { likeliest, type Match, matchesAddresses } from './match';
import type { Direction } from './network-policy';
import { namespaceOf } from './object-set';
import { allPorts, everyPort, type PortRange, type PortSet, type Protocol, union } from './ports';
import { type Lookup, selectsKnown } from './selector';
import type { Side, SideOf, SideRule } from './side';

const FIELDS = { Ingress: ['ingress', 'from'], Egress: ['egress', 'to'] } as const;
const POD_NAMESPACE = 'io.kubernetes.pod.namespace';

/** What CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy say about one side of a connection. */
export function ciliumSides(policy: KubernetesObject, side: SideOf): readonly Side[] {
  const namespace = policy.kind === 'CiliumNetworkPolicy' ? namespaceOf(policy) : undefined;
  const specs = [...(policy['spec'] === undefined ? [] : [fieldsAt(policy, 'spec')]), ...itemsAt(policy, 'specs')];
  return specs.filter((spec) => isAbout(spec, side.subject, namespace)).map((spec) => sideOf(spec, side, namespace));
}

function isAbout(spec: Fields, subject: Pod, namespace: string | undefined): boolean {
  if (!('endpointSelector' in spec) || subject.hostNetwork) return false;
  return (namespace === undefined || namespace === subject.namespace) && selectsKnown(withoutSource(spec['endpointSelector']), labelsOf(subject)) === true;
}

/** Labels as Cilium gives them to pods: those of their namespace among them. */
const labelsOf = ({ namespace, namespaceLabels, labels }: Pod): Lookup => (key) => {
  if (key === POD_NAMESPACE) return namespace;
  return (key.startsWith(NAMESPACE_LABEL) ? namespaceLabels[key.slice(NAMESPACE_LABEL.length)] : labels[key]) ?? null;
};

function sideOf(spec: Fields, { direction, peer, destination }: SideOf, namespace: string | undefined): Side {
  const [field] = FIELDS[direction];
  const rules = (name: string, action: SideRule['action']): readonly SideRule[] => itemsAt(spec, name).map((rule) => (
    { action, match: matchOf(rule, direction, peer, namespace), ports: portsOf(rule, destination) }
  ));
  return { tier: 'Namespace', order: 0, isolates: isolates(spec, direction), rules: [...rules(field, 'allow'), ...rules(`${field}Deny`, 'deny')] };
}

function matchOf(rule: Fields, direction: Direction, peer: Endpoint, namespace: string | undefined): Match {
  const [, prefix] = FIELDS[direction];
  const names = Object.keys(rule).filter((name) => name.startsWith(prefix) && name !== 'toPorts');
  // A rule with ports alone is for every peer, an empty one for none.
  if (names.length === 0) return 'toPorts' in rule ? 'yes' : 'no';
  return likeliest(names.map((name) => matchesField(rule, name, name.slice(prefix.length), peer, namespace)));
}

function matchesField(rule: Fields, name: string, what: string, peer: Endpoint, namespace: string | undefined): Match {
  switch (what) {
    case 'Endpoints': return likeliest(itemsAt(rule, name).map((selector) => matchesEndpoint(selector, peer, namespace)));
    case 'CIDR': return likeliest(stringsAt(rule, name).map((cidr) => matchesBlock({ cidr }, peer)));
    case 'CIDRSet': return likeliest(itemsAt(rule, name).map((block) => matchesBlock(block, peer)));
    case 'Entities': return likeliest(stringsAt(rule, name).map((entity) => matchesEntity(entity, peer)));
    // What a name stands for is known at run time alone, and so is what else there may be.
    case 'FQDNs': return 'pod' in peer ? 'no' : 'maybe';
    default: return 'maybe';
  }
}

function matchesEndpoint(selector: Fields, peer: Endpoint, namespace: string | undefined): Match {
  if (!('pod' in peer)) return 'no';
  const bare = withoutSource(selector);
  const keys = [...Object.keys(fieldsAt(bare, 'matchLabels')), ...itemsAt(bare, 'matchExpressions').map(({ key }) => String(key))];
  const namesNamespace = namespace === undefined || keys.some((key) => key === POD_NAMESPACE || key.startsWith(NAMESPACE_LABEL));
  const isMeant = (namesNamespace || peer.pod.namespace === namespace) && selectsKnown(bare, labelsOf(peer.pod)) === true;
  return !isMeant ? 'no' : peer.pod.hostNetwork ? 'maybe' : 'yes';
}

/** Cilium takes no pod for an address. */
const matchesBlock = (block: Fields, peer: Endpoint): Match =>
  ('pod' in peer ? 'no' : matchesAddresses(String(block['cidr']), stringsAt(block, 'except'), peer.addresses));

function matchesEntity(entity: string, peer: Endpoint): Match {
  if (entity === 'all') return 'yes';
  if ('pod' in peer) return entity === 'cluster' ? 'yes' : peer.pod.hostNetwork ? 'maybe' : 'no';
  // Nodes and the API server have addresses too.
  return entity === 'world' || entity === `world-ipv${peer.addresses.version}` ? 'yes' : entity.startsWith('world-') ? 'no' : 'maybe';
}

function portsOf(rule: Fields, destination: Endpoint): PortSet {
  const entries = itemsAt(rule, 'toPorts').flatMap((entry) => itemsAt(entry, 'ports'));
  return entries.length === 0 ? allPorts : union(...entries.map((entry) => portsAt(entry, destination)));
}

function portsAt({ port, endPort, protocol = 'ANY' }: Fields, destination: Endpoint): readonly PortRange[] {
  const protocols: readonly Protocol[] = protocol === 'ANY' ? ['TCP', 'UDP', 'SCTP'] : [String(protocol) as Protocol];
  const from = Number(port);
  if (Number.isNaN(from)) {
    const declared = 'pod' in destination ? destination.pod.ports : [];
    return declared.filter(({ name, protocol: own }) => name === port && protocols.includes(own))
      .map((found) => ({ protocol: found.protocol, from: found.port, to: found.port }));
  }
  if (from === 0) return protocols.map(everyPort);
  return protocols.map((one) => ({ protocol: one, from, to: typeof endPort === 'number' && endPort > 0 ? endPort : from }));
}
