import type { JsonValue } from '../../src/manifest/object';
import { denyByNetworkPolicy } from './network-policy';
import { CLUSTER_DNS, type Dialect, type Isolation, type Labels, type Opening, type PolicyObject, type PolicyPort, type Side } from './opening';

type Fields = Readonly<Record<string, JsonValue>>;

/**
 * CiliumNetworkPolicy: knows names of DNS, and the API server. What it says of addresses never holds for pods and nodes.
 *
 * See https://docs.cilium.io/en/stable/security/policy/language/.
 */
export const ciliumNetworkPolicyDialect: Dialect = { hasNames: true, knowsApiServer: true, open, isolate };

const policy = (spec: Fields): PolicyObject => ({ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', isForCluster: false, spec });

const NAMESPACE_LABEL = 'k8s:io.kubernetes.pod.namespace';

function open({ direction, podLabels, other, ports, description }: Opening): PolicyObject {
  const rule = { ...peersOf(other, direction === 'Egress' ? 'to' : 'from'), toPorts: [{ ports: ports.map(toPort) }] };
  // Cilium learns what a name stands for from the answers that pass through its proxy, and only a rule for DNS sends them there.
  const rules = other.kind === 'names' ? [dnsRule(other.names, []), rule] : [rule];
  return policy({ description, endpointSelector: { matchLabels: podLabels }, [direction.toLowerCase()]: rules });
}

function peersOf(other: Side, side: 'to' | 'from'): Fields {
  switch (other.kind) {
    case 'pods': return { [`${side}Endpoints`]: [podsIn(other.namespace, other.labels)] };
    case 'addresses': return { [`${side}CIDRSet`]: other.blocks.map(({ cidr, except }) => ({ cidr, ...(except.length > 0 && { except }) })) };
    case 'names': return { toFQDNs: other.names.map(matching) };
    // By its address it would not be found: Cilium does not take its own nodes for addresses.
    case 'api-server': return { [`${side}Entities`]: ['kube-apiserver'] };
  }
}

const podsIn = (namespace: string | undefined, labels: Labels): Fields =>
  ({ matchLabels: { ...(namespace !== undefined && { [NAMESPACE_LABEL]: namespace }), ...labels } });

const matching = (name: string): Fields => (name.includes('*') ? { matchPattern: name } : { matchName: name });

const toPort = ({ port, protocol }: PolicyPort): Fields => ({ port: String(port), protocol });

/** The local caches are pods to Cilium where it sends queries to them itself (local redirect policy), and addresses elsewhere. */
function dnsRule(names: readonly string[], nodeLocalDns: readonly string[]): Fields {
  const { namespace, labels } = CLUSTER_DNS;
  const caches = nodeLocalDns.length === 0 ? [] : [podsIn(namespace, { 'k8s-app': 'node-local-dns' })];
  return {
    toEndpoints: [podsIn(namespace, labels), ...caches],
    toPorts: [{
      ports: [{ port: '53', protocol: 'UDP' }, { port: '53', protocol: 'TCP' }],
      rules: { dns: names.map(matching) },
    }],
  };
}

function isolate({ nodeLocalDns }: Isolation): Readonly<Record<string, PolicyObject>> {
  const caches = nodeLocalDns.length === 0 ? [] : [{
    toCIDRSet: nodeLocalDns.map((cidr) => ({ cidr })), toPorts: [{ ports: [{ port: '53', protocol: 'UDP' }, { port: '53', protocol: 'TCP' }] }],
  }];
  return {
    // A rule that is empty is for nobody, and isolates.
    'default-deny': policy({ description: 'Denies everything that no other policy allows.', endpointSelector: {}, ingress: [{}], egress: [{}] }),
    // Cilium obeys these as well, and what one of the two kinds opens stays open. Under any other plug-in, and for tools that know no Cilium, it is this
    // one that isolates.
    'default-deny-by-kubernetes': denyByNetworkPolicy,
    'allow-dns': policy({
      description: 'Lets every pod ask the DNS of the cluster.', endpointSelector: {}, egress: [dnsRule(['*'], nodeLocalDns), ...caches],
    }),
  };
}
