import { Objects } from '../../src/graph/object-set';
import { policiesIn, type Policy, policyKinds } from '../../src/graph/policy';
import { parseCidr } from '../../src/graph/cidr';
import type { KubernetesObject } from '../../src/manifest/object';
import { networkPolicy } from '../support/network';
import { adminPolicy, baselinePolicy, calico, calicoGlobal, cilium, ciliumClusterwide, clusterPolicy } from '../support/policies';

const shop = { name: 'shop', labels: { 'kubernetes.io/metadata.name': 'shop', team: 'a' } };
const far = { name: 'far', labels: { 'kubernetes.io/metadata.name': 'far' } };

function read(object: KubernetesObject): Policy {
  const [policy, ...more] = policiesIn(new Objects([object]));
  if (policy === undefined || more.length > 0) throw new Error(`${more.length + 1} policies`);
  return policy;
}

/** The namespaces that a policy is about wholly, and the directions that it denies by default. */
const summary = (object: KubernetesObject): string => {
  const policy = read(object);
  const covered = [shop, far].filter((namespace) => policy.coversAll(namespace)).map(({ name }) => name);
  return `${covered.join() || 'none'}: ${policy.deniesByDefault.join() || 'nothing'}`;
};

const address = (text: string): NonNullable<ReturnType<typeof parseCidr>> => {
  const block = parseCidr(text);
  if (block === undefined) throw new Error(text);
  return block;
};

/** The rules about TCP to a port of an address. */
const about = (object: KubernetesObject, text = '169.254.169.254', port = 80): readonly string[] =>
  read(object).egress.filter((rule) => rule.isAbout(address(text), port)).map(({ action, path }) => `${action} ${path.join('.')}`);

test('every dialect is read', () => {
  expect(policyKinds.map(({ apiGroup, kind }) => `${apiGroup}/${kind}`)).toEqual([
    'networking.k8s.io/NetworkPolicy', 'cilium.io/CiliumNetworkPolicy', 'cilium.io/CiliumClusterwideNetworkPolicy',
    'projectcalico.org/NetworkPolicy', 'projectcalico.org/GlobalNetworkPolicy', 'crd.projectcalico.org/NetworkPolicy',
    'crd.projectcalico.org/GlobalNetworkPolicy', 'policy.networking.k8s.io/ClusterNetworkPolicy', 'policy.networking.k8s.io/AdminNetworkPolicy',
    'policy.networking.k8s.io/BaselineAdminNetworkPolicy',
  ]);
});

describe('NetworkPolicy', () => {
  test.each<[string, object, string]>([
    ['default deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }, 'shop: Ingress,Egress'],
    ['default deny with rules', { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }, 'shop: Ingress'],
    ['some pods', { podSelector: { matchLabels: { app: 'web' } } }, 'none: Ingress'],
    ['all but some pods', { podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] } }, 'none: Ingress'],
    ['everybody on every port', { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [] }, 'shop: Egress'],
    ['everybody on one port', { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }, 'shop: Ingress'],
  ])('%s', (_, spec, expected) => expect(summary(networkPolicy(spec))).toBe(expected));

  const to = (rule: object): KubernetesObject => networkPolicy({ podSelector: {}, policyTypes: ['Egress'], egress: [rule] });
  test.each<[string, KubernetesObject, readonly string[]]>([
    ['everybody', to({}), ['allow spec.egress.0.to']],
    ['everybody on the port', to({ ports: [{ port: 80 }] }), ['allow spec.egress.0.to']],
    ['everybody on another port', to({ ports: [{ port: 443 }, { port: 80, protocol: 'UDP' }] }), []],
    ['a block', to({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }), ['allow spec.egress.0.to']],
    ['a block with an exception', to({ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } }] }), []],
    ['a block elsewhere', to({ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }), []],
    ['pods', to({ to: [{ namespaceSelector: {} }] }), []],
  ])('to the outside: %s', (_, object, expected) => expect(about(object)).toEqual(expected));
});

