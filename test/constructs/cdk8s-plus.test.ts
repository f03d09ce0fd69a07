import { App, Chart } from 'cdk8s';
import * as kplus28 from 'cdk8s-plus-28';
import * as kplus33 from 'cdk8s-plus-33';
import { declarePlatform, DefaultDenyNamespace, HardenedDeployment, Hardening, Health, type Platform } from '../../constructs/index';
import type { KubernetesObject } from '../../src/index';
import { isWorkload } from '../../src/manifest/workload';
import { clean, container, failureOf, find, fullPlatform, type Rendered, scene, synth, verdict } from '../support/cdk8s';
import { addOtherPlus, otherKinds } from '../support/other-plus';
import { reaches } from '../support/reach';

/** A program that is written with another major of cdk8s-plus than the kit. */
function program(platform: Platform = fullPlatform): { readonly chart: Chart; readonly shop: DefaultDenyNamespace } {
  const app = new App();
  declarePlatform(app, platform);
  const chart = new Chart(app, 'other');
  const shop = new DefaultDenyNamespace(chart, 'shop', { tenant: 'team-shop' });
  addOtherPlus(shop);
  return { chart, shop };
}

test('every workload of cdk8s-plus-33 has findings by itself, and none with apply()', () => {
  const plain = program();
  const before = verdict(synth(plain.chart)).findings.map(({ object }) => object.kind);
  expect([...new Set(before)].sort()).toEqual([...otherKinds].sort());
  Hardening.of(plain.shop).apply();
  const objects = synth(plain.chart);
  expect(new Set(objects.filter(isWorkload).map(({ kind }) => kind))).toEqual(new Set(otherKinds));
  expect(verdict(objects)).toEqual(clean);
});

/** Every leaf of an object, by its path. */
function leaves(value: unknown, path = ''): readonly string[] {
  if (value === null || typeof value !== 'object') return [`${path}=${JSON.stringify(value)}`];
  const entries = Object.entries(value);
  return entries.length === 0 ? [`${path}={}`] : entries.flatMap(([key, child]) => leaves(child, `${path}/${key}`));
}

test('nothing that it writes is lost, also what cdk8s-plus-28 has no words for', () => {
  const before = synth(program().chart);
  const { chart, shop } = program();
  Hardening.of(shop).apply();
  const after = synth(chart);
  expect(after.map(({ kind, metadata }) => `${kind} ${metadata?.name}`)).toEqual(before.map(({ kind, metadata }) => `${kind} ${metadata?.name}`));
  const lost = before.flatMap((object, index) => {
    const kept = new Set(leaves(after[index]));
    return leaves(object).filter((leaf) => !kept.has(leaf)).map((leaf) => `${object.kind} ${leaf}`);
  });
  expect(lost).toEqual([]);
  expect((find(after, 'StatefulSet') as Rendered).spec.volumeClaimTemplates).toHaveLength(1);
  const api = after.find(({ kind, metadata }) => kind === 'Deployment' && metadata?.name?.includes('api')) as Rendered;
  expect(api.spec).toMatchObject({ revisionHistoryLimit: 3, template: { spec: { enableServiceLinks: false, containers: [{ readinessProbe: { grpc: { port: 8080 } } }] } } });
});

test('a field that is too new for the declared cluster fails synth', () => {
  const app = new App();
  declarePlatform(app, { kubernetes: '1.28' });
  const chart = new Chart(app, 'new');
  const requests = { cpu: kplus33.k8s.Quantity.fromString('1') };
  new kplus33.k8s.KubePod(chart, 'pod', { spec: { resources: { requests }, containers: [{ name: 'main', image: container.image.toString() }] } });
  Hardening.of(chart).apply();
  expect(failureOf(() => synth(chart)).message).toContain('manifest-known-fields: spec.resources');
});

test('what only its people know can be said, and both majors live in one app and talk to each other', () => {
  const { chart, shop } = scene();
  const old = new kplus28.Deployment(shop, 'old', { containers: [{ name: 'main', image: 'registry.example.com/old', portNumber: 8080 }] });
  const other = new kplus33.Deployment(shop, 'other', { containers: [{ name: 'main', image: 'registry.example.com/other', portNumber: 8080 }] });
  const { image, user, resources } = container;
  const known = { enableServiceLinks: false as const, containers: { main: { image, user, resources, health: Health.http('/healthz') } } };
  const [first, second] = [old, other].map(({ name }) => Hardening.of(shop).workload(`Deployment/${name}`, known));
  const api = new HardenedDeployment(shop, 'api', { containers: [container] });
  api.connectsTo(second as NonNullable<typeof second>);
  second?.connectsTo(first as NonNullable<typeof first>);
  const objects: readonly KubernetesObject[] = synth(chart);
  expect([...reaches(objects)].sort()).toEqual([`shop/${other.name} → shop/${old.name}`, `shop/api → shop/${other.name}`].sort());
  expect(verdict(objects)).toEqual(clean);
});
