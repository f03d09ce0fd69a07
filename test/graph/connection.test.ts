import { parseCidr } from '../../src/graph/cidr';
import { type Connection, connectionOf } from '../../src/graph/connection';
import { type Endpoint, type Pod, podOf } from '../../src/graph/endpoint';
import { directionsOf } from '../../src/graph/network-policy';
import { Objects } from '../../src/graph/object-set';
import { allPorts, noPorts, type PortRange, type PortSet } from '../../src/graph/ports';
import type { KubernetesObject } from '../../src/manifest/object';
import { networkPolicy } from '../support/network';
import { deployment, namespaceObject } from '../support/test-graph-control';

const pod = (app: string, more: Partial<Pod> = {}): Endpoint & { readonly pod: Pod } => {
  const namespace = more.namespace ?? 'shop';
  return { pod: { namespace, namespaceLabels: { 'kubernetes.io/metadata.name': namespace }, labels: { app }, hostNetwork: false, ports: [], ...more } };
};
const addresses = (text: string): Endpoint => {
  const block = parseCidr(text);
  if (block === undefined) throw new Error(text);
  return { addresses: block };
};

const web = pod('web');
const api = pod('api', { ports: [{ name: 'http', protocol: 'TCP', port: 8080 }] });
const far = pod('web', { namespace: 'far', namespaceLabels: { 'kubernetes.io/metadata.name': 'far', team: 'b' } });
const outside = addresses('203.0.113.7');

const tcp = (from: number, to = from): PortRange => ({ protocol: 'TCP', from, to });
const udp = (port: number): PortRange => ({ protocol: 'UDP', from: port, to: port });
const sure = (ports: PortSet): Connection => ({ surely: ports, possibly: ports });
const open = sure(allPorts);
const closed = sure(noPorts);

const selecting = (app: string): object => ({ matchLabels: { app } });
const policy = (spec: object, namespace = 'shop'): KubernetesObject => networkPolicy({ podSelector: {}, ...spec }, 'p', namespace);
const toApi = (spec: object): KubernetesObject => policy({ podSelector: selecting('api'), policyTypes: ['Ingress'], ...spec });
const fromWeb = (spec: object): KubernetesObject => policy({ podSelector: selecting('web'), policyTypes: ['Egress'], ...spec });
const between = (source: Endpoint, destination: Endpoint, ...policies: KubernetesObject[]): Connection => connectionOf(policies, source, destination);

describe('1 isolation is by direction, and only of the pods that a policy selects', () => {
  test('nobody is isolated without a policy', () => expect(between(web, api)).toEqual(open));
  test('ingress alone leaves egress open', () => {
    expect(between(web, api, toApi({}))).toEqual(closed);
    expect(between(api, web, toApi({}))).toEqual(open);
  });
  test('egress alone leaves ingress open', () => {
    expect(between(web, api, fromWeb({}))).toEqual(closed);
    expect(between(api, web, fromWeb({}))).toEqual(open);
  });
  test('others are not isolated', () => expect(between(api, pod('db'), toApi({}), fromWeb({}))).toEqual(open));
});

describe('2 policyTypes', () => {
  test.each<[string, object, readonly string[]]>([
    ['unset', {}, ['Ingress']],
    ['unset with egress rules', { egress: [{}] }, ['Ingress', 'Egress']],
    ['unset with an empty list of them', { egress: [] }, ['Ingress']],
    ['an empty list', { policyTypes: [], egress: [{}] }, ['Ingress', 'Egress']],
    ['Egress', { policyTypes: ['Egress'] }, ['Egress']],
    ['Egress with ingress rules, which do not count', { policyTypes: ['Egress'], ingress: [{}] }, ['Egress']],
    ['both', { policyTypes: ['Egress', 'Ingress'] }, ['Ingress', 'Egress']],
  ])('%s', (_, spec, expected) => expect(directionsOf(policy(spec))).toEqual(expected));
  test('Egress without rules denies all of it', () => expect(between(web, outside, policy({ policyTypes: ['Egress'] }))).toEqual(closed));
  test('rules of a direction that is not isolated do not count', () => {
    expect(between(web, api, toApi({ ingress: [] }), policy({ policyTypes: ['Egress'], ingress: [{}], egress: [{}] }))).toEqual(closed);
  });
});

