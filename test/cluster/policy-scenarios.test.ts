import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyChecker } from '../../src/check/policy/policy-checker';
import type { KubernetesObject } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/parse';
import type { Answer } from './client';
import { createAll, install } from './install';
import { startServer, type TestServer } from './server';

/** Policies, bindings, parameters and namespaces; and the objects that they are tried on. */
const read = (file: string): readonly KubernetesObject[] => {
  const path = join(__dirname, '../fixtures/policies', file);
  return parseManifests(readFileSync(path, 'utf8'), file).manifests.map(({ object }) => object);
};

const everything = read('scenarios.yaml');
const objects = read('candidates.yaml');
const isAdmission = ({ apiVersion }: KubernetesObject): boolean => apiVersion.startsWith('admissionregistration.');
const nameOf = ({ metadata }: KubernetesObject): string => metadata?.name ?? '';

let server: TestServer;
/** What this minor's API server takes. */
let setup: readonly KubernetesObject[];
/** Policies that use what comes with a later minor. */
let refused: readonly string[];

beforeAll(async () => {
  server = await startServer();
  const { notEvaluated } = new PolicyChecker(everything.map((object) => ({ object })), server.minor).report();
  refused = notEvaluated.filter(({ code }) => code === 'CM4401').map(({ object }) => object?.name ?? '');
  setup = everything.filter((object) => !isAdmission(object) || !refused.some((name) => nameOf(object).startsWith(name)));
  await createAll(server.client, setup.filter((object) => !isAdmission(object)));
  await install(server.client, setup.filter(isAdmission));
});

afterAll(() => server?.stop());

test.each(objects.map((object) => [`${object.kind} ${object.metadata?.namespace ?? ''}/${object.metadata?.name ?? ''}`, object] as const))(
  '%s: policies say what they say in the API server', async (_, object) => {
    const answer = await server.client.create(object, { dryRun: true });
    const { said, open } = judge(object);
    const theirs = messagesOf(answer);
    if (answer.status !== 201) {
      // The API server names the first policy that refuses, and there may be more.
      if (theirs.length !== 1) throw new Error(JSON.stringify(answer.body));
      expect([...said, ...open]).toContainEqual(expect.stringContaining(theirs[0] as string));
      return;
    }
    expect(said.filter((message) => !theirs.includes(message))).toEqual([]);
    const unsaid = theirs.filter((message) => !said.includes(message));
    expect(unsaid.filter((message) => !open.some((text) => text.startsWith(message.slice(0, message.indexOf(':')))))).toEqual([]);
  },
);

test('the API server refuses the policies that we say it refuses', async () => {
  const policies = everything.filter((object) => object.kind === 'ValidatingAdmissionPolicy' && refused.includes(nameOf(object)));
  const answers = await Promise.all(policies.map((policy) => server.client.create(policy, { dryRun: true })));
  expect(answers.map(({ status }) => status)).toEqual(policies.map(() => 422));
});

test.each(read('malformed.yaml').map((object) => [nameOf(object), object] as const))('the API server does not take a policy or a binding that is broken: %s', async (_, object) => {
  expect((await server.client.create(object, { dryRun: true })).status).toBe(422);
});

test('every policy has something to say of an object', () => {
  const said = objects.flatMap((object) => judge(object).said.map((message) => message.slice(0, message.indexOf(':'))));
  const silent = setup.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy').map(({ metadata }) => metadata?.name ?? '').filter((name) => !said.includes(name));
  expect(silent).toEqual(['ignores-errors', 'only-in-the-cluster', 'unbound']);
});

/** What our policies say: `policy: message`; and what they cannot tell. */
function judge(object: KubernetesObject): { readonly said: readonly string[]; readonly open: readonly string[] } {
  const checker = new PolicyChecker(setup.map((each) => ({ object: each })), server.minor);
  checker.add({ object });
  const { findings, notEvaluated } = checker.report();
  return {
    said: findings.map(({ control, message }) => withoutReason(`${control}: ${message}`)),
    open: notEvaluated.flatMap(({ message }) => /^policy (\S+) could not be judged/.exec(message)?.[1] ?? []),
  };
}

function messagesOf({ status, body, warnings }: Answer): readonly string[] {
  const texts = status === 201 ? warnings : [(body as { message?: string }).message ?? ''];
  return [...new Set(texts.flatMap((text) => {
    const [, policy, message] = /ValidatingAdmissionPolicy '([^']+)'(?: with binding '[^']+')?(?: denied request)?: (.*)$/s.exec(text) ?? [];
    return policy === undefined || message === undefined ? [] : [withoutReason(`${policy}: ${message}`)];
  }))];
}

/** Why an expression failed, each engine says in its own words. */
const withoutReason = (message: string): string => message.replace(/( resulted in error): .*$/s, '$1');
