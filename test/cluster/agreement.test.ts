import { check } from '../../src/check/check';
import { type Profile, profiles, selectProfile } from '../../src/check/profiles';
import type { Control } from '../../src/controls/control';
import { objectControls } from '../../src/controls/index';
import { fieldsAt, revisionAt } from '../../src/controls/select';
import { generateGuardrails } from '../../src/guardrails/generate';
import type { KubernetesObject } from '../../src/manifest/object';
import { createAll, install, namespace } from './install';
import { randomPods } from './random-pod';
import { startServer, type TestServer } from './server';
import { judge, type Verdict, verdictOf, warnedOf } from './verdict';

const SEED = 20261124;
// Some are refused by API validation; at least 1,000 must be left.
const PODS = 1200;
const levels = ['baseline', 'restricted'] as const;
/** The API server cuts what it has to say off: each half of the guardrails warns in a namespace of its own. */
const halves = ['guarded-0', 'guarded-1'] as const;
const controlsOfPods = objectControls.filter(({ kinds }) => kinds === undefined);

/** What the API server says of a pod. */
interface Answers {
  readonly pod: KubernetesObject;
  /** The controls whose guardrails the pod fails, of all; absent for a pod that Kubernetes itself refuses. */
  readonly failed?: readonly string[];
  readonly invalid?: Verdict;
  /** What the built-in Pod Security admission says, by profile. */
  readonly builtIn: Readonly<Partial<Record<Profile, Verdict>>>;
}

let server: TestServer;
let answers: readonly Answers[];

beforeAll(async () => {
  server = await startServer();
  const { client, minor } = server;
  await createAll(client, [
    ...halves.map((half) => namespace(half, { 'example.com/test': half })),
    ...levels.map((level) => namespace(level, {
      'pod-security.kubernetes.io/enforce': level, 'pod-security.kubernetes.io/enforce-version': `v${minor}`,
    })),
  ]);
  // Warnings name every guardrail that a pod fails, a refusal only the first.
  await install(client, halves.flatMap((half, index) => generateGuardrails(controlsOfPods.filter((_, position) => position % halves.length === index), {
    kubernetes: minor, actions: ['Warn'], namespaceLabels: { 'example.com/test': half },
  })));
  answers = await Promise.all(randomPods(minor, PODS, SEED).map(ask));
});

afterAll(() => server?.stop());

async function ask(pod: KubernetesObject): Promise<Answers> {
  const dryRun = (where: string): ReturnType<TestServer['client']['create']> => server.client.create(pod, { namespace: where, dryRun: true });
  const [baseline, restricted, ...guarded] = await Promise.all([dryRun('baseline'), dryRun('restricted'), ...halves.map(dryRun)]);
  const builtIn = { 'pss-baseline': verdictOf(baseline), 'pss-restricted': verdictOf(restricted) };
  const refused = guarded.map(verdictOf).find(({ outcome }) => outcome !== 'allowed');
  if (refused !== undefined) return { pod, invalid: refused, builtIn };
  return { pod, failed: guarded.flatMap(({ warnings }) => warnedOf(warnings)).sort(), builtIn };
}

test('what API validation refuses, it refuses everywhere, and no policy is asked', () => {
  const invalid = answers.filter(({ failed }) => failed === undefined);
  process.stdout.write(`${server.minor}: ${answers.length} random pods, seed ${SEED}, ${invalid.length} refused by API validation\n`);

  expect(invalid.filter(({ invalid: verdict, builtIn }) =>
    verdict?.outcome !== 'invalid' || Object.values(builtIn).some((verdict) => verdict.outcome !== 'invalid'))).toEqual([]);
  expect(answers.length - invalid.length).toBeGreaterThanOrEqual(1000);
});

test.each(profiles)('%s: TypeScript, guardrails and Pod Security admission agree on random pods', (profile) => {
  const selected = new Set(selectProfile(profile, objectControls).map(({ id }) => id));
  const judged = answers.flatMap(({ pod, failed, builtIn }) => {
    if (failed === undefined) return [];
    const typescript = judge({ ...pod, metadata: { ...pod.metadata, namespace: halves[0] } }, profile, server.minor).controls;
    return [{ pod, typescript, guardrails: failed.filter((id) => selected.has(id)), builtIn: builtIn[profile] }];
  });
  const denied = judged.filter(({ typescript }) => typescript.length > 0).length;
  process.stdout.write(`${server.minor} ${profile}: ${judged.length - denied} allowed, ${denied} denied\n`);

  expect(judged.filter(({ typescript, guardrails }) => typescript.join() !== guardrails.join()).slice(0, 5)).toEqual([]);
  if (profile !== 'hardened') {
    const expected = (typescript: readonly string[]): Verdict['outcome'] => (typescript.length > 0 ? 'violates' : 'allowed');
    expect(judged.filter(({ typescript, builtIn }) => builtIn?.outcome !== expected(typescript)).slice(0, 5)).toEqual([]);
  }
  // A generator that makes only good or only bad pods would prove little.
  expect(Math.min(denied, judged.length - denied)).toBeGreaterThanOrEqual(200);
});

test('every control of pods is met by some random pod and failed by another', () => {
  const failures = answers.flatMap(({ failed }) => (failed === undefined ? [] : [new Set(failed)]));
  const controls = controlsOfPods.filter((control) => revisionAt(control, server.minor) !== undefined && !isAboutNamespaces(control));
  expect(controls.filter(({ id }) => failures.every((failed) => failed.has(id))).map(({ id }) => id)).toEqual([]);
  const neverFailed = controls.filter(({ id }) => failures.every((failed) => !failed.has(id)));
  expect(neverFailed.filter((control) => !isRefusedByValidation(control)).map(({ id }) => id)).toEqual([]);
});

/** All pods stand in the namespaces of this test. */
const isAboutNamespaces = (control: Control): boolean => fieldsAt(control, 'object').includes('metadata.namespace');

/** Whether Kubernetes itself refuses pods at the very field for which TypeScript finds that they fail the control. */
const isRefusedByValidation = (control: Control): boolean => answers.some(({ pod, invalid }) =>
  invalid?.outcome === 'invalid' && check([pod], { kubernetes: server.minor, controls: [control] }).findings.some(({ field }) => invalid.message.includes(field)));