describe('3 policies add up, and both sides have to allow the same port', () => {
  const from = [{ podSelector: selecting('web') }];
  test('rules and policies are a union', () => {
    expect(between(web, api, toApi({ ingress: [{ from, ports: [{ port: 80 }] }, { from, ports: [{ port: 443 }] }] }), toApi({ ingress: [{ from, ports: [{ port: 8080 }] }] })))
      .toEqual(sure([tcp(80), tcp(443), tcp(8080)]));
  });
  test('default deny does not take away what another policy allows', () => {
    expect(between(web, api, policy({ policyTypes: ['Ingress', 'Egress'] }), toApi({ ingress: [{ from }] }), fromWeb({ egress: [{}] }))).toEqual(open);
  });
  test('egress on 80 and ingress on 443 let nothing through', () => {
    expect(between(web, api, fromWeb({ egress: [{ ports: [{ port: 80 }] }] }), toApi({ ingress: [{ ports: [{ port: 443 }] }] }))).toEqual(closed);
  });
  test('nor do the same port of two protocols', () => {
    expect(between(web, api, fromWeb({ egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] }), toApi({ ingress: [{ ports: [{ port: 53 }] }] }))).toEqual(closed);
  });
  test('what both allow goes through', () => {
    expect(between(web, api, fromWeb({ egress: [{ ports: [{ port: 1, endPort: 100 }] }] }), toApi({ ingress: [{ ports: [{ port: 80, endPort: 8080 }] }] })))
      .toEqual(sure([tcp(80, 100)]));
  });
});

describe('4 missing and empty lists', () => {
  test('no list of rules, or an empty one, is nobody', () => {
    expect(between(web, api, toApi({}))).toEqual(closed);
    expect(between(web, api, toApi({ ingress: [] }))).toEqual(closed);
  });
  test('an empty rule is everybody on every port, also from outside', () => {
    expect(between(web, api, toApi({ ingress: [{}] }))).toEqual(open);
    expect(between(outside, api, toApi({ ingress: [{ from: [], ports: [] }] }))).toEqual(open);
    expect(between(web, outside, fromWeb({ egress: [{ to: null }] }))).toEqual(open);
  });
});

describe('5 selectors of peers', () => {
  const reach = (from: object[]): readonly Connection[] => [web, far, pod('db', { namespace: 'far' })].map((peer) => between(peer, api, toApi({ ingress: [{ from }] })));
  test.each<[string, object[], readonly Connection[]]>([
    ['podSelector is of the own namespace', [{ podSelector: selecting('web') }], [open, closed, closed]],
    ['an empty podSelector is all of the own namespace', [{ podSelector: {} }], [open, closed, closed]],
    ['namespaceSelector is all pods of those namespaces', [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'far' } } }], [closed, open, open]],
    ['an empty namespaceSelector is all pods', [{ namespaceSelector: {} }], [open, open, open]],
    ['both in one element mean both', [{ namespaceSelector: {}, podSelector: selecting('web') }], [open, open, closed]],
    ['both in one element, for another namespace', [{ namespaceSelector: { matchLabels: { team: 'b' } }, podSelector: selecting('web') }], [closed, open, closed]],
    ['two elements mean either', [{ namespaceSelector: { matchLabels: { team: 'b' } } }, { podSelector: selecting('web') }], [open, open, closed]],
    ['an empty element is nobody outside of the own namespace', [{ podSelector: null, namespaceSelector: null }], [open, closed, closed]],
  ])('%s', (_, from, expected) => expect(reach(from)).toEqual(expected));
  test('addresses outside are no pods', () => expect(between(outside, api, toApi({ ingress: [{ from: [{ namespaceSelector: {} }] }] }))).toEqual(closed));
});

