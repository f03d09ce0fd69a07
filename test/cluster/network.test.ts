import { Chart, Testing } from 'cdk8s';
import {
  declarePlatform, DefaultDenyNamespace, HardenedDeployment, HardenedGateway, HardenedHTTPRoute, HardenedIngress, HardenedService, IngressController,
  Peer, type Platform,
} from '../../constructs/index';
import { selectProfile } from '../../src/check/profiles';
import { objectControls } from '../../src/controls/index';
import { generateGuardrails } from '../../src/guardrails/generate';
import type { KubernetesObject } from '../../src/manifest/object';
import { container, fullPlatform, synth } from '../support/cdk8s';
import { describeWith, installDefinitions } from './custom-resource-definitions';
import { install } from './install';
import { startServer, type TestServer } from './server';

/* What the constructs for the network write, before the definitions of the projects whose kinds it is, behind denying guardrails. */

/** Everything that can be said of a connection, in namespaces of their own: a test each, in one server. */
function everything(platform: Platform, prefix: string): readonly KubernetesObject[] {
  const app = Testing.app();
  declarePlatform(app, { ...fullPlatform, kubernetes: server.minor, apiServer: ['203.0.113.10/32'], nodeLocalDns: ['169.254.20.10/32'], ...platform });
  const chart = new Chart(app, 'test');
  const shop = new DefaultDenyNamespace(chart, `${prefix}-shop`, { tenant: 'team-shop' });
  const far = new DefaultDenyNamespace(chart, `${prefix}-far`, { tenant: 'team-far' });
  const web = new HardenedDeployment(shop, 'web', { containers: [container] });
  const api = new HardenedDeployment(far, 'api', { containers: [container] });
  web.connectsTo(api);
  web.connectsTo(Peer.apiServer());
  web.connectsTo(Peer.eksPodIdentity());
  web.reachesInternet({ addresses: ['203.0.113.0/24', '100.64.0.0/10', '2001:db8::/32'], ports: [{ port: 443 }, { port: 3868, protocol: 'SCTP' }] });
  web.reachesInternet({ anywhere: 'fetches the pages that customers enter', ports: [{ port: 443 }, { port: 443, protocol: 'UDP' }] });
  if (platform.networkPolicy === 'CiliumNetworkPolicy') web.reachesInternet({ name: 'partner', names: ['api.example.com', '*.example.net'] });
  web.isScrapedBy(Peer.pods('monitoring', { 'app.kubernetes.io/name': 'prometheus' }), 8080);
  web.isCalledByApiServer(8080);
  web.isReachedFrom(Peer.cidr('office', '198.51.100.0/24', []));
  return synth(chart);
}

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
  await install(server.client, generateGuardrails(selectProfile('hardened', objectControls), { kubernetes: server.minor, actions: ['Deny'] }));
});

afterAll(() => server?.stop());

/** Creates objects in their order, and gives what was refused or warned of. */
async function createdBut(objects: readonly KubernetesObject[]): Promise<readonly object[]> {
  const complaints: object[] = [];
  for (const object of objects) {
    const { status, body, warnings } = await server.client.create(object, { fieldValidation: 'Strict' });
    if (status !== 201 || warnings.length > 0) complaints.push({ object: `${object.kind} ${object.metadata?.name ?? ''}`, status, body, warnings });
  }
  process.stdout.write(`${server.minor}: ${objects.length - complaints.length} of ${objects.length} created\n`);
  return complaints;
}

const kindsOf = (objects: readonly KubernetesObject[]): readonly string[] => [...new Set(objects.map(({ kind }) => kind))];

test('NetworkPolicy', async () => {
  const objects = everything({ networkPolicy: 'NetworkPolicy' }, 'plain');
  expect(await createdBut(objects)).toEqual([]);
  expect(objects.filter(({ kind }) => kind === 'NetworkPolicy').length).toBeGreaterThanOrEqual(12);
});

