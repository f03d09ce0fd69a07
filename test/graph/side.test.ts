import { parseCidr } from '../../src/graph/cidr';
import { connectionOf } from '../../src/graph/connection';
import type { Endpoint, Pod } from '../../src/graph/endpoint';
import type { PortSet } from '../../src/graph/ports';
import type { KubernetesObject } from '../../src/manifest/object';
import { networkPolicy } from '../support/network';
import { adminPolicy, baselinePolicy, calico, cilium, ciliumClusterwide, clusterPolicy } from '../support/policies';

/* What policies of Cilium and for the cluster say of a connection, and how the dialects add up. NetworkPolicy alone is in connection.test.ts. */

const pod = (app: string, more: Partial<Pod> = {}): Endpoint & { readonly pod: Pod } => {
  const namespace = more.namespace ?? 'shop';
  return { pod: { namespace, namespaceLabels: { 'kubernetes.io/metadata.name': namespace, team: namespace }, labels: { app }, hostNetwork: false, ports: [], ...more } };
};
const addresses = (text: string): Endpoint => {
  const block = parseCidr(text);
  if (block === undefined) throw new Error(text);
  return { addresses: block };
};

const web = pod('web');
const api = pod('api', { ports: [{ name: 'http', protocol: 'TCP', port: 8080 }, { name: 'dns', protocol: 'UDP', port: 5353 }] });
const far = pod('web', { namespace: 'far' });
const node = pod('agent', { hostNetwork: true });
const outside = addresses('203.0.113.7');

const inWords = (ports: PortSet): string => {
  const ranges = ports.map(({ protocol, from, to }) => (from === 1 && to === 65_535 ? protocol : `${protocol} ${from === to ? from : `${from}-${to}`}`));
  return ranges.join(', ') === 'TCP, UDP, SCTP' ? 'all' : ranges.join(', ') || 'nothing';
};

/** `surely`, and after a slash `possibly` where that is more. */
function between(source: Endpoint, destination: Endpoint, ...policies: readonly KubernetesObject[]): string {
  const { surely, possibly } = connectionOf(policies, source, destination);
  return inWords(surely) === inWords(possibly) ? inWords(surely) : `${inWords(surely)} / ${inWords(possibly)}`;
}

const selecting = (app: string): object => ({ matchLabels: { app } });
const toPorts = (...ports: readonly object[]): object => ({ toPorts: [{ ports }] });

