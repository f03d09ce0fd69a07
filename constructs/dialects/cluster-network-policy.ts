import type { JsonValue } from '../../src/manifest/object';
import { isolateByNetworkPolicy, openByNetworkPolicy, selecting } from './network-policy';
import { type Dialect, type Isolation, type Labels, NAMESPACE_NAME, type Opening, type PolicyObject, type PolicyPort, type Side } from './opening';

type Fields = Readonly<Record<string, JsonValue>>;

/**
 * ClusterNetworkPolicy, policy.networking.k8s.io/v1alpha2: what is open is open whatever stands in the namespace (tier `Admin`), and what is
 * closed stays so when somebody deletes the policies of the namespace (tier `Baseline`). It knows no sources outside of the cluster; what
 * comes from there is denied, and where it was asked for let in, by a NetworkPolicy.
 *
 * See https://network-policy-api.sigs.k8s.io/api-overview/.
 */
export const clusterNetworkPolicyDialect: Dialect = { hasNames: false, knowsApiServer: false, open, isolate };

/** Lower ones come first. What is excepted from one opening may be another one on purpose, which is narrower. */
const PRIORITY = { narrow: 500, wide: 501, baseline: 1000 } as const;

const policy = (spec: Fields): PolicyObject =>
  ({ apiVersion: 'policy.networking.k8s.io/v1alpha2', kind: 'ClusterNetworkPolicy', isForCluster: true, spec });

function open(opening: Opening): PolicyObject {
  const { direction, namespace = '', podLabels, other, ports, description } = opening;
  if (direction === 'Ingress' && other.kind !== 'pods') return openByNetworkPolicy(opening);
  const excepted = exceptedFrom(other);
  const peers = direction === 'Egress' ? 'to' : 'from';
  const accept = { name: description.slice(0, 100), action: 'Accept', [peers]: peersOf(other, namespace), protocols: ports.map(toProtocol) };
  // There is no `except`: what comes first decides.
  const deny = excepted.length === 0 ? [] : [{ name: 'What is excepted', action: 'Deny', [peers]: [{ networks: excepted }] }];
  return policy({
    tier: 'Admin', priority: excepted.length === 0 ? PRIORITY.narrow : PRIORITY.wide, subject: { pods: podsIn(namespace, podLabels) },
    [direction.toLowerCase()]: [...deny, accept],
  });
}

function exceptedFrom(other: Side): readonly string[] {
  return 'blocks' in other ? [...new Set(other.blocks.flatMap(({ except }) => except))] : [];
}

function peersOf(other: Side, ownNamespace: string): readonly Fields[] {
  switch (other.kind) {
    case 'pods': return [{ pods: podsIn(other.namespace ?? ownNamespace, other.labels) }];
    case 'addresses':
    case 'api-server': return [{ networks: other.blocks.map(({ cidr }) => cidr) }];
    case 'names': throw new TypeError('the standard ClusterNetworkPolicy knows no names');
  }
}

const podsIn = (namespace: string, labels: Labels): Fields => ({
  namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: namespace } },
  podSelector: selecting(labels),
});

const toProtocol = ({ port, protocol }: PolicyPort): Fields => ({ [protocol.toLowerCase()]: { destinationPort: { number: port } } });

function isolate(isolation: Isolation): Readonly<Record<string, PolicyObject>> {
  const subject = { namespaces: { matchLabels: { [NAMESPACE_NAME]: isolation.namespace } } };
  return {
    ...isolateByNetworkPolicy(isolation),
    baseline: policy({
      tier: 'Baseline', priority: PRIORITY.baseline, subject,
      ingress: [{ name: 'Nothing from pods', action: 'Deny', from: [{ namespaces: {} }] }],
      egress: [{ name: 'Nothing to anywhere', action: 'Deny', to: [{ networks: ['0.0.0.0/0', '::/0'] }] }],
    }),
  };
}
