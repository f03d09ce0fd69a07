import { type Fields, fieldsAt, itemsAt, stringsAt } from '../manifest/fields';
import type { ObjectSet } from '../controls/graph-control';
import { internalLoadBalancers } from './load-balancer';
import type { KubernetesObject } from '../manifest/object';
import type { Path } from '../manifest/path';
import { namespaceOf } from './object-set';

/** A way from outside of the cluster to a Service, and the field that opens it. */
export interface Entry {
  readonly object: KubernetesObject;
  readonly path: Path;
  /** The Service that is reached. */
  readonly namespace: string;
  readonly service: string;
}

/** The kinds that {@link entriesOf} reads. */
export const entryKinds = [
  { apiGroup: '', kind: 'Service' },
  { apiGroup: 'networking.k8s.io', kind: 'Ingress' },
  { apiGroup: 'gateway.networking.k8s.io', kind: 'HTTPRoute' },
] as const;

/** Every way in that nothing in its object narrows: no source ranges, no login, no internal load balancer. */
export const entriesOf = (set: ObjectSet): readonly Entry[] => [
  ...set.ofKind('', 'Service').flatMap(entryOfService),
  ...set.ofKind('networking.k8s.io', 'Ingress').flatMap(entriesOfIngress),
  ...set.ofKind('gateway.networking.k8s.io', 'HTTPRoute').flatMap(entriesOfRoute),
];

function entryOfService(object: KubernetesObject): readonly Entry[] {
  const spec = fieldsAt(object, 'spec');
  const isOpen = spec['type'] === 'NodePort' || (spec['type'] === 'LoadBalancer' && !isNarrowed(object, spec));
  return isOpen ? [{ object, path: ['spec', 'type'], namespace: namespaceOf(object), service: object.metadata?.name ?? '' }] : [];
}

function isNarrowed({ metadata }: KubernetesObject, spec: Fields): boolean {
  const sources = stringsAt(spec, 'loadBalancerSourceRanges');
  if (sources.length > 0 && !sources.some((source) => source.endsWith('/0'))) return true;
  return Object.entries(metadata?.annotations ?? {}).some(([name, value]) => internalLoadBalancers.includes(`${name}=${value}`));
}

/** Annotations that let only some in, or send everybody to a login first. */
const GATES: readonly RegExp[] = [
  /^nginx\.ingress\.kubernetes\.io\/(auth-url|auth-type|auth-secret|auth-tls-secret|(white|allow)list-source-range)$/,
  /^alb\.ingress\.kubernetes\.io\/(auth-type|inbound-cidrs|security-groups)$/,
  /^traefik\.ingress\.kubernetes\.io\/router\.middlewares$/,
  /^haproxy(-ingress\.github\.io|\.org)\/(auth-.*|(allow-?|white)list.*)$/,
  /^k8s\.apisix\.apache\.org\/(auth-.*|allowlist-source-range)$/,
];

function entriesOfIngress(object: KubernetesObject): readonly Entry[] {
  if (isGated(object)) return [];
  const spec = fieldsAt(object, 'spec');
  const backends: readonly (readonly [Path, unknown])[] = [
    [['spec', 'defaultBackend'], spec['defaultBackend']],
    ...itemsAt(spec, 'rules').flatMap((rule, index) => itemsAt(fieldsAt(rule, 'http'), 'paths').map((path, position) => (
      [['spec', 'rules', index, 'http', 'paths', position, 'backend'], path['backend']] as const
    ))),
  ];
  return backends.flatMap(([path, backend]) => {
    const { name } = fieldsAt(backend, 'service');
    return typeof name === 'string' ? [{ object, path: [...path, 'service', 'name'], namespace: namespaceOf(object), service: name }] : [];
  });
}

function isGated(object: KubernetesObject): boolean {
  const annotations = object.metadata?.annotations ?? {};
  if (Object.keys(annotations).some((name) => GATES.some((gate) => gate.test(name)))) return true;
  const className = String(fieldsAt(object, 'spec')['ingressClassName'] ?? annotations['kubernetes.io/ingress.class'] ?? '');
  // The controller of AWS makes internal load balancers unless it is told otherwise.
  if (className === 'alb') return annotations['alb.ingress.kubernetes.io/scheme'] !== 'internet-facing';
  return /(^|[-_.])(internal|private)([-_.]|$)/.test(className);
}

function entriesOfRoute(object: KubernetesObject): readonly Entry[] {
  return itemsAt(fieldsAt(object, 'spec'), 'rules').flatMap((rule, index) => itemsAt(rule, 'backendRefs').flatMap((backend, position) => {
    const { name, kind = 'Service', namespace = namespaceOf(object) } = backend;
    if (kind !== 'Service' || typeof name !== 'string') return [];
    return [{ object, path: ['spec', 'rules', index, 'backendRefs', position, 'name'], namespace: String(namespace), service: name }];
  }));
}
