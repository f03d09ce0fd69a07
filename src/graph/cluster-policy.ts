import { type Fields, fieldsAt, itemsAt, stringsAt } from '../manifest/fields';
import type { KubernetesObject } from '../manifest/object';
import { type Cidr, contains, overlap, parseCidr } from './cidr';
import { KUBERNETES_ORDER } from './kubernetes-policy';
import type { Direction } from './network-policy';
import type { Dialect, EgressRule, Namespace, Policy } from './policy';
import { lookupIn, selectsKnown } from './selector';

const apiGroup = 'policy.networking.k8s.io';

/** ClusterNetworkPolicy, and AdminNetworkPolicy and BaselineAdminNetworkPolicy that it replaces. */
export const clusterPolicies: Dialect = {
  kinds: ['ClusterNetworkPolicy', 'AdminNetworkPolicy', 'BaselineAdminNetworkPolicy'].map((kind) => ({ apiGroup, kind })),
  read: (object) => [policyOf(object)],
};

const FIELDS = { Ingress: ['ingress', 'from'], Egress: ['egress', 'to'] } as const;
const ACTIONS: Readonly<Record<string, EgressRule['action']>> = { Accept: 'allow', Allow: 'allow', Deny: 'deny' };

function policyOf(object: KubernetesObject): Policy {
  const spec = fieldsAt(object, 'spec');
  return {
    object,
    coversAll: (namespace) => isSubject(fieldsAt(spec, 'subject'), namespace),
    deniesByDefault: (['Ingress', 'Egress'] as const).filter((direction) => deniesTheRest(spec, direction)),
    egress: itemsAt(spec, 'egress').flatMap((rule, index) => egressRule(rule, index, orderOf(object, spec))),
  };
}

function isSubject(subject: Fields, { labels }: Namespace): boolean {
  const isSelected = (selector: unknown): boolean => selectsKnown(selector, lookupIn(labels)) === true;
  if (subject['namespaces'] !== undefined) return isSelected(subject['namespaces']);
  const pods = fieldsAt(subject, 'pods');
  return subject['pods'] !== undefined && isSelected(pods['namespaceSelector']) && selectsKnown(pods['podSelector'], () => undefined) === true;
}

/** Policies for administrators come before NetworkPolicy, the baseline after it; among each other the lower priority first. */
export function orderOf({ kind }: KubernetesObject, spec: Fields): number {
  const isBaseline = kind === 'BaselineAdminNetworkPolicy' || spec['tier'] === 'Baseline';
  const priority = typeof spec['priority'] === 'number' ? spec['priority'] : 0;
  return isBaseline ? KUBERNETES_ORDER + 1 + priority : priority - KUBERNETES_ORDER - 1;
}

/** Whether the first rule that is for everybody and everything denies. */
function deniesTheRest(spec: Fields, direction: Direction): boolean {
  const [rules, peers] = FIELDS[direction];
  const first = itemsAt(spec, rules).find((rule) => !hasPorts(rule) && itemsAt(rule, peers).some((peer) => isEverybody(peer, direction)));
  return first?.['action'] === 'Deny';
}

/** From outside of the cluster these policies let everything in: all its namespaces are all that they know. */
const isEverybody = (peer: Fields, direction: Direction): boolean => (direction === 'Egress'
  ? stringsAt(peer, 'networks').some((network) => network === '0.0.0.0/0')
  : peer['namespaces'] !== undefined && selectsKnown(peer['namespaces'], () => undefined) === true);

const hasPorts = (rule: Fields): boolean => itemsAt(rule, 'protocols').length + itemsAt(rule, 'ports').length > 0;

function egressRule(rule: Fields, index: number, order: number): readonly EgressRule[] {
  const action = ACTIONS[String(rule['action'])];
  if (action === undefined) return [];
  const blocks = itemsAt(rule, 'to').flatMap((peer) => stringsAt(peer, 'networks')).flatMap((text) => parseCidr(text) ?? []);
  const isMeant = (addresses: Cidr): boolean => blocks.some((block) => (action === 'deny' ? contains(block, addresses) : overlap(block, addresses)));
  return [{
    action,
    // Rules of one policy decide in the order in which they stand.
    order: order + index / 1000,
    path: ['spec', 'egress', index, 'to'],
    isAbout: (addresses, port) => isMeant(addresses) && hasPort(rule, port),
  }];
}

/** The ports of `protocols` (ClusterNetworkPolicy) or `ports` (before it). Names are of pods. */
function hasPort(rule: Fields, port: number): boolean {
  if (!hasPorts(rule)) return true;
  const isInRange = (from: unknown, to: unknown): boolean => Number(from) <= port && port <= Number(to);
  const before = itemsAt(rule, 'ports').some((entry) => {
    const { protocol = 'TCP', port: one } = fieldsAt(entry, 'portNumber');
    const { protocol: ofRange = 'TCP', start, end } = fieldsAt(entry, 'portRange');
    return (protocol === 'TCP' && isInRange(one, one)) || (ofRange === 'TCP' && isInRange(start, end));
  });
  return before || itemsAt(rule, 'protocols').some((entry) => {
    if (entry['tcp'] === undefined) return false;
    const destination = fieldsAt(fieldsAt(entry, 'tcp'), 'destinationPort');
    const { start, end } = fieldsAt(destination, 'range');
    const { number } = destination;
    return Object.keys(destination).length === 0 || isInRange(number, number) || isInRange(start, end);
  });
}