describe('CiliumNetworkPolicy', () => {
  test.each<[string, KubernetesObject, string]>([
    ['default deny by empty rules', cilium({ endpointSelector: {}, ingress: [{}], egress: [{}] }), 'shop: Ingress,Egress'],
    ['default deny by itself', cilium({ endpointSelector: {}, enableDefaultDeny: { egress: true } }), 'shop: Egress'],
    ['rules without default deny', cilium({ endpointSelector: {}, enableDefaultDeny: { ingress: false }, ingress: [{}] }), 'shop: nothing'],
    ['denials', cilium({ endpointSelector: {}, egressDeny: [{ toEntities: ['world'] }] }), 'shop: Egress'],
    ['empty lists, which do nothing', cilium({ endpointSelector: {}, ingress: [], egress: [] }), 'shop: nothing'],
    ['everybody', cilium({ endpointSelector: {}, ingress: [{ fromEntities: ['all'] }], egress: [{ toEntities: ['cluster'] }] }), 'shop: Egress'],
    ['everybody on one port', cilium({ endpointSelector: {}, ingress: [{ fromEntities: ['all'], toPorts: [{ ports: [{ port: '80' }] }] }] }), 'shop: Ingress'],
    ['some pods', cilium({ endpointSelector: { matchLabels: { app: 'web' } }, ingress: [{}] }), 'none: Ingress'],
    ['the cluster', ciliumClusterwide({ endpointSelector: {}, ingress: [{}] }), 'shop,far: Ingress'],
    ['one namespace', ciliumClusterwide({ endpointSelector: { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'far' } }, ingress: [{}] }), 'far: Ingress'],
    ['all but one namespace', ciliumClusterwide({
      endpointSelector: { matchExpressions: [{ key: 'io.kubernetes.pod.namespace', operator: 'NotIn', values: ['far'] }] }, egress: [{}],
    }), 'shop: Egress'],
    ['namespaces by their labels', ciliumClusterwide({ endpointSelector: { matchLabels: { 'io.cilium.k8s.namespace.labels.team': 'a' } }, egress: [{}] }), 'shop: Egress'],
    ['nodes', ciliumClusterwide({ nodeSelector: {}, ingress: [{}] }), 'none: Ingress'],
  ])('%s', (_, object, expected) => expect(summary(object)).toBe(expected));

  test('several policies in one object', () => {
    const policies = policiesIn(new Objects([{ ...cilium({}), spec: undefined, specs: [{ endpointSelector: {}, ingress: [{}] }, { endpointSelector: {}, egress: [{ toEntities: ['world'] }] }] }]));
    expect(policies.map(({ deniesByDefault }) => deniesByDefault)).toEqual([['Ingress'], ['Egress']]);
    expect(policies[1]?.egress.map(({ path }) => path.join('.'))).toEqual(['specs.1.egress.0.toEntities']);
  });

  const to = (rule: object): KubernetesObject => cilium({ endpointSelector: {}, egress: [rule] });
  const on = (...ports: object[]): object => ({ toPorts: [{ ports }] });
  test.each<[string, KubernetesObject, readonly string[]]>([
    ['nobody', to({}), []],
    ['the world', to({ toEntities: ['cluster', 'world'] }), ['allow spec.egress.0.toEntities']],
    ['all', to({ toEntities: ['all'] }), ['allow spec.egress.0.toEntities']],
    ['the world of IPv4', to({ toEntities: ['world-ipv4'] }), ['allow spec.egress.0.toEntities']],
    ['the world of IPv6', to({ toEntities: ['world-ipv6'] }), []],
    ['the cluster', to({ toEntities: ['cluster'] }), []],
    ['a block', to({ toCIDR: ['10.0.0.0/8', '169.254.0.0/16'] }), ['allow spec.egress.0.toCIDR']],
    ['a block with an exception', to({ toCIDRSet: [{ cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] }] }), []],
    ['a block with another exception', to({ toCIDRSet: [{ cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] }] }), ['allow spec.egress.0.toCIDRSet']],
    ['names', to({ toFQDNs: [{ matchName: 'example.com' }] }), []],
    ['a port of everybody', to(on({ port: '80', protocol: 'TCP' })), ['allow spec.egress.0']],
    ['a port of any protocol', to({ toEntities: ['world'], ...on({ port: '80' }) }), ['allow spec.egress.0.toEntities']],
    ['a range of ports', to({ toEntities: ['world'], ...on({ port: '1', endPort: 1000, protocol: 'TCP' }) }), ['allow spec.egress.0.toEntities']],
    ['every port', to({ toEntities: ['world'], ...on({ port: '0', protocol: 'TCP' }) }), ['allow spec.egress.0.toEntities']],
    ['other ports', to({ toEntities: ['world'], ...on({ port: '443' }, { port: '80', protocol: 'UDP' }, { port: 'http' }) }), []],
    ['a denial', cilium({ endpointSelector: {}, egressDeny: [{ toCIDR: ['169.254.169.254/32'] }] }), ['deny spec.egressDeny.0.toCIDR']],
  ])('to the outside: %s', (_, object, expected) => expect(about(object)).toEqual(expected));

  test('what is denied in part is not denied', () => {
    expect(read(cilium({ endpointSelector: {}, egressDeny: [{ toCIDR: ['169.254.0.0/24'] }] })).egress.some((rule) => rule.isAbout(address('169.254.0.0/16'), 80))).toBe(false);
    expect(read(to({ toCIDR: ['169.254.0.0/24'] })).egress.some((rule) => rule.isAbout(address('169.254.0.0/16'), 80))).toBe(true);
  });
});

