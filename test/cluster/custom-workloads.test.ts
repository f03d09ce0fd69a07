import { check } from '../../src/check/check';
import { selectProfile } from '../../src/check/profiles';
import { objectControls } from '../../src/controls/index';
import { generateGuardrails } from '../../src/guardrails/generate';
import type { KubernetesObject } from '../../src/manifest/object';
import { describeWith, installDefinitions } from './custom-resource-definitions';
import { createAll, install, namespace } from './install';
import { randomPods } from './random-pod';
import { startServer, type TestServer } from './server';
import { warnedOf } from './verdict';

const SEED = 20261126;
const PODS = 400;
/** The API server cuts what it has to say off: each part of the guardrails warns in a namespace of its own. */
const parts = ['guarded-0', 'guarded-1', 'guarded-2'] as const;
const controlsOfPods = selectProfile('hardened', objectControls).filter(({ kinds }) => kinds === undefined);

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
  const { client, minor } = server;
  await createAll(client, parts.map((part) => namespace(part, { 'example.com/test': part })));
  await install(client, parts.flatMap((part, index) => generateGuardrails(controlsOfPods.filter((_, position) => position % parts.length === index), {
    kubernetes: minor, actions: ['Warn'], namespaceLabels: { 'example.com/test': part },
  })));
});

afterAll(() => server?.stop());

/** What a template in a custom resource has not: nobody gives a volume without a source the one that it would have in a pod. */
const hasBareVolume = (object: KubernetesObject): boolean =>
  (object as { spec?: { template?: { spec?: { volumes?: object[] } } } }).spec?.template?.spec?.volumes?.some((volume) => Object.keys(volume).length < 2) ?? false;

/** A pod as the template of a custom resource. */
type Wrap = (pod: KubernetesObject) => KubernetesObject;

/** Null is nothing to Kubernetes, but something to a custom resource that keeps what it does not know: there it is refused, as nobody can say what it means. */
const templateOf = ({ metadata, spec }: KubernetesObject): object => withoutNulls({ metadata: { labels: { app: 'web' }, annotations: metadata?.annotations ?? {} }, spec }) as object;

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null).map(([key, item]) => [key, withoutNulls(item)]));
}

const rollout: Wrap = (pod) => ({
  apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web' },
  spec: { selector: { matchLabels: { app: 'web' } }, strategy: { canary: {} }, template: templateOf(pod) },
});
const knative = (kind: string): Wrap => (pod) => ({ apiVersion: 'serving.knative.dev/v1', kind, metadata: { name: 'web' }, spec: { template: templateOf(pod) } });

/** What the guardrails say of an object, and what TypeScript says of what the API server made of it: it drops fields that the definition does not have. */
async function ask(object: KubernetesObject): Promise<{ readonly guardrails: readonly string[]; readonly typescript: readonly string[]; readonly object: KubernetesObject } | undefined> {
  const answers = await Promise.all(parts.map((part) => server.client.create(object, { namespace: part, dryRun: true })));
  if (answers.some(({ status }) => status === 422 || status === 400)) return undefined;
  if (answers.some(({ status }) => status !== 201)) throw new Error(JSON.stringify(answers.map(({ body }) => body)));
  const seen = answers[0]?.body as KubernetesObject;
  const { findings, notEvaluated } = check([seen], { kubernetes: server.minor, controls: controlsOfPods });
  if (notEvaluated.length > 0) return undefined;
  return { object: seen, guardrails: answers.flatMap(({ warnings }) => warnedOf(warnings)).sort(), typescript: [...new Set(findings.map(({ control }) => control))].sort() };
}

async function expectAgreement(what: string, wrap: Wrap): Promise<void> {
  const asked = await Promise.all(randomPods(server.minor, PODS, SEED).map((pod) => ask(wrap(pod))));
  const judged = asked.filter((one) => one !== undefined).filter(({ object }) => !hasBareVolume(object));
  const ids = new Set(judged.flatMap(({ guardrails }) => guardrails));
  process.stdout.write(`${server.minor} ${what}: ${judged.length} judged, ${ids.size} controls refused some\n`);
  const differences = judged.flatMap(({ guardrails, typescript }) => [
    ...guardrails.filter((id) => !typescript.includes(id)).map((id) => `only the guardrail: ${id}`), ...typescript.filter((id) => !guardrails.includes(id)).map((id) => `only TypeScript: ${id}`),
  ]);
  expect([...new Set(differences)]).toEqual([]);
  expect(judged.length).toBeGreaterThan(PODS / 4);
  expect(ids.size).toBeGreaterThan(20);
}

describeWith('Argo Rollouts', ['argo-rollouts'], (definitions) => {
  beforeAll(() => installDefinitions(server.client, definitions));

  test('the guardrails say of rollouts what TypeScript says', () => expectAgreement('Rollout', rollout));

  test('a rollout of pods that are described elsewhere is let through: they are judged there', async () => {
    const reference = { ...rollout({ apiVersion: 'v1', kind: 'Pod', spec: {} }), spec: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, strategy: { canary: {} } } };
    expect(await ask(reference)).toMatchObject({ guardrails: [], typescript: [] });
  });
});

describeWith('Knative', ['knative-serving'], (definitions) => {
  beforeAll(() => installDefinitions(server.client, definitions));

  test.each(['Service', 'Configuration'])('the guardrails say of a %s what TypeScript says', (kind) => expectAgreement(`Knative ${kind}`, knative(kind)));
});
