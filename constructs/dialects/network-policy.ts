import type { JsonValue } from '../../src/manifest/object';
import { type Block, CLUSTER_DNS, type Dialect, type Isolation, type Labels, NAMESPACE_NAME, type Opening, type PolicyObject, type Side } from './opening';

type Peer = Readonly<Record<string, JsonValue>>;

/** NetworkPolicy of Kubernetes itself: every plug-in that enforces policies knows it. */
export const networkPolicyDialect: Dialect = { hasNames: false, knowsApiServer: false, open: openByNetworkPolicy, isolate: isolateByNetworkPolicy };

const policy = (spec: PolicyObject['spec']): PolicyObject => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', isForCluster: false, spec });

/** What opens one direction. */
export function openByNetworkPolicy({ direction, namespace, podLabels, other, ports }: Opening): PolicyObject {
  const peers = direction === 'Egress' ? 'to' : 'from';
  const rule = { [peers]: peersOf(other, namespace), ports: ports.map(({ port, protocol }) => ({ port, protocol })) };
  return policy({ podSelector: { matchLabels: podLabels }, policyTypes: [direction], [direction.toLowerCase()]: [rule] });
}

function peersOf(other: Side, ownNamespace: string | undefined): readonly Peer[] {
  switch (other.kind) {
    case 'pods': return [podsIn(other.namespace === ownNamespace ? undefined : other.namespace, other.labels)];
    case 'addresses':
    case 'api-server': return other.blocks.map(ipBlock);
    // No rule without peers: it would be for everybody.
    case 'names': throw new TypeError('NetworkPolicy knows no names');
  }
}

function podsIn(namespace: string | undefined, labels: Labels): Peer {
  const podSelector = selecting(labels);
  if (namespace === undefined) return { podSelector };
  const namespaceSelector = { matchLabels: { [NAMESPACE_NAME]: namespace } };
  return Object.keys(labels).length === 0 ? { namespaceSelector } : { namespaceSelector, podSelector };
}

/** Without labels, every pod. */
export const selecting = (labels: Labels): Peer => (Object.keys(labels).length === 0 ? {} : { matchLabels: labels });

const ipBlock = ({ cidr, except }: Block): Peer => ({ ipBlock: { cidr, ...(except.length > 0 && { except }) } });

/** Denies everything in both directions, the outside among it. */
export const denyByNetworkPolicy: PolicyObject = policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [] });

/** Denies everything, and lets DNS through. */
export function isolateByNetworkPolicy({ nodeLocalDns }: Isolation): Readonly<Record<string, PolicyObject>> {
  const dns = [podsIn(CLUSTER_DNS.namespace, CLUSTER_DNS.labels), ...nodeLocalDns.map((cidr) => ipBlock({ cidr, except: [] }))];
  return {
    'default-deny': denyByNetworkPolicy,
    'allow-dns': policy({
      podSelector: {}, policyTypes: ['Egress'], egress: [{ to: dns, ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }] }],
    }),
  };
}