describe('NetworkPolicy and GlobalNetworkPolicy of Calico', () => {
  test.each<[string, KubernetesObject, string]>([
    ['default deny', calico({ types: ['Ingress', 'Egress'] }), 'shop: Ingress,Egress'],
    ['default deny of all', calico({ selector: 'all()', types: ['Egress'] }), 'shop: Egress'],
    ['types by rules', calico({ ingress: [{ action: 'Allow', protocol: 'TCP' }], egress: [{ action: 'Deny' }] }), 'shop: Ingress,Egress'],
    ['types by rules for egress', calico({ egress: [{ action: 'Deny' }] }), 'shop: Egress'],
    ['types without rules', calico({}), 'shop: Ingress'],
    ['everybody', calico({ types: ['Ingress', 'Egress'], egress: [{ action: 'Allow' }] }), 'shop: Ingress'],
    ['everybody, the long way', calico({ egress: [{ action: 'Allow', source: {}, destination: {} }] }), 'shop: nothing'],
    ['some traffic', calico({ egress: [{ action: 'Allow', destination: { nets: ['10.0.0.0/8'] } }] }), 'shop: Egress'],
    ['some pods', calico({ selector: "app == 'web'" }), 'none: Ingress'],
    ['pods of some service accounts', calico({ serviceAccountSelector: "team == 'a'" }), 'none: Ingress'],
    ['a selector that nobody understands', calico({ selector: 'all(' }), 'none: Ingress'],
    ['the cluster', calicoGlobal({ types: ['Ingress'] }), 'shop,far: Ingress'],
    ['namespaces by name', calicoGlobal({ namespaceSelector: 'has(projectcalico.org/name) && projectcalico.org/name not in {"far", "kube-system"}', types: ['Ingress', 'Egress'] }), 'shop: Ingress,Egress'],
    ['namespaces by label', calicoGlobal({ namespaceSelector: "team == 'a'" }), 'shop: Ingress'],
    ['pods by their namespace', calicoGlobal({ selector: "projectcalico.org/namespace == 'far' && projectcalico.org/orchestrator == 'k8s'" }), 'far: Ingress'],
  ])('%s', (_, object, expected) => expect(summary(object)).toBe(expected));

  const to = (rule: object): KubernetesObject => calico({ types: ['Egress'], egress: [{ action: 'Allow', ...rule }] });
  const allowed = ['allow spec.egress.0.destination'];
  test.each<[string, KubernetesObject, readonly string[]]>([
    ['everybody', to({}), allowed],
    ['TCP by number', to({ protocol: 6 }), allowed],
    ['UDP', to({ protocol: 'UDP' }), []],
    ['all but TCP', to({ notProtocol: 'TCP' }), []],
    ['a block', to({ destination: { nets: ['10.0.0.0/8', '0.0.0.0/0'] } }), allowed],
    ['a block elsewhere', to({ destination: { nets: ['10.0.0.0/8'] } }), []],
    ['all but a block', to({ destination: { notNets: ['169.254.169.254/32'] } }), []],
    ['a selector', to({ destination: { selector: "app == 'db'" } }), []],
    ['the port', to({ destination: { ports: [443, '1:100'] } }), allowed],
    ['another port', to({ destination: { ports: [443, 'http', '8000:9000'] } }), []],
    ['all but the port', to({ destination: { notPorts: [80] } }), []],
    ['a denial', to({ action: 'Deny', destination: { nets: ['169.254.169.254/32'] } }), ['deny spec.egress.0.destination']],
    ['a denial of some sources', to({ action: 'Deny', source: { selector: "app == 'web'" } }), []],
    ['a log line', to({ action: 'Log' }), []],
    ['rules of a direction that it is not about', calico({ types: ['Ingress'], egress: [{ action: 'Allow' }] }), []],
  ])('to the outside: %s', (_, object, expected) => expect(about(object)).toEqual(expected));

  test('the order is that of the policy, the last where it has none', () => {
    expect(read(calicoGlobal({ order: 10, egress: [{ action: 'Deny' }] })).egress[0]?.order).toBe(10);
    expect(read(calicoGlobal({ egress: [{ action: 'Deny' }] })).egress[0]?.order).toBe(Infinity);
  });
});