test('Service and Ingress', async () => {
  const app = Testing.app();
  declarePlatform(app, { ...fullPlatform, kubernetes: server.minor });
  const chart = new Chart(app, 'test');
  const shop = new DefaultDenyNamespace(chart, 'entry', { tenant: 'team-shop' });
  const web = new HardenedDeployment(shop, 'web', { containers: [container] });
  const backend = web.exposeViaService();
  new HardenedService(shop, 'devices', { selector: web, exposed: { reason: 'devices that speak no HTTP', sourceRanges: ['203.0.113.0/24'] } });
  const rules = [{ host: 'shop.example.com', backend }, { host: '*.example.net', path: '/shop', backend }];
  for (const controller of [
    IngressController.traefik({ namespace: 'traefik' }), IngressController.haproxy({ namespace: 'haproxy' }), IngressController.contour({ namespace: 'contour' }),
  ]) new HardenedIngress(shop, `ingress-${controller.className}`, { controller, rules, certificate: 'shop-tls' });
  const objects = synth(chart);
  expect(await createdBut(objects)).toEqual([]);
  expect(kindsOf(objects)).toEqual(expect.arrayContaining(['Service', 'Ingress']));
});

describeWith('CiliumNetworkPolicy', ['cilium'], (definitions) => {
  beforeAll(() => installDefinitions(server.client, definitions));

  test('is what the definitions of Cilium say', async () => {
    const objects = everything({ networkPolicy: 'CiliumNetworkPolicy' }, 'cilium');
    expect(await createdBut(objects)).toEqual([]);
    expect(objects.filter(({ kind }) => kind === 'CiliumNetworkPolicy').length).toBeGreaterThanOrEqual(13);
  });
});

describeWith('ClusterNetworkPolicy', ['network-policy-api'], (definitions) => {
  beforeAll(() => installDefinitions(server.client, definitions));

  test('is what the definitions of its project say', async () => {
    const objects = everything({ networkPolicy: 'ClusterNetworkPolicy' }, 'cluster');
    expect(await createdBut(objects)).toEqual([]);
    expect(objects.filter(({ kind }) => kind === 'ClusterNetworkPolicy').length).toBeGreaterThanOrEqual(7);
  });
});

describeWith('Gateway, HTTPRoute and ReferenceGrant', ['gateway-api'], (definitions) => {
  beforeAll(() => installDefinitions(server.client, definitions));

  test('are what the definitions of the Gateway API say', async () => {
    const app = Testing.app();
    declarePlatform(app, { ...fullPlatform, kubernetes: server.minor });
    const chart = new Chart(app, 'test');
    const [edge, shop, far] = ['edge', 'route-shop', 'route-far'].map((name) => new DefaultDenyNamespace(chart, name, { tenant: 'team' })) as
      [DefaultDenyNamespace, DefaultDenyNamespace, DefaultDenyNamespace];
    const gateway = new HardenedGateway(edge, 'public', {
      gatewayClassName: 'traefik', peer: Peer.gateway('traefik'), routesFrom: { namespaceLabels: { 'kubernetes.io/metadata.name': 'route-shop' } },
      listeners: [{ hostname: 'shop.example.com', certificate: 'shop-tls' }, { hostname: '*.example.net', certificate: 'net-tls' }],
    });
    const [own, foreign] = [shop, far].map((home) => new HardenedDeployment(home, 'web', { containers: [container] }).exposeViaService()) as [HardenedService, HardenedService];
    foreign.allowsRoutesFrom('route-shop');
    new HardenedHTTPRoute(shop, 'entry', { gateway, hostnames: ['shop.example.com', 'a.example.net'], rules: [{ backend: own }, { path: '/far', backend: foreign }] });
    const objects = synth(chart);
    expect(await createdBut(objects)).toEqual([]);
    expect(kindsOf(objects)).toEqual(expect.arrayContaining(['Gateway', 'HTTPRoute', 'ReferenceGrant']));
  });
});
