import { type Fields, fieldsAt, itemsAt, stringsAt } from '../manifest/fields';
import type { KubernetesObject } from '../manifest/object';
import { selectsCalico } from './calico-selector';
import { type Cidr, contains, overlap, parseCidr } from './cidr';
import type { Direction } from './network-policy';
import { namespaceOf } from './object-set';
import type { Dialect, EgressRule, Namespace, Policy } from './policy';
import { every, type Lookup } from './selector';

/** NetworkPolicy and GlobalNetworkPolicy of Calico, as its API server and as its custom resources have them. */
export const calicoPolicies: Dialect = {
  kinds: ['projectcalico.org', 'crd.projectcalico.org'].flatMap((apiGroup) => (
    [{ apiGroup, kind: 'NetworkPolicy' }, { apiGroup, kind: 'GlobalNetworkPolicy' }]
  )),
  read: (object) => [policyOf(object)],
};

const FIELDS = { Ingress: 'ingress', Egress: 'egress' } as const;

function policyOf(object: KubernetesObject): Policy {
  const spec = fieldsAt(object, 'spec');
  const namespace = object.kind === 'NetworkPolicy' ? namespaceOf(object) : undefined;
  return {
    object,
    ...(namespace !== undefined && { namespace }),
    coversAll: (other) => (namespace === undefined || namespace === other.name) && coversAll(spec, other),
    deniesByDefault: directionsOf(spec).filter((direction) => !allowsEverything(spec, direction)),
    egress: directionsOf(spec).includes('Egress') ? egressRules(spec) : [],
  };
}

function directionsOf(spec: Fields): readonly Direction[] {
  const types = stringsAt(spec, 'types');
  if (types.length > 0) return (['Ingress', 'Egress'] as const).filter((direction) => types.includes(direction));
  if (itemsAt(spec, 'egress').length === 0) return ['Ingress'];
  return itemsAt(spec, 'ingress').length === 0 ? ['Egress'] : ['Ingress', 'Egress'];
}

/** Whether the selectors hold whatever the labels of the pods and the names of their service accounts are. */
function coversAll(spec: Fields, namespace: Namespace): boolean {
  const text = (field: string): string => String(spec[field] ?? '');
  return every([
    selectsCalico(text('selector'), ofPods(namespace)),
    selectsCalico(text('namespaceSelector'), ofNamespace(namespace)),
    selectsCalico(text('serviceAccountSelector'), () => undefined),
  ]) === true;
}

const ofPods = ({ name }: Namespace): Lookup => (key) => {
  if (key === 'projectcalico.org/namespace') return name;
  return key === 'projectcalico.org/orchestrator' ? 'k8s' : undefined;
};

const ofNamespace = ({ name, labels }: Namespace): Lookup => (key) => (key === 'projectcalico.org/name' ? name : labels[key] ?? null);

const allowsEverything = (spec: Fields, direction: Direction): boolean => itemsAt(spec, FIELDS[direction]).some((rule) =>
  rule['action'] === 'Allow' && Object.keys(rule).every((key) => key === 'action' || Object.keys(fieldsAt(rule, key)).length === 0 && isMap(rule[key])));

const isMap = (value: unknown): boolean => typeof value === 'object';

function egressRules(spec: Fields): readonly EgressRule[] {
  const order = typeof spec['order'] === 'number' ? spec['order'] : Infinity;
  return itemsAt(spec, 'egress').flatMap((rule, index): readonly EgressRule[] => {
    const action = ({ Allow: 'allow', Deny: 'deny' } as const)[String(rule['action'])];
    if (action === undefined) return [];
    return [{ action, order, path: ['spec', 'egress', index, 'destination'], isAbout: (addresses, port) => isAbout(rule, action, addresses, port) }];
  });
}

const SELECTORS = ['selector', 'notSelector', 'namespaceSelector', 'domains', 'services', 'serviceAccounts'];

function isAbout(rule: Fields, action: EgressRule['action'], addresses: Cidr, port: number): boolean {
  const destination = fieldsAt(rule, 'destination');
  // Selectors mean pods and named sets of addresses; what is not known to be meant is neither allowed nor denied.
  if (SELECTORS.some((field) => destination[field] !== undefined) || (action === 'deny' && Object.keys(fieldsAt(rule, 'source')).length > 0)) return false;
  return isTcp(rule['protocol'], rule['notProtocol']) && hasAddresses(destination, action, addresses) && hasPort(destination, port);
}

const isTcp = (protocol: unknown, notProtocol: unknown): boolean =>
  (protocol === undefined || protocol === 'TCP' || protocol === 6) && notProtocol !== 'TCP' && notProtocol !== 6;

function hasAddresses(destination: Fields, action: EgressRule['action'], addresses: Cidr): boolean {
  const blocks = (field: string): readonly Cidr[] => stringsAt(destination, field).flatMap((text) => parseCidr(text) ?? []);
  const isMeant = destination['nets'] === undefined
    || blocks('nets').some((block) => (action === 'deny' ? contains(block, addresses) : overlap(block, addresses)));
  return isMeant && !blocks('notNets').some((block) => contains(block, addresses));
}

function hasPort(destination: Fields, port: number): boolean {
  const { ports, notPorts } = destination;
  const includes = (list: unknown): boolean => Array.isArray(list) && list.some((entry) => isIn(String(entry), port));
  return (ports === undefined || includes(ports)) && !includes(notPorts);
}

/** A number, or a range such as `8000:9000`. */
function isIn(entry: string, port: number): boolean {
  const [from, to = from] = entry.split(':').map(Number);
  return Number(from) <= port && port <= Number(to);
}
