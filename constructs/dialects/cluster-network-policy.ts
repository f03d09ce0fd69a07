import type { JsonValue } from '../../src/manifest/object';
import { isolateByNetworkPolicy, openByNetworkPolicy, selecting } from './network-policy';
import { type Dialect, type Isolation, type Labels, NAMESPACE_NAME, type Opening, type PolicyObject, type PolicyPort, type Side } from './opening';

type Fields = Readonly<Record<string, JsonValue>>;

/**
 * ClusterNetworkPolicy, policy.networking.k8s.io/v1alpha2: what is open is open whatever stands in the namespace (tier `Admin`), and what is
 * closed to pods stays so when somebody deletes the policies of the namespace (tier `Baseline`). It knows no sources outside of the cluster, and
 * no ranges with exceptions (denying these first would deny the pods that have addresses in them). What it cannot say stays a NetworkPolicy,
 * and so does the denial of everything.
 *
 * See https://network-policy-api.sigs.k8s.io/api-overview/.
 */
export const clusterNetworkPolicyDialect: Dialect = { hasNames: false, knowsApiServer: false, open, isolate };

/** Lower ones come first. All openings accept, so that their order does not matter; nothing comes after the baseline. */
const PRIORITY = { opening: 500, baseline: 1000 } as const;

const policy = (spec: Fields): PolicyObject =>
  ({ apiVersion: 'policy.networking.k8s.io/v1alpha2', kind: 'ClusterNetworkPolicy', isForCluster: true, spec });

function open(opening: Opening): PolicyObject {
  const { direction, namespace = '', podLabels, other, ports, description } = opening;
  if (!isSayable(direction, other)) return openByNetworkPolicy(opening);
  const peers = direction === 'Egress' ? 'to' : 'from';
  return policy({
    tier: 'Admin', priority: PRIORITY.opening, subject: { pods: podsIn(namespace, podLabels) },
    [direction.toLowerCase()]: [
      { name: description.slice(0, LONGEST_NAME), action: 'Accept', [peers]: peersOf(other, namespace), protocols: ports.map(toProtocol) },
    ],
  });
}

const LONGEST_NAME = 100;

const isSayable = (direction: Opening['direction'], other: Side): boolean =>
  other.kind === 'pods' || (direction === 'Egress' && 'blocks' in other && other.blocks.every(({ except }) => except.length === 0));

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
