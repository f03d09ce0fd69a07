import { join } from 'node:path';
import { type App, Chart, Helm, Include } from 'cdk8s';
import { Hardening, Health } from '../../constructs/index';
import type { KubernetesObject } from '../../src/index';
import { clean, container, failureOf, find, scene, synth, verdict } from '../support/cdk8s';
import { helm, helmState } from '../support/helm';

const root = join(__dirname, '../..');
const chartFolder = join(root, 'examples/legacy/chart');
/** What `helm template cache examples/legacy/chart --namespace guestbook` printed: with the hook, and with `--no-hooks`. */
const recorded = { withHooks: join(root, 'test/fixtures/helm/cache-with-hooks.yaml'), withoutHooks: join(root, 'examples/legacy/cache.yaml') };

const { image } = container;
const known = { enableServiceLinks: false as const, containers: { cache: { image, user: 10_001, resources: container.resources, health: Health.tcp() } } };

function chartOf(make: (chart: Chart) => Include): { readonly app: App; readonly chart: Chart; readonly include: Include } {
  const { app } = scene();
  const chart = new Chart(app, 'guestbook');
  return { app, chart, include: make(chart) };
}

const include = (url: string) => (chart: Chart): Include => new Include(chart, 'cache', { url });
const identify = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata?.namespace}/${metadata?.name}`;

test('what helm wrote keeps its order, its names, its labels and its hooks', () => {
  const before = chartOf(include(recorded.withHooks));
  const rendered = synth(before.chart);
  expect(rendered.map(identify)).toEqual(['Service guestbook/cache', 'Deployment guestbook/cache', 'Pod guestbook/cache-ping']);
  const { chart } = chartOf(include(recorded.withHooks));
  Hardening.of(chart).apply();
  const { message } = failureOf(() => synth(chart));
  expect(message).toContain('[guestbook/cache/cache-ping-pod-guestbook] image-digest');
  expect(message).toContain('[guestbook/cache/cache-deployment-guestbook] pod-memory-bounded');
  const hardened = chart.node.findAll().flatMap((construct) => ('toJson' in construct && 'apiVersion' in construct ? [(construct.toJson as () => KubernetesObject)()] : []));
  expect(hardened.map(identify)).toEqual(rendered.map(identify));
  expect(hardened.map(({ metadata }) => metadata)).toEqual(rendered.map(({ metadata }) => metadata));
  expect(find(hardened, 'Pod').metadata?.annotations).toEqual({ 'helm.sh/hook': 'test', 'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded' });
  expect(find(hardened, 'Pod')).toMatchObject({ spec: { containers: [{ command: ['cache-cli', '-h', 'cache', 'ping'], securityContext: { allowPrivilegeEscalation: false } }] } });
});

test('with what its people know, a chart of somebody else has no finding', () => {
  const { chart } = chartOf(include(recorded.withoutHooks));
  Hardening.of(chart).apply();
  Hardening.of(chart).workload('Deployment/cache', known);
  const { findings, notEvaluated } = verdict(synth(chart));
  // The namespace is not part of the chart.
  expect({ findings: findings.filter(({ control }) => !/^(namespace|network)-/.test(control)), notEvaluated }).toEqual(clean);
});

(helm === undefined ? test.skip : test)(`the construct of cdk8s gives the same as the recorded output (${helmState})`, () => {
  const options = { chart: chartFolder, releaseName: 'cache', namespace: 'guestbook', ...(helm !== undefined && { helmExecutable: helm }) };
  for (const [url, helmFlags] of [[recorded.withHooks, []], [recorded.withoutHooks, ['--no-hooks']]] as const) {
    const { chart, include: live } = chartOf((scope) => new Helm(scope, 'cache', { ...options, helmFlags: [...helmFlags] }));
    expect(synth(chart)).toEqual(synth(chartOf(include(url)).chart));
    Hardening.of(live).workload('Deployment/cache', known);
    const same = chartOf(include(url));
    Hardening.of(same.include).workload('Deployment/cache', known);
    expect(synth(chart)).toEqual(synth(same.chart));
  }
}, 60_000);