describe('Cilium', () => {
  const intoApi = (rule: object, more: object = {}): KubernetesObject => cilium({ endpointSelector: selecting('api'), ingress: [rule], ...more });
  const outOfWeb = (rule: object, more: object = {}): KubernetesObject => cilium({ endpointSelector: selecting('web'), egress: [rule], ...more });
  const http = toPorts({ port: '8080', protocol: 'TCP' });

  test.each<[string, KubernetesObject, string]>([
    ['pods of the same namespace', intoApi({ fromEndpoints: [selecting('web')] }), 'all'],
    ['on one port', intoApi({ fromEndpoints: [selecting('web')], ...http }), 'TCP 8080'],
    ['on a port of any protocol', intoApi({ fromEndpoints: [{}], ...toPorts({ port: '8080' }) }), 'TCP 8080, UDP 8080, SCTP 8080'],
    ['on a range', intoApi({ fromEndpoints: [{}], ...toPorts({ port: '8000', endPort: 9000, protocol: 'TCP' }) }), 'TCP 8000-9000'],
    ['on the name of a port', intoApi({ fromEndpoints: [{}], ...toPorts({ port: 'dns' }, { port: 'http', protocol: 'UDP' }) }), 'UDP 5353'],
    ['on every port of a protocol', intoApi({ fromEndpoints: [{}], ...toPorts({ port: '0', protocol: 'UDP' }) }), 'UDP'],
    ['nobody', intoApi({}), 'nothing'],
    ['everybody on a port', intoApi(http), 'TCP 8080'],
    ['other pods', intoApi({ fromEndpoints: [selecting('db')] }), 'nothing'],
    ['pods of another namespace', intoApi({ fromEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'far' } }] }), 'nothing'],
    ['the cluster', intoApi({ fromEntities: ['cluster'] }), 'all'],
    ['the world', intoApi({ fromEntities: ['world'] }), 'nothing'],
    ['its addresses, for which no pod is taken', intoApi({ fromCIDR: ['10.0.0.0/8'] }), 'nothing'],
    ['what needs the rest of the cluster', intoApi({ fromGroups: [{}] }), 'nothing / all'],
    ['a denial of what is allowed', intoApi({ fromEndpoints: [{}] }, { ingressDeny: [{ fromEndpoints: [selecting('web')], ...http }] }), 'TCP 1-8079, TCP 8081-65535, UDP, SCTP'],
    ['a denial without isolation', cilium({ endpointSelector: selecting('api'), enableDefaultDeny: { ingress: false }, ingressDeny: [{ fromEntities: ['all'], ...http }] }), 'TCP 1-8079, TCP 8081-65535, UDP, SCTP'],
    ['a policy for others', cilium({ endpointSelector: selecting('db'), ingress: [{}] }), 'all'],
    ['a policy of another namespace', cilium({ endpointSelector: {}, ingress: [{}] }, 'far'), 'all'],
    ['a policy for nodes', ciliumClusterwide({ nodeSelector: {}, ingress: [{}] }), 'all'],
    ['a policy for the cluster', ciliumClusterwide({ endpointSelector: { matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': 'shop' } }, ingress: [{}] }), 'nothing'],
  ])('into a pod: %s', (_, policy, expected) => expect(between(web, api, policy)).toBe(expected));

  test.each<[string, object, string]>([
    ['an address', { toCIDR: ['203.0.113.0/24'] }, 'all'],
    ['an excepted address', { toCIDRSet: [{ cidr: '203.0.113.0/24', except: ['203.0.113.7/32'] }] }, 'nothing'],
    ['the world', { toEntities: ['world'], ...http }, 'TCP 8080'],
    ['the world of its version', { toEntities: ['world-ipv4'] }, 'all'],
    ['the world of the other version', { toEntities: ['world-ipv6'] }, 'nothing'],
    ['the API server, wherever it is', { toEntities: ['kube-apiserver'] }, 'nothing / all'],
    ['names', { toFQDNs: [{ matchName: 'example.com' }], ...http }, 'nothing / TCP 8080'],
    ['pods', { toEndpoints: [{}] }, 'nothing'],
  ])('out to an address: %s', (_, rule, expected) => expect(between(web, outside, outOfWeb(rule))).toBe(expected));

  test('names are no pods, and a selector without a namespace stays in its own', () => {
    expect(between(web, api, outOfWeb({ toFQDNs: [{ matchName: 'example.com' }] }))).toBe('nothing');
    expect(between(far, api, intoApi({ fromEndpoints: [selecting('web')] }))).toBe('nothing');
    expect(between(far, api, intoApi({ fromEndpoints: [{ matchLabels: { 'k8s:app': 'web', 'k8s:io.kubernetes.pod.namespace': 'far' } }] }))).toBe('all');
  });

  test('a pod in the network of its node may be anybody', () => {
    expect(between(web, node, outOfWeb({ toEndpoints: [selecting('agent')] }))).toBe('nothing / all');
    expect(between(web, node, outOfWeb({ toEntities: ['host'] }))).toBe('nothing / all');
    expect(between(web, node, cilium({ endpointSelector: {}, ingress: [{}] }))).toBe('all');
  });

  test('adds up with NetworkPolicy', () => {
    const plain = networkPolicy({ podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 9090 }] }] });
    expect(between(web, api, plain, intoApi({ fromEndpoints: [{}], ...http }))).toBe('TCP 8080, TCP 9090');
  });
});