describe('ClusterNetworkPolicy and what it replaces', () => {
  const denyAll = { action: 'Deny', to: [{ networks: ['0.0.0.0/0', '::/0'] }] };
  const subject = { namespaces: {} };
  test.each<[string, KubernetesObject, string]>([
    ['default deny', clusterPolicy({ tier: 'Baseline', priority: 1, subject, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }], egress: [denyAll] }), 'shop,far: Ingress,Egress'],
    ['the baseline before it', baselinePolicy({ subject, egress: [denyAll] }), 'shop,far: Egress'],
    ['for administrators', adminPolicy({ priority: 1, subject: { namespaces: { matchLabels: { team: 'a' } } }, egress: [denyAll] }), 'shop: Egress'],
    ['all pods of some namespaces', clusterPolicy({ subject: { pods: { namespaceSelector: { matchLabels: { team: 'a' } }, podSelector: {} } }, egress: [denyAll] }), 'shop: Egress'],
    ['some pods', clusterPolicy({ subject: { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'web' } } } }, egress: [denyAll] }), 'none: Egress'],
    ['no subject', clusterPolicy({ subject: {}, egress: [denyAll] }), 'none: Egress'],
    ['everybody is accepted first', clusterPolicy({ subject, egress: [{ action: 'Accept', to: [{ networks: ['0.0.0.0/0'] }] }, denyAll] }), 'shop,far: nothing'],
    ['somebody is accepted first', clusterPolicy({ subject, egress: [{ action: 'Accept', to: [{ networks: ['10.0.0.0/8'] }] }, denyAll] }), 'shop,far: Egress'],
    ['some ports are denied', clusterPolicy({ subject, egress: [{ ...denyAll, protocols: [{ tcp: {} }] }] }), 'shop,far: nothing'],
    ['some namespaces are denied', clusterPolicy({ subject, ingress: [{ action: 'Deny', from: [{ namespaces: { matchLabels: { team: 'a' } } }] }] }), 'shop,far: nothing'],
  ])('%s', (_, object, expected) => expect(summary(object)).toBe(expected));

  const to = (rule: object): KubernetesObject => clusterPolicy({ tier: 'Admin', priority: 1, subject, egress: [{ action: 'Accept', to: [{ networks: ['169.254.0.0/16'] }], ...rule }] });
  const tcpPort = (destinationPort: object): object => ({ protocols: [{ udp: {} }, { tcp: { destinationPort } }] });
  const accepted = ['allow spec.egress.0.to'];
  test.each<[string, KubernetesObject, readonly string[]]>([
    ['a network', to({}), accepted],
    ['another network', to({ to: [{ networks: ['10.0.0.0/8'] }, { namespaces: {} }] }), []],
    ['TCP', to({ protocols: [{ tcp: {} }] }), accepted],
    ['UDP', to({ protocols: [{ udp: {} }] }), []],
    ['the port', to(tcpPort({ number: 80 })), accepted],
    ['a range', to(tcpPort({ range: { start: 1, end: 100 } })), accepted],
    ['another port', to(tcpPort({ number: 443 })), []],
    ['another range', to(tcpPort({ range: { start: 8000, end: 9000 } })), []],
    ['the port, as it was written before', to({ ports: [{ portNumber: { protocol: 'TCP', port: 80 } }] }), accepted],
    ['a range, as it was written before', to({ ports: [{ portRange: { start: 1, end: 100 } }] }), accepted],
    ['other ports, as they were written before', to({ ports: [{ portNumber: { protocol: 'UDP', port: 80 } }, { portRange: { protocol: 'UDP', start: 1, end: 100 } }, { namedPort: 'http' }] }), []],
    ['a denial', to({ action: 'Deny' }), ['deny spec.egress.0.to']],
    ['what is passed on', to({ action: 'Pass' }), []],
  ])('to the outside: %s', (_, object, expected) => expect(about(object)).toEqual(expected));

  test('rules come in the order of tier, priority and place', () => {
    const rules = [{ action: 'Deny', to: [] }, { action: 'Accept', to: [] }];
    const orders = [
      adminPolicy({ priority: 1, subject, egress: rules }), clusterPolicy({ tier: 'Admin', priority: 2, subject, egress: rules }),
      networkPolicy({ podSelector: {}, egress: [{}] }), clusterPolicy({ tier: 'Baseline', priority: 0, subject, egress: rules }), baselinePolicy({ subject, egress: rules }),
    ].flatMap((object) => read(object).egress.map(({ order }) => order));
    expect(orders.slice(0, -2)).toEqual([...new Set(orders.slice(0, -2))].sort((a, b) => a - b));
    expect(orders.slice(-2)).toEqual(orders.slice(-4, -2));
  });
});
