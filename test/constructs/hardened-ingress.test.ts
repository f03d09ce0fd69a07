import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { DefaultDenyNamespace, HardenedDeployment, HardenedIngress, type HardenedIngressProps, IngressController } from '../../constructs/index';
import type { KubernetesObject } from '../../src/manifest/object';
import { clean, container, failureOf, find, type Rendered, scene, synth, untyped, verdict } from '../support/cdk8s';

const traefik = IngressController.traefik({ namespace: 'traefik' });
const certificate = 'shop-tls';

function made(props: Partial<HardenedIngressProps> = {}): { readonly app: ReturnType<typeof scene>['app']; readonly objects: () => KubernetesObject[]; readonly ingress: HardenedIngress } {
  const { app, chart, shop } = scene();
  const web = new HardenedDeployment(shop, 'web', { containers: [container] });
  const rules = [{ host: 'shop.example.com', backend: web.exposeViaService() }];
  const ingress = new HardenedIngress(shop, 'entry', { controller: traefik, rules, certificate, ...props });
  return { app, ingress, objects: () => synth(chart) };
}

test('serves named hosts over TLS, and opens what is behind it to its controller alone', () => {
  const { ingress, objects } = made();
  expect(ingress).toBeInstanceOf(kplus.Ingress);
  const written = objects();
  expect(find(written, 'Ingress')).toMatchSnapshot();
  expect((find(written, 'NetworkPolicy', 'web-from-traefik')['spec'] as Rendered).ingress).toEqual([
    { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } } }], ports: [{ port: 8080, protocol: 'TCP' }] },
  ]);
  expect(written.filter(({ kind }) => kind === 'NetworkPolicy')).toHaveLength(3);
  expect(verdict(written)).toEqual(clean);
});

test('several paths of one host, and several hosts of one certificate', () => {
  const { chart, shop } = scene();
  const [web, api] = ['web', 'api'].map((id) => new HardenedDeployment(shop, id, { containers: [container] }).exposeViaService()) as [never, never];
  new HardenedIngress(shop, 'entry', {
    controller: traefik, certificate,
    rules: [{ host: 'shop.example.com', backend: web }, { host: 'shop.example.com', path: '/api', backend: api, port: 8080 }, { host: '*.example.net', backend: web }],
  });
  const { rules, tls } = find(synth(chart), 'Ingress')['spec'] as Rendered;
  expect(tls).toEqual([{ hosts: ['shop.example.com', '*.example.net'], secretName: certificate }]);
  expect(rules.map(({ host, http }: Rendered) => [host, http.paths.map(({ path }: Rendered) => path)])).toEqual([['shop.example.com', ['/', '/api']], ['*.example.net', ['/']]]);
  expect(verdict(synth(chart))).toEqual(clean);
});

test.each<[string, IngressController, Readonly<Record<string, string>>]>([
  ['haproxy', IngressController.haproxy({ namespace: 'haproxy' }), { 'haproxy.org/ssl-redirect': 'true', 'haproxy.org/allow-list': '203.0.113.0/24,2001:db8::/32' }],
  ['haproxy', IngressController.haproxyIngress({ namespace: 'haproxy' }), {
    'haproxy-ingress.github.io/ssl-redirect': 'true', 'haproxy-ingress.github.io/allowlist-source-range': '203.0.113.0/24,2001:db8::/32',
  }],
  ['apisix', IngressController.apisix({ namespace: 'apisix' }), {
    'k8s.apisix.apache.org/http-to-https': 'true', 'k8s.apisix.apache.org/allowlist-source-range': '203.0.113.0/24,2001:db8::/32',
  }],
])('%s is told which addresses to let in', (className, controller, annotations) => {
  const ingress = find(made({ controller, sourceRanges: ['203.0.113.0/24', '2001:db8::/32'] }).objects(), 'Ingress');
  expect(ingress.metadata?.annotations).toEqual(annotations);
  expect((ingress['spec'] as Rendered).ingressClassName).toBe(className);
});