// 6, the operators of selectors: test/graph/selector.test.ts

describe('7 a policy is about its own namespace', () => {
  test('and not about the same labels elsewhere', () => {
    expect(between(api, far, policy({ podSelector: selecting('web'), policyTypes: ['Ingress'] }, 'shop'))).toEqual(open);
    expect(between(api, far, policy({ podSelector: selecting('web'), policyTypes: ['Ingress'] }, 'far'))).toEqual(closed);
  });
  test('without a namespace it is where objects without one are', () => {
    const here = pod('web', { namespace: '' });
    const unnamed = { ...policy({ policyTypes: ['Ingress'] }), metadata: { name: 'p' } };
    expect(between(web, here, unnamed)).toEqual(closed);
    expect(between(here, web, unnamed)).toEqual(open);
  });
});

describe('8 ports', () => {
  const on = (...ports: object[]): Connection => between(web, api, toApi({ ingress: [{ ports }] }));
  test.each<[string, Connection, PortSet]>([
    ['the protocol is TCP unless it is named', on({ port: 80 }), [tcp(80)]],
    ['UDP', on({ port: 53, protocol: 'UDP' }), [udp(53)]],
    ['no port is every port of the protocol', on({ protocol: 'SCTP' }), [{ protocol: 'SCTP', from: 1, to: 65535 }]],
    ['an empty entry is every port of TCP', on({}), [tcp(1, 65535)]],
    ['a range', on({ port: 8000, endPort: 8080 }), [tcp(8000, 8080)]],
    ['a range that ends before it begins', on({ port: 8080, endPort: 8000 }), []],
    ['a name is of the destination', on({ port: 'http' }), [tcp(8080)]],
    ['a name of another protocol is none', on({ port: 'http', protocol: 'UDP' }), []],
    ['a name that nobody has is none', on({ port: 'metrics' }), []],
  ])('%s', (_, connection, expected) => expect(connection).toEqual(sure(expected)));
  test('a name on the way out is of the destination as well', () => {
    expect(between(web, api, fromWeb({ egress: [{ ports: [{ port: 'http' }] }] }))).toEqual(sure([tcp(8080)]));
    expect(between(api, web, policy({ podSelector: selecting('api'), policyTypes: ['Egress'], egress: [{ ports: [{ port: 'http' }] }] }))).toEqual(closed);
  });
  test('a name says nothing of addresses', () => {
    expect(between(web, outside, fromWeb({ egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 'http' }] }] }))).toEqual(closed);
  });
  test('the ports of sidecars count', () => {
    const ports = [{ name: 'proxy', containerPort: 15001 }, { name: 'dns', containerPort: 53, protocol: 'UDP' }];
    const workload = deployment('api', { initContainers: [{ name: 'proxy', image: 'proxy:1', restartPolicy: 'Always', ports }] });
    const [found] = new Objects([workload]).workloads;
    expect(found && podOf(found, new Objects([]))).toMatchObject({
      namespace: 'shop', hostNetwork: false, labels: { app: 'api' },
      ports: [{ name: 'proxy', protocol: 'TCP', port: 15001 }, { name: 'dns', protocol: 'UDP', port: 53 }],
    });
  });
});