describe('policies for the cluster', () => {
  const subject = { namespaces: { matchLabels: { team: 'shop' } } };
  const tcp = (number: number): object => ({ protocols: [{ tcp: { destinationPort: { number } } }] });
  const pods = { namespaces: {} };
  const into = (tier: string, priority: number, ...ingress: readonly object[]): KubernetesObject => clusterPolicy({ tier, priority, subject, ingress });
  const accept = (more: object = {}): object => ({ action: 'Accept', from: [pods], ...more });
  const deny = (more: object = {}): object => ({ action: 'Deny', from: [pods], ...more });
  const isolated = networkPolicy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });

  test.each<[string, readonly KubernetesObject[], string]>([
    ['those of administrators come before NetworkPolicy', [isolated, into('Admin', 1, accept(tcp(80)))], 'TCP 80'],
    ['the first rule decides', [into('Admin', 1, deny(tcp(80)), accept())], 'TCP 1-79, TCP 81-65535, UDP, SCTP'],
    ['the lower priority comes first', [into('Admin', 2, accept()), into('Admin', 1, deny(tcp(80)))], 'TCP 1-79, TCP 81-65535, UDP, SCTP'],
    ['what is passed on is left to the others', [isolated, into('Admin', 1, { action: 'Pass', from: [pods], ...tcp(80) }, accept())], 'TCP 1-79, TCP 81-65535, UDP, SCTP'],
    ['and so is what nobody decides', [into('Admin', 1, deny(tcp(80)))], 'TCP 1-79, TCP 81-65535, UDP, SCTP'],
    ['the baseline is for pods that no NetworkPolicy isolates', [into('Baseline', 1, deny())], 'nothing'],
    ['and for no others', [into('Baseline', 1, accept()), isolated], 'nothing'],
    ['the first rule of the baseline decides', [into('Baseline', 1, accept(tcp(80)), deny())], 'TCP 80'],
    ['for others', [clusterPolicy({ tier: 'Admin', priority: 1, subject: { namespaces: { matchLabels: { team: 'far' } } }, ingress: [deny()] })], 'all'],
    ['for some pods', [clusterPolicy({ tier: 'Admin', priority: 1, subject: { pods: { namespaceSelector: {}, podSelector: selecting('api') } }, ingress: [deny()] })], 'nothing'],
    ['from some pods', [into('Admin', 1, { action: 'Deny', from: [{ pods: { namespaceSelector: {}, podSelector: selecting('db') } }] })], 'all'],
    ['names of ports', [isolated, into('Admin', 1, accept({ protocols: [{ destinationNamedPort: 'dns' }] }))], 'UDP 5353'],
    ['ranges, and whole protocols', [into('Admin', 1, deny({ protocols: [{ tcp: { destinationPort: { range: { start: 1, end: 1024 } } } }, { udp: {} }] }))], 'TCP 1025-65535, SCTP'],
    ['what nobody knows', [into('Admin', 1, { action: 'Wonder', from: [pods] })], 'all'],
    ['those that it replaces', [
      adminPolicy({ priority: 1, subject, ingress: [{ action: 'Allow', from: [pods], ports: [{ portNumber: { port: 80 } }, { portRange: { protocol: 'UDP', start: 1, end: 9 } }, { namedPort: 'http' }] }] }),
      baselinePolicy({ subject, ingress: [deny()] }),
    ], 'TCP 80, TCP 8080, UDP 1-9'],
    ['Calico, which is not read', [calico({ selector: 'all()', types: ['Ingress'] })], 'all'],
  ])('%s', (_, policies, expected) => {
    // Egress of the caller is not what is asked here.
    const ingressOnly = policies.map((policy) => (policy === isolated ? networkPolicy({ podSelector: {}, policyTypes: ['Ingress'] }) : policy));
    expect(between(web, api, ...ingressOnly)).toBe(expected);
  });

  const out = (...egress: readonly object[]): KubernetesObject => clusterPolicy({ tier: 'Admin', priority: 1, subject, egress });
  const to = (action: string, ...networks: readonly string[]): object => ({ action, to: [{ networks }] });
  test.each<[string, KubernetesObject, Endpoint, string]>([
    ['a network', out(to('Deny', '203.0.113.0/24')), outside, 'nothing'],
    ['another network', out(to('Deny', '198.51.100.0/24')), outside, 'all'],
    ['part of what is asked for', out(to('Deny', '203.0.113.0/24')), addresses('203.0.0.0/16'), 'nothing / all'],
    ['everything, pods among it', out(to('Deny', '0.0.0.0/0', '::/0')), api, 'nothing'],
    ['a network that pods may be in', out(to('Deny', '10.0.0.0/8')), api, 'nothing / all'],
    ['a network that no pod is in', out(to('Deny', '203.0.113.0/24')), api, 'all'],
    ['names, whatever they stand for', out({ action: 'Accept', to: [{ domainNames: ['example.com'] }] }, to('Deny', '0.0.0.0/0', '::/0')), outside, 'nothing / all'],
    ['nodes', out({ action: 'Deny', to: [{ nodes: {} }] }), api, 'all'],
    ['nodes, which a pod may have the address of', out({ action: 'Deny', to: [{ nodes: {} }] }), node, 'nothing / all'],
  ])('out to %s', (_, policy, destination, expected) => expect(between(web, destination, policy)).toBe(expected));

  test('a pod in the network of its node is no subject', () => {
    expect(between(web, node, into('Admin', 1, deny()))).toBe('all');
  });
});
