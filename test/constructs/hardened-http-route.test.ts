import { Chart } from 'cdk8s';
import { DefaultDenyNamespace, HardenedDeployment, HardenedGateway, type HardenedGatewayProps, HardenedHTTPRoute, type HardenedService, Peer } from '../../constructs/index';
import { clean, container, failureOf, find, type Rendered, scene, type Scene, synth, untyped, verdict } from '../support/cdk8s';

const props: HardenedGatewayProps = {
  gatewayClassName: 'traefik', peer: Peer.gateway('traefik'),
  listeners: [{ hostname: 'shop.example.com', certificate: 'shop-tls' }, { hostname: '*.example.net', certificate: 'net-tls' }],
};
const shopOnly = { namespaceLabels: { 'kubernetes.io/metadata.name': 'shop' } };

/** A Gateway of the platform team, and a web front end in the shop. */
function made(more: Partial<HardenedGatewayProps> = { routesFrom: shopOnly }): Scene & { readonly gateway: HardenedGateway; readonly web: HardenedService } {
  const it = scene();
  const gateways = new DefaultDenyNamespace(it.chart, 'gateways', { tenant: 'platform' });
  const gateway = new HardenedGateway(gateways, 'public', { ...props, ...more });
  return { ...it, gateway, web: new HardenedDeployment(it.shop, 'web', { containers: [container] }).exposeViaService() };
}

test('a Gateway serves named hosts over TLS, for routes of its own namespace', () => {
  const { chart } = made({});
  const gateway = find(synth(chart), 'Gateway');
  expect(gateway).toMatchSnapshot();
  expect((gateway['spec'] as Rendered).listeners.map(({ protocol, allowedRoutes }: Rendered) => [protocol, allowedRoutes.namespaces])).toEqual(Array(2).fill(['HTTPS', { from: 'Same' }]));
  expect(verdict(synth(chart))).toEqual(clean);
});

test('a route leads to what agrees, and opens it to the pods of the Gateway alone', () => {
  const { chart, shop, gateway, web } = made();
  new HardenedHTTPRoute(shop, 'entry', { gateway, hostnames: ['shop.example.com', 'a.example.net'], rules: [{ backend: web }, { path: '/api', backend: web, port: 8080 }] });
  const objects = synth(chart);
  expect(find(objects, 'HTTPRoute')).toMatchSnapshot();
  expect((find(objects, 'NetworkPolicy', 'web-from-traefik')['spec'] as Rendered).ingress).toEqual([
    { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } } }], ports: [{ port: 8080, protocol: 'TCP' }] },
  ]);
  expect(verdict(objects)).toEqual(clean);
});

test('a Service of another namespace is led to when it says so', () => {
  const { chart, shop, gateway } = made();
  const payments = new DefaultDenyNamespace(chart, 'payments', { tenant: 'team-shop' });
  const backend = new HardenedDeployment(payments, 'pay', { containers: [container] }).exposeViaService();
  const route = (): HardenedHTTPRoute => new HardenedHTTPRoute(shop, 'entry', { gateway, hostnames: ['shop.example.com'], rules: [{ path: '/pay', backend }] });
  expect(failureOf(route)).toMatchObject({ code: 'CM5180', repair: "Write service.allowsRoutesFrom('shop') where the Service is made." });
  backend.allowsRoutesFrom('shop');
  route();
  const objects = synth(chart);
  expect((find(objects, 'HTTPRoute')['spec'] as Rendered).rules[0].backendRefs).toEqual([{ group: '', kind: 'Service', name: 'pay', namespace: 'payments', port: 8080 }]);
  expect(find(objects, 'NetworkPolicy', 'pay-from-traefik').metadata?.namespace).toBe('payments');
  expect(verdict(objects)).toEqual(clean);
});

test('a Gateway that others made is named', () => {
  const { chart, shop, web } = made();
  new HardenedHTTPRoute(shop, 'entry', { gateway: { name: 'public', namespace: 'edge', peer: Peer.gateway('edge') }, hostnames: ['any.example.org'], rules: [{ backend: web }] });
  expect((find(synth(chart), 'HTTPRoute')['spec'] as Rendered).parentRefs).toEqual([{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public', namespace: 'edge' }]);
});

test('outside of a namespace of the kit, that of the chart counts', () => {
  const { app } = scene();
  const chart = new Chart(app, 'edge', { namespace: 'edge' });
  const gateway = new HardenedGateway(chart, 'public', props);
  expect([gateway.namespace, gateway.acceptsRoutesFrom('edge'), gateway.acceptsRoutesFrom('shop')]).toEqual(['edge', true, false]);
  expect(find(synth(chart), 'Gateway').metadata).toMatchObject({ name: gateway.name, namespace: 'edge' });
});

test.each<[string, Partial<Record<keyof HardenedGatewayProps, unknown>>, string]>([
  ['no host', { listeners: [] }, 'CM5179'],
  ['a host twice', { listeners: [props.listeners[0], props.listeners[0]] }, 'CM5179'],
  ['any host', { listeners: [{ certificate: 'shop-tls' }] }, 'CM5171'],
  ['no certificate', { listeners: [{ hostname: 'shop.example.com' }] }, 'CM5172'],
  ['no pods', { peer: 'traefik' }, 'CM5173'],
  ['routes of everywhere', { routesFrom: { namespaceLabels: {} } }, 'CM5178'],
])('a Gateway with %s is refused', (_, more, code) => {
  expect(failureOf(() => untyped(HardenedGateway, scene().shop, { ...props, ...more }))).toMatchObject({ name: 'CasemateError', code });
});

test.each<[string, (it: ReturnType<typeof made>) => object, string]>([
  ['no host', () => ({ hostnames: [] }), 'CM5171'],
  ['a host that is none', () => ({ hostnames: ['*'] }), 'CM5171'],
  ['a host that the Gateway does not serve', () => ({ hostnames: ['shop.example.org'] }), 'CM5181'],
  ['a Gateway for others', ({ chart }) => ({ gateway: new HardenedGateway(new DefaultDenyNamespace(chart, 'edge', { tenant: 'platform' }), 'public', props) }), 'CM5181'],
  ['a Gateway of which nobody knows the pods', () => ({ gateway: { name: 'public', namespace: 'edge' } }), 'CM5173'],
  ['a backend that is none', () => ({ rules: [{ backend: { name: 'web' } }] }), 'CM5174'],
  ['a port of nobody', ({ web }) => ({ rules: [{ backend: web, port: 80 }] }), 'CM5163'],
])('a route with %s is refused', (_, more, code) => {
  const it = made();
  const route = { gateway: it.gateway, hostnames: ['shop.example.com'], rules: [{ backend: it.web }], ...more(it) };
  expect(failureOf(() => untyped(HardenedHTTPRoute, it.shop, route))).toMatchObject({ name: 'CasemateError', code });
});