describe('9 blocks of addresses', () => {
  const to = (...blocks: { readonly cidr: string; readonly except?: readonly string[] }[]): KubernetesObject =>
    fromWeb({ egress: [{ to: blocks.map((ipBlock) => ({ ipBlock })) }] });
  const maybe: Connection = { surely: noPorts, possibly: allPorts };
  test.each<[string, string, KubernetesObject, Connection]>([
    ['inside', '203.0.113.7', to({ cidr: '203.0.113.0/24' }), open],
    ['outside', '198.51.100.1', to({ cidr: '203.0.113.0/24' }), closed],
    ['excepted', '203.0.113.7', to({ cidr: '203.0.113.0/24', except: ['203.0.113.0/28'] }), closed],
    ['beside the exception', '203.0.113.99', to({ cidr: '203.0.113.0/24', except: ['203.0.113.0/28'] }), open],
    ['excepted by one block, in another', '203.0.113.7', to({ cidr: '203.0.113.0/24', except: ['203.0.113.7/32'] }, { cidr: '203.0.113.0/28' }), open],
    ['in part', '203.0.113.0/24', to({ cidr: '203.0.113.0/28' }), maybe],
    ['with an exception in it', '203.0.113.0/24', to({ cidr: '0.0.0.0/0', except: ['203.0.113.7/32'] }), maybe],
    ['IPv6 inside', 'fd00::1', to({ cidr: 'fd00::/8' }), open],
    ['IPv6 is not in every IPv4 address', 'fd00::1', to({ cidr: '0.0.0.0/0' }), closed],
    ['not an address', '203.0.113.7', to({ cidr: 'example.com' }), closed],
  ])('%s', (_, destination, block, expected) => expect(between(web, addresses(destination), block)).toEqual(expected));
  test('a block rules selectors out', () => {
    expect(between(web, api, fromWeb({ egress: [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' }, podSelector: {} }] }] }))).toEqual(closed);
  });
  test.each<[string, { readonly cidr: string; readonly except?: readonly string[] }, Connection]>([
    ['addresses for private use', { cidr: '10.0.0.0/8' }, maybe],
    ['every address', { cidr: '0.0.0.0/0' }, maybe],
    ['IPv6', { cidr: '2001:db8::/32' }, maybe],
    ['addresses of the Internet', { cidr: '203.0.113.0/24' }, closed],
    ['addresses that are all excepted', { cidr: '10.0.0.0/8', except: ['10.0.0.0/8'] }, closed],
  ])('whether a pod is in it is not known before it runs: %s', (_, block, expected) => expect(between(web, api, to(block))).toEqual(expected));
});

describe('10 pods in the network of their node', () => {
  const node = pod('web', { hostNetwork: true });
  const only: Connection = { surely: noPorts, possibly: allPorts };
  test('no policy is about them', () => {
    expect(between(node, outside, policy({ policyTypes: ['Egress'] }))).toEqual(open);
    expect(between(web, pod('api', { hostNetwork: true }), toApi({}))).toEqual(open);
  });
  test('they may pass every policy, on their node', () => {
    expect(between(node, api, toApi({}))).toEqual(only);
    expect(between(node, api, toApi({ ingress: [{ from: [{ podSelector: {} }] }] }))).toEqual(only);
    expect(between(node, api, toApi({ ingress: [{}] }))).toEqual(open);
  });
  test('that a selector lets others talk to them is up to the plug-in', () => {
    expect(between(web, pod('api', { hostNetwork: true }), fromWeb({ egress: [{ to: [{ podSelector: {} }] }] }))).toEqual(only);
    expect(between(web, pod('api', { hostNetwork: true }), fromWeb({ egress: [{ to: [{ podSelector: selecting('db') }] }] }))).toEqual(closed);
  });
});

test('a pod reaches itself, whatever the policies', () => {
  expect(between(web, web, policy({ policyTypes: ['Ingress', 'Egress'] }))).toEqual(open);
  expect(between(web, pod('web'), policy({ policyTypes: ['Ingress', 'Egress'] }))).toEqual(closed);
});

test('a namespace has the label of its name, whether or not its object is there or says so', () => {
  const set = new Objects([namespaceObject('shop', { team: 'a' }), deployment('web'), deployment('far', {}, { app: 'web' }, 'far')]);
  const [here, there] = set.workloads.map((workload) => podOf(workload, set));
  expect(here?.namespaceLabels).toEqual({ team: 'a', 'kubernetes.io/metadata.name': 'shop' });
  expect(there?.namespaceLabels).toEqual({ 'kubernetes.io/metadata.name': 'far' });
});
