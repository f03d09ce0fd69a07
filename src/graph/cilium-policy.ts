import { type Fields, fieldsAt, itemsAt, stringsAt } from '../manifest/fields';
import type { KubernetesObject } from '../manifest/object';
import type { Path } from '../manifest/path';
import { type Cidr, contains, overlap, parseCidr } from './cidr';
import type { Direction } from './network-policy';
import { namespaceOf } from './object-set';
import type { Dialect, EgressRule, Namespace, Policy } from './policy';
import { type Lookup, selectsKnown } from './selector';

const apiGroup = 'cilium.io';

/** CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy. */
export const ciliumPolicies: Dialect = {
  kinds: [{ apiGroup, kind: 'CiliumNetworkPolicy' }, { apiGroup, kind: 'CiliumClusterwideNetworkPolicy' }],
  read: (object) => [
    ...(object['spec'] === undefined ? [] : [policyOf(object, fieldsAt(object, 'spec'), ['spec'])]),
    ...itemsAt(object, 'specs').map((spec, index) => policyOf(object, spec, ['specs', index])),
  ],
};

const FIELDS = { Ingress: 'ingress', Egress: 'egress' } as const;

function policyOf(object: KubernetesObject, spec: Fields, path: Path): Policy {
  const namespace = object.kind === 'CiliumNetworkPolicy' ? namespaceOf(object) : undefined;
  return {
    object,
    ...(namespace !== undefined && { namespace }),
    // A policy with a nodeSelector is about the nodes.
    coversAll: (other) => 'endpointSelector' in spec && (namespace === undefined || namespace === other.name)
      && selectsKnown(withoutSource(spec['endpointSelector']), knownLabels(other)) === true,
    deniesByDefault: (['Ingress', 'Egress'] as const).filter((direction) => isolates(spec, direction) && !allowsEverything(spec, direction)),
    egress: [...egressRules(spec, path, 'egressDeny', 'deny', -Infinity), ...egressRules(spec, path, 'egress', 'allow', 0)],
  };
}

/** Unless it says so, a policy isolates in the directions that it has rules for, be it an empty one. */
export function isolates(spec: Fields, direction: Direction): boolean {
  const field = FIELDS[direction];
  const said = fieldsAt(spec, 'enableDefaultDeny')[field];
  return typeof said === 'boolean' ? said : itemsAt(spec, field).length + itemsAt(spec, `${field}Deny`).length > 0;
}

const allowsEverything = (spec: Fields, direction: Direction): boolean => itemsAt(spec, FIELDS[direction]).some((rule) =>
  stringsAt(rule, direction === 'Ingress' ? 'fromEntities' : 'toEntities').includes('all') && itemsAt(rule, 'toPorts').length === 0);

/** Labels may be written with the source that they come from. */
export function withoutSource(selector: unknown): Fields {
  const bare = (key: string): string => key.replace(/^(k8s|any)[:.]/, '');
  return {
    matchLabels: Object.fromEntries(Object.entries(fieldsAt(selector, 'matchLabels')).map(([key, value]) => [bare(key), value])),
    matchExpressions: itemsAt(selector, 'matchExpressions').map((term) => ({ ...term, key: bare(String(term['key'])) })),
  };
}

/** What Cilium puts before the labels that a pod has from its namespace. */
export const NAMESPACE_LABEL = 'io.cilium.k8s.namespace.labels.';

/** What is known of all pods of a namespace. */
const knownLabels = ({ name, labels }: Namespace): Lookup => (key) => {
  if (key === 'io.kubernetes.pod.namespace') return name;
  return key.startsWith(NAMESPACE_LABEL) ? labels[key.slice(NAMESPACE_LABEL.length)] ?? null : undefined;
};

function egressRules(spec: Fields, path: Path, field: string, action: EgressRule['action'], order: number): readonly EgressRule[] {
  return itemsAt(spec, field).map((rule, index): EgressRule => {
    const peers = Object.keys(rule).filter((key) => key.startsWith('to') && key !== 'toPorts');
    return {
      action,
      order,
      path: [...path, field, index, ...peers.slice(0, 1)],
      // A rule with ports only is for every peer, an empty one for none.
      isAbout: (addresses, port) => hasPort(rule, port) && (peers.length === 0 ? 'toPorts' in rule : hasPeer(rule, addresses, action)),
    };
  });
}

const WORLD: ReadonlySet<string> = new Set(['all', 'world']);

function hasPeer(rule: Fields, addresses: Cidr, action: EgressRule['action']): boolean {
  if (stringsAt(rule, 'toEntities').some((entity) => WORLD.has(entity) || entity === `world-ipv${addresses.version}`)) return true;
  const blocks = [...stringsAt(rule, 'toCIDR').map((cidr) => ({ cidr, except: [] })), ...itemsAt(rule, 'toCIDRSet')];
  return blocks.some((block) => {
    const cidr = parseCidr(String(block['cidr']));
    const isExcepted = stringsAt(block, 'except').some((text) => isWithin(addresses, parseCidr(text)));
    // What is to be denied must be all of it; what is allowed is too much in part.
    return cidr !== undefined && (action === 'deny' ? contains(cidr, addresses) : overlap(cidr, addresses)) && !isExcepted;
  });
}

const isWithin = (addresses: Cidr, block: Cidr | undefined): boolean => block !== undefined && contains(block, addresses);

/** Whether a rule is for a TCP port. Names are of pods. */
function hasPort(rule: Fields, port: number): boolean {
  const entries = itemsAt(rule, 'toPorts').flatMap((entry) => itemsAt(entry, 'ports'));
  return entries.length === 0 || entries.some(({ port: text, endPort, protocol = 'ANY' }) => {
    const from = Number(text);
    return ['TCP', 'ANY'].includes(String(protocol)) && (from === 0 || (from <= port && port <= (typeof endPort === 'number' && endPort > 0 ? endPort : from)));
  });
}
