import { Chart, Testing } from 'cdk8s';
import { declarePlatform, DefaultDenyNamespace, HardenedDeployment, Peer, type Platform } from '../../../constructs/index';
import type { KubernetesObject } from '../../../src/manifest/object';
import { clean, container, failureOf, find, fullPlatform, type Rendered, scene, type Scene, synth, verdict } from '../../support/cdk8s';

const made = (platform: Platform): Scene & { readonly api: HardenedDeployment; readonly db: HardenedDeployment } => {
  const it = scene({ ...fullPlatform, ...platform });
  const [api, db] = ['api', 'db'].map((id) => new HardenedDeployment(it.shop, id, { containers: [container] })) as [HardenedDeployment, HardenedDeployment];
  return { ...it, api, db };
};
const spec = (objects: readonly KubernetesObject[], kind: string, name: string): Rendered => find(objects, kind, name)['spec'];

test.each<[Platform, readonly string[]]>([
  [{}, ['NetworkPolicy']],
  [{ cni: 'calico' }, ['NetworkPolicy']],
  [{ cni: 'cilium' }, ['CiliumNetworkPolicy', 'NetworkPolicy']],
  [{ cni: 'cilium', networkPolicy: 'NetworkPolicy' }, ['NetworkPolicy']],
  [{ networkPolicy: 'CiliumNetworkPolicy' }, ['CiliumNetworkPolicy', 'NetworkPolicy']],
  [{ networkPolicy: 'ClusterNetworkPolicy' }, ['ClusterNetworkPolicy', 'NetworkPolicy']],
])('%j is told in %j', (platform, kinds) => {
  const { chart, api, db } = made(platform);
  api.connectsTo(db);
  const objects = synth(chart);
  expect([...new Set(objects.map(({ kind }) => kind).filter((kind) => kind.endsWith('NetworkPolicy')))].sort()).toEqual(kinds);
  expect(verdict(objects)).toEqual(clean);
});

describe('CiliumNetworkPolicy', () => {
  const platform: Platform = { cni: 'cilium' };

  test('what a namespace begins with', () => {
    const objects = synth(made({ ...platform, nodeLocalDns: ['169.254.20.10/32'] }).chart);
    expect([spec(objects, 'CiliumNetworkPolicy', 'default-deny'), spec(objects, 'CiliumNetworkPolicy', 'allow-dns')]).toMatchSnapshot();
    // The only one of the other kind: whatever does not know Cilium isolates by it, and finds it.
    expect(find(objects, 'NetworkPolicy')).toMatchObject({
      metadata: { name: 'default-deny-by-kubernetes' }, spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [] },
    });
  });

  test('one connection', () => {
    const { chart, api, db } = made(platform);
    api.connectsTo(db);
    expect([spec(synth(chart), 'CiliumNetworkPolicy', 'api-to-db'), spec(synth(chart), 'CiliumNetworkPolicy', 'db-from-api')]).toMatchSnapshot();
  });

  test('names come with the rule for DNS that makes Cilium learn their addresses, in the same policy', () => {
    const { chart, api } = made(platform);
    api.reachesInternet({ name: 'payments', names: ['api.example.com', '*.example.net', 'api.example.com'] });
    expect(spec(synth(chart), 'CiliumNetworkPolicy', 'api-to-payments')).toMatchSnapshot();
    expect(verdict(synth(chart))).toEqual(clean);
  });

  test('addresses and names of one service are two policies', () => {
    const { chart, api } = made(platform);
    api.reachesInternet({ addresses: ['203.0.113.0/24'], names: ['api.example.com'] });
    expect(spec(synth(chart), 'CiliumNetworkPolicy', 'api-to-internet').egress[0].toCIDRSet).toEqual([{ cidr: '203.0.113.0/24' }]);
    expect(spec(synth(chart), 'CiliumNetworkPolicy', 'api-to-internet-names').egress).toHaveLength(2);
  });

  test('the API server is known without its address, in both directions', () => {
    const { chart, api } = made(platform);
    api.connectsTo(Peer.apiServer());
    api.isCalledByApiServer(8443);
    const objects = synth(chart);
    expect(spec(objects, 'CiliumNetworkPolicy', 'api-to-api-server').egress).toEqual([
      { toEntities: ['kube-apiserver'], toPorts: [{ ports: [{ port: '6443', protocol: 'TCP' }] }] },
    ]);
    expect(spec(objects, 'CiliumNetworkPolicy', 'api-from-api-server').ingress).toEqual([
      { fromEntities: ['kube-apiserver'], toPorts: [{ ports: [{ port: '8443', protocol: 'TCP' }] }] },
    ]);
  });
});

