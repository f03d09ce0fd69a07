import { ApiObject, App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { declarePlatform, DefaultDenyNamespace, HardenedDeployment } from '../../constructs/index';
import { clean, container, failureOf, find, fullPlatform, type Rendered, scene, synth, untyped, verdict } from '../support/cdk8s';

test('what it writes', () => {
  const { chart } = scene();
  const objects = synth(chart);
  expect(objects).toMatchSnapshot();
  expect(verdict(objects)).toEqual(clean);
});

test('the standard is that of the platform', () => {
  const { chart } = scene({ kubernetes: '1.30' });
  expect(find(synth(chart), 'Namespace').metadata?.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce-version': 'v1.30' });
});

test('everything below it lands in it, whoever made it and whenever', () => {
  const { chart, shop } = scene();
  const deployment = new kplus.Deployment(shop, 'plain', { containers: [{ image: 'nginx', portNumber: 8080 }] });
  deployment.exposeViaService();
  new kplus.k8s.KubeConfigMap(shop, 'generated', { data: { a: 'b' } });
  new ApiObject(shop, 'custom', { apiVersion: 'cert-manager.io/v1', kind: 'Certificate' });
  new kplus.ConfigMap(shop, 'own', { metadata: { namespace: 'elsewhere' } });
  new kplus.ClusterRole(shop, 'role');
  new ApiObject(shop, 'issuer', { apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer' });
  const objects = synth(chart);
  const namespaceOf = (kind: string): (string | undefined)[] => objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata?.namespace);
  expect(['Deployment', 'Service', 'ConfigMap', 'Certificate', 'ClusterRole', 'ClusterIssuer', 'Namespace'].map(namespaceOf)).toEqual([
    ['shop'], ['shop'], ['shop', 'elsewhere'], ['shop'], [undefined], [undefined], [undefined],
  ]);
});

test('what is added after it was written once lands in it too', () => {
  const { chart, shop } = scene();
  synth(chart);
  new kplus.ConfigMap(shop, 'late');
  expect(find(synth(chart), 'ConfigMap').metadata?.namespace).toBe('shop');
});

test('names are short, and two of a kind are seen', () => {
  const { app, chart, shop } = scene();
  new HardenedDeployment(shop, 'api', { containers: [container] });
  new kplus.ConfigMap(shop, 'a', { metadata: { name: 'same' } });
  new kplus.Secret(shop, 'b', { metadata: { name: 'same' } });
  expect(find(synth(chart), 'Deployment').metadata?.name).toBe('api');
  new kplus.ConfigMap(shop, 'c', { metadata: { name: 'same' } });
  expect(failureOf(() => app.synthYaml()).message).toContain('CM5043: test/shop/c/Resource and test/shop/a/Resource are both the ConfigMap "same"');
});

test('two namespaces may have the same names', () => {
  const { app, chart } = scene();
  const other = new DefaultDenyNamespace(chart, 'other', { tenant: 'team-other' });
  new HardenedDeployment(other, 'api', { containers: [container] });
  new HardenedDeployment(chart.node.findChild('shop'), 'api', { containers: [container] });
  expect(() => app.synthYaml()).not.toThrow();
});

test('a chart of the same namespace is fine, and a Namespace is in none', () => {
  const app = Testing.app();
  declarePlatform(app, fullPlatform);
  const chart = new Chart(app, 'test', { namespace: 'shop' });
  new DefaultDenyNamespace(chart, 'shop', { tenant: 'team-shop' });
  expect(find(synth(chart), 'Namespace').metadata).not.toHaveProperty('namespace');
});

test('bounds can be changed one by one', () => {
  const { chart } = scene();
  new DefaultDenyNamespace(chart, 'big', { tenant: 'data', quota: { pods: '500' }, limits: { max: { cpu: '16', memory: '64Gi' } }, nodeLocalDns: ['169.254.20.10/32'] });
  const objects = synth(chart).filter(({ metadata }) => metadata?.namespace === 'big');
  expect((find(objects, 'ResourceQuota') as Rendered).spec.hard).toMatchObject({ pods: '500', 'limits.memory': '40Gi' });
  expect((find(objects, 'LimitRange') as Rendered).spec.limits[0]).toMatchObject({ max: { cpu: '16', memory: '64Gi' }, min: { cpu: '10m' } });
  expect((find(objects, 'NetworkPolicy', 'allow-dns') as Rendered).spec.egress[0].to).toHaveLength(2);
});

test.each([
  ['tenant', {}, 'CM5040'],
  ['tenant', { tenant: 'a team' }, 'CM5040'],
  ['metadata.labels', { tenant: 'a', metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } } }, 'CM5041'],
  ['podSecurity', { tenant: 'a', podSecurity: 'baseline' }, 'CM5001'],
])('%s that contradicts it', (prop, props, code) => {
  expect(failureOf(() => untyped(DefaultDenyNamespace, scene().chart, props))).toMatchObject({ code, message: expect.stringContaining(`test/api: ${prop}`) });
});

test('a chart of another namespace contradicts it', () => {
  const chart = new Chart(Testing.app(), 'test', { namespace: 'elsewhere' });
  expect(failureOf(() => new DefaultDenyNamespace(chart, 'shop', { tenant: 'a' }))).toMatchObject({ code: 'CM5042', message: expect.stringContaining('elsewhere') });
});

describe('the platform', () => {
  test('is declared before anything is added', () => {
    const app = new App();
    new Chart(app, 'test');
    expect(failureOf(() => declarePlatform(app, fullPlatform))).toMatchObject({ code: 'CM5011' });
  });

  test('is a minor that the kit knows', () => {
    expect(failureOf(() => declarePlatform(new App(), { kubernetes: '1.99' }))).toMatchObject({ code: 'CM5010' });
  });
});
