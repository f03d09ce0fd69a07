import { type App, Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import { DefaultDenyNamespace, declarePlatform, Health, Image } from '../../constructs/index';
import { check } from '../../src/check/check';
import type { Report } from '../../src/check/report';
import type { KubernetesObject } from '../../src/manifest/object';
import type { Platform } from '../../src/platform';

/** The platform of most tests: everything that a cluster can have. */
export const fullPlatform: Platform = { kubernetes: '1.37', userNamespaces: true, appArmor: true, supplementalGroupsPolicy: true };

const image = Image.pinned('registry.example.com/shop/api', '1.4.2', `sha256:${'4c2e7b1f'.repeat(8)}`);

/** The least that a container of the kit needs. */
export const container = { image, user: 10_001, resources: { cpu: '200m', memory: '256Mi' }, portNumber: 8080, health: Health.http('/healthz') };

/** The least that one needs that ends on its own. */
export const task = { image, user: 10_001, resources: { cpu: '200m', memory: '256Mi' } };

/** A rendered object, to look into: what is there is what the test is about. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a type for every shape would say again what the tests say
export type Rendered = any;

export interface Scene {
  readonly app: App;
  readonly chart: Chart;
  readonly shop: DefaultDenyNamespace;
}

/** An app with one namespace. */
export function scene(platform: Platform | undefined = fullPlatform): Scene {
  const app = Testing.app();
  if (platform !== undefined) declarePlatform(app, platform);
  const chart = new Chart(app, 'test');
  return { app, chart, shop: new DefaultDenyNamespace(chart, 'shop', { tenant: 'team-shop' }) };
}

/** What a chart writes. */
export const synth = (chart: Chart): KubernetesObject[] => Testing.synth(chart) as KubernetesObject[];

/** The one object of a kind and name. */
export function find(objects: readonly KubernetesObject[], kind: string, name?: string): KubernetesObject {
  const found = objects.filter((object) => object.kind === kind && (name === undefined || object.metadata?.name === name));
  if (found.length !== 1) throw new Error(`${found.length} objects are a ${kind} ${name ?? ''}: ${objects.map((object) => `${object.kind} ${object.metadata?.name ?? ''}`).join(', ')}`);
  return found[0] as KubernetesObject;
}

/** The verdict on what was written: not ours at synth, but that of the check. */
export const verdict = (objects: readonly KubernetesObject[], platform: Platform = fullPlatform): Pick<Report, 'findings' | 'notEvaluated'> => {
  const { findings, notEvaluated } = check(objects, { kubernetes: platform.kubernetes });
  return { findings, notEvaluated };
};

export const clean = { findings: [], notEvaluated: [] };

/** The message with which something fails; fails itself where nothing does. */
export function failureOf(action: () => unknown): { readonly name: string; readonly code?: string; readonly message: string; readonly repair?: string } {
  try {
    action();
  } catch (error) {
    return error as Error & { code?: string; repair?: string };
  }
  throw new Error('it did not fail');
}

/** Hands props to a construct as plain JavaScript would, past the types. */
export const untyped = <T>(construct: new (scope: Construct, id: string, props: T) => Construct, scope: Construct, props: unknown): Construct =>
  new construct(scope, 'api', props as T);