describe('ClusterNetworkPolicy', () => {
  const platform: Platform = { networkPolicy: 'ClusterNetworkPolicy', apiServer: ['203.0.113.10/32'] };

  test('what a namespace begins with stays when its own policies are gone', () => {
    const baseline = find(synth(made(platform).chart), 'ClusterNetworkPolicy', 'shop-baseline');
    expect(baseline).toMatchSnapshot();
    expect(baseline.metadata).not.toHaveProperty('namespace');
  });

  test('one connection, of two namespaces', () => {
    const { chart, api } = made(platform);
    const far = new DefaultDenyNamespace(chart, 'far', { tenant: 'team-far' });
    api.connectsTo(new HardenedDeployment(far, 'db', { containers: [container] }));
    const objects = synth(chart);
    const policies = ['shop-api-to-far-db', 'far-db-from-shop-api'].map((name) => find(objects, 'ClusterNetworkPolicy', name));
    expect(policies.map((policy) => [policy.metadata?.namespace, policy['spec']])).toMatchSnapshot();
  });

  test('a range with exceptions is a NetworkPolicy: to deny them first would deny the pods in them', () => {
    const { chart, api } = made(platform);
    api.reachesInternet({ addresses: ['203.0.113.0/24'], ports: [{ port: 80 }] });
    api.reachesInternet({ anywhere: 'whatever customers enter' });
    const objects = synth(chart);
    expect(spec(objects, 'ClusterNetworkPolicy', 'shop-api-to-internet').egress[0]).toMatchObject({ action: 'Accept', to: [{ networks: ['203.0.113.0/24'] }] });
    expect(spec(objects, 'NetworkPolicy', 'api-to-anywhere').egress[0].to[0].ipBlock.except).toContain('169.254.0.0/16');
    expect(verdict(objects)).toEqual(clean);
  });

  test('who calls from outside is let in by a NetworkPolicy, because this kind knows no such peer', () => {
    const { chart, api } = made(platform);
    api.isCalledByApiServer(8443);
    expect(spec(synth(chart), 'NetworkPolicy', 'api-from-api-server').ingress[0].from).toEqual([{ ipBlock: { cidr: '203.0.113.10/32' } }]);
  });

  test('names are refused: the standard channel has none', () => {
    expect(failureOf(() => made(platform).api.reachesInternet({ names: ['api.example.com'] }))).toMatchObject({ code: 'CM5063' });
  });

  test('a workload in a namespace that nobody knows is refused', () => {
    const app = Testing.app();
    declarePlatform(app, { ...fullPlatform, ...platform });
    const chart = new Chart(app, 'test');
    const [api, db] = ['api', 'db'].map((id) => new HardenedDeployment(chart, id, { containers: [container] })) as [HardenedDeployment, HardenedDeployment];
    expect(failureOf(() => api.connectsTo(db))).toMatchObject({ code: 'CM5065' });
  });

  test('the namespace of a chart is not that of what is for the cluster', () => {
    const app = Testing.app();
    declarePlatform(app, { ...fullPlatform, ...platform });
    const chart = new Chart(app, 'test', { namespace: 'shop' });
    const [api, db] = ['api', 'db'].map((id) => new HardenedDeployment(chart, id, { containers: [container] })) as [HardenedDeployment, HardenedDeployment];
    api.connectsTo(db);
    const policies = synth(chart).filter(({ kind }) => kind === 'ClusterNetworkPolicy');
    expect(policies.map(({ metadata }) => metadata?.namespace)).toEqual([undefined, undefined]);
  });
});