test.each<[string, IngressController]>([
  ['traefik', traefik], ['contour', IngressController.contour({ namespace: 'contour' })], ['kong', IngressController.kong({ namespace: 'kong', labels: { app: 'kong' } })],
  ['other', IngressController.other({ namespace: 'edge', className: 'other' })],
])('%s cannot be told by an annotation, and nobody believes it could', (className, controller) => {
  expect(failureOf(() => made({ controller, sourceRanges: ['203.0.113.0/24'] }))).toMatchObject({ code: 'CM5175', message: expect.stringContaining(`"${className}"`) });
  expect((find(made({ controller }).objects(), 'Ingress')['spec'] as Rendered).ingressClassName).toBe(className);
});

test.each([[{ namespace: 'ingress-nginx' }], [{ namespace: 'edge', labels: { 'app.kubernetes.io/name': 'ingress-nginx' } }]])('the retired controller is refused', (options) => {
  expect(failureOf(() => IngressController.other({ ...options, className: 'nginx' }))).toMatchObject({ name: 'CasemateError', code: 'CM5170' });
});

const annotated = (name: string): object => ({ metadata: { annotations: { [name]: 'x' } } });
test.each<[string, object, string]>([
  ['a snippet', annotated('nginx.org/server-snippets'), 'CM5176'],
  ['a snippet of the retired controller', annotated('nginx.ingress.kubernetes.io/configuration-snippet'), 'CM5176'],
  ['a piece of configuration', annotated('haproxy-ingress.github.io/config-backend'), 'CM5176'],
  ['an annotation of the retired controller', annotated('nginx.ingress.kubernetes.io/rewrite-target'), 'CM5177'],
  ['no certificate', { certificate: undefined }, 'CM5172'],
  ['a certificate that no Secret is called', { certificate: 'Shop TLS' }, 'CM5172'],
  ['no controller', { controller: 'nginx' }, 'CM5173'],
  ['a default backend', { defaultBackend: {} }, 'CM5002'],
  ['TLS for some hosts', { tls: [] }, 'CM5002'],
  ['every address', { sourceRanges: ['0.0.0.0/0'] }, 'CM5162'],
])('%s is refused', (_, props, code) => {
  expect(failureOf(() => made(props))).toMatchObject({ name: 'CasemateError', code });
});

test.each([[undefined], [''], ['*'], ['*.com'], ['Shop.example.com'], ['shop.example.com:443'], ['203.0.113.10']])('the host %j is refused', (host) => {
  const { shop } = scene();
  const backend = new HardenedDeployment(shop, 'web', { containers: [container] }).exposeViaService();
  expect(failureOf(() => untyped(HardenedIngress, shop, { controller: traefik, certificate, rules: [{ host, backend }] }))).toMatchObject({ code: 'CM5171' });
});

test('a backend of which nobody knows the pods, or which is elsewhere, is refused', () => {
  const { chart, shop } = scene();
  const far = new DefaultDenyNamespace(chart, 'far', { tenant: 'team-far' });
  const elsewhere = new HardenedDeployment(far, 'web', { containers: [container] }).exposeViaService();
  const plain = new kplus.Service(shop, 'plain', { ports: [{ port: 80 }] });
  for (const backend of [elsewhere, plain]) {
    const make = (): unknown => untyped(HardenedIngress, shop, { controller: traefik, certificate, rules: [{ host: 'shop.example.com', backend }] });
    expect(failureOf(make)).toMatchObject({ code: 'CM5174' });
  }
});

test('what the methods of cdk8s-plus add is judged at synth', () => {
  const backend = (ingress: HardenedIngress): kplus.IngressBackend =>
    kplus.IngressBackend.fromService(new kplus.Service(Chart.of(ingress), 'any', { metadata: { namespace: 'shop' }, ports: [{ port: 80 }] }));
  const later = (add: (ingress: HardenedIngress) => void): string => {
    const { app, ingress } = made();
    add(ingress);
    return failureOf(() => app.synthYaml()).message;
  };
  expect(later((ingress) => ingress.addDefaultBackend(backend(ingress)))).toContain('CM5002: defaultBackend');
  expect(later((ingress) => ingress.addHostRule('other.example.com', '/', backend(ingress)))).toContain('CM5182: a rule for other.example.com was added');
  expect(later((ingress) => ingress.addRule('/any', backend(ingress)))).toContain('CM5182: a rule for every host was added');
});
