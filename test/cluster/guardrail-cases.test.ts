import { check } from '../../src/check/check';
import type { Control } from '../../src/controls/control';
import { revisionAt } from '../../src/controls/select';
import { generateGuardrails } from '../../src/guardrails/generate';
import { guardableKinds } from '../../src/guardrails/match';
import type { KubernetesObject } from '../../src/manifest/object';
import { validate } from '../../src/manifest/schema/index';
import { collectCases } from '../support/collected-cases';
import { type ControlCase, minorsOf, objectOf, wrapped } from '../support/test-control';
import type { Answer } from './client';
import { createAll, install, namespace } from './install';
import { startServer, type TestServer } from './server';
import { verdictOf } from './verdict';

/** Says whose case an object is: each is judged by the guardrail of its control only. */
const LABEL = 'casemate-test';

/** What a case says, what TypeScript says, and what the API server says. */
interface Judged {
  readonly control: string;
  readonly name: string;
  readonly expected: Outcome;
  readonly typescript: Outcome;
  readonly server: Outcome | 'invalid';
  readonly message?: string;
}

type Outcome = 'allowed' | 'denied';

/** Controls whose refused cases Kubernetes itself finds invalid, all of them, at some minors; and what it says then. */
const REFUSED_BY_KUBERNETES: Readonly<Record<string, RegExp>> = {
  'pod-proc-mount-user-namespace': /procMount: Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`/,
};

const collected = collectCases();
let server: TestServer;
let judged: readonly Judged[];

beforeAll(async () => {
  server = await startServer();
  const { client, minor } = server;
  const namespaces = new Set(collected.flatMap(({ cases }) => [...cases.allows, ...cases.denies].map((one) => objectOf(one).metadata?.namespace ?? '')));
  const made = [...namespaces].filter((name) => name !== '' && name !== 'default' && !name.startsWith('kube-'));
  await createAll(client, made.map((name) => namespace(name)));
  await install(client, collected.flatMap(({ control }) => forItsCases(control)));
  const jobs = collected.flatMap(({ control, cases }) => guardableKinds(control).length === 0 ? [] : [
    ...cases.allows.map((one) => [control, one, 'allowed'] as const), ...cases.denies.map((one) => [control, one, 'denied'] as const),
  ]).filter(([, one]) => isCreatable(one)).filter(([control, one]) => minorsOf(control, one).some((at) => revisionAt(control, at) === revisionAt(control, minor)));
  judged = (await Promise.all(jobs.map(([control, one, expected]) => judge(control, one, expected)))).flat();
}, 600_000);

afterAll(() => server?.stop());

/** The guardrail of a control, for the objects of its cases only. */
function forItsCases(control: Control): readonly KubernetesObject[] {
  const guardrails = generateGuardrails([control], { kubernetes: server.minor, exemptNamespaces: [] });
  return guardrails.map((object) => {
    if (object.kind !== 'ValidatingAdmissionPolicyBinding') return object;
    const spec = object['spec'] as object;
    return { ...object, spec: { ...spec, matchResources: { objectSelector: { matchLabels: { [LABEL]: control.id } } } } };
  });
}

/** A creation drops the status, and what the minor of the server does not know yet: a case about that proves nothing. */
const isCreatable = (one: ControlCase): boolean => !('status' in objectOf(one)) && validate(objectOf(one), server.minor).length === 0;

/** An object of a case as it stands, and a pod in the kinds that hold templates as well. */
function judge(control: Control, one: ControlCase, expected: Outcome): Promise<readonly Judged[]> {
  const object = objectOf(one);
  const objects = [object, ...(one.object === undefined ? wrapped(object).map(([, workload]) => withSelector(workload)) : [])];
  return Promise.all(objects.map(async (form): Promise<Judged> => {
    const { metadata } = form;
    const labelled = { ...form, metadata: { ...metadata, name: metadata?.name ?? 'case', labels: { ...metadata?.labels, [LABEL]: control.id } } };
    const answer = await server.client.create(labelled, { dryRun: true });
    const { findings } = check([labelled], { kubernetes: server.minor, controls: [control] });
    return {
      control: control.id, name: `${one.name} (${form.kind})`, expected, typescript: findings.length > 0 ? 'denied' : 'allowed', ...outcomeOf(answer, control),
    };
  }));
}

/** What the API server asks of a Deployment and the cases leave out. */
function withSelector(workload: KubernetesObject): KubernetesObject {
  const labels = { app: 'case' };
  const spec = workload['spec'] as { template?: { metadata?: object; spec: object }; jobTemplate?: { spec: { template: { spec: object } } } };
  if (spec.template !== undefined) {
    const metadata = { ...spec.template.metadata, labels };
    return { ...workload, spec: { ...spec, selector: { matchLabels: labels }, template: { ...spec.template, metadata } } };
  }
  const job = spec.jobTemplate as { spec: { template: { spec: object } } };
  const template = { ...job.spec.template, spec: { restartPolicy: 'Never', ...job.spec.template.spec } };
  return { ...workload, spec: { ...spec, jobTemplate: { spec: { template } } } };
}

function outcomeOf(answer: Answer, { id }: Control): Pick<Judged, 'server' | 'message'> {
  // A dry run comes to the name only after admission.
  if (answer.status === 409) return { server: 'allowed' };
  const verdict = verdictOf(answer);
  if (verdict.outcome === 'allowed') return { server: 'allowed' };
  if (verdict.outcome === 'invalid') return { server: 'invalid', message: verdict.message };
  if (verdict.outcome !== 'denied' || verdict.control !== id) throw new Error(`${id} is not what answers: ${JSON.stringify(verdict)}`);
  return { server: 'denied', message: verdict.message };
}

test('the guardrail of every control says of the cases of its test what they say, and what TypeScript says', () => {
  const decided = judged.filter((one) => one.server !== 'invalid');
  const wrong = decided.filter((one) => one.server !== one.expected || one.typescript !== one.expected);
  const controls = new Set(decided.map(({ control }) => control)).size;
  process.stdout.write(`${server.minor}: ${decided.length} cases of ${controls} controls decided, ${judged.length - decided.length} refused by API validation\n`);
  expect(wrong).toEqual([]);
});

test('every control has a case that its guardrail lets through, and one that it refuses', () => {
  const lacking = collected.filter(({ control }) => guardableKinds(control).length > 0 && revisionAt(control, server.minor) !== undefined)
    .flatMap(({ control: { id } }) => (['allowed', 'denied'] as const)
      .filter((outcome) => !judged.some((one) => one.control === id && one.server === outcome)).map((outcome) => ({ id, outcome })));
  expect(lacking.filter(({ id, outcome }) => outcome !== 'denied' || !(id in REFUSED_BY_KUBERNETES))).toEqual([]);
  for (const { id } of lacking) {
    const message = REFUSED_BY_KUBERNETES[id] ?? /$^/;
    const refused = judged.filter((one) => one.control === id && one.expected === 'denied');
    expect(refused.filter((one) => one.server !== 'invalid' || !message.test(one.message ?? ''))).toEqual([]);
  }
});

test('what the API server shows to no policy has no guardrail', () => {
  const without = collected.filter(({ control }) => guardableKinds(control).length === 0).map(({ control }) => control);
  expect(generateGuardrails(without)).toEqual([]);
});

test('a refusal names the control, the elements and what must be', () => {
  const messages = judged.filter(({ server: verdict }) => verdict === 'denied');
  expect(messages.filter(({ control, message = '' }) => !message.includes(`[${control}] `) || message.includes('(unnamed)'))).toEqual([]);
});
