import fc from 'fast-check';
import type { KubernetesObject } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/parse';
import recorded from '../manifest/kubernetes-yaml.json';
import type { Answer } from './client';
import { createAll } from './install';
import { startServer, type TestServer } from './server';

let server: TestServer;

/** A kind whose `spec` may be anything, so that the API server gives back what it has read. */
const anything: KubernetesObject = {
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'notes.example.com' },
  spec: {
    group: 'example.com', scope: 'Namespaced', names: { plural: 'notes', singular: 'note', kind: 'Note' },
    versions: [{
      name: 'v1', served: true, storage: true,
      schema: { openAPIV3Schema: { type: 'object', properties: { spec: { 'x-kubernetes-preserve-unknown-fields': true } } } },
    }],
  },
};
const notes = '/apis/example.com/v1/namespaces/default/notes';

beforeAll(async () => {
  server = await startServer();
  await createAll(server.client, [anything]);
  while ((await server.client.get(notes)).status !== 200) await new Promise((done) => setTimeout(done, 50));
});

afterAll(() => server?.stop());

/** The JSON of what stands under `spec`, keys in order. */
type Reading = string;
const REFUSED: Reading = 'refused';

/** A document around a text: its lines one step deeper. */
const noteOf = (text: string): string =>
  `apiVersion: example.com/v1\nkind: Note\nmetadata: {name: note}\nspec:\n${text.replace(/^(?=.)/gm, '  ')}`;

const post = (document: string, path: string, fieldValidation = 'Warn'): Promise<Answer> =>
  server.client.send('POST', `${path}?dryRun=All&fieldValidation=${fieldValidation}`, document, { contentType: 'application/yaml' });

async function readByServer(document: string): Promise<Reading> {
  const { status, body } = await post(document, notes);
  if (status === 201) return sorted((body as { spec?: unknown }).spec ?? null);
  if (status === 400) return REFUSED;
  throw new Error(`An answer that proves nothing: ${status} ${JSON.stringify(body)}`);
}

function readByUs(document: string): Reading {
  const { manifests, problems } = parseManifests(document, 'note.yaml');
  return problems.length > 0 || manifests.length !== 1 ? REFUSED : sorted(manifests[0]?.object['spec'] ?? null);
}

const sorted = (value: unknown): string => JSON.stringify(value, (_, part: unknown) => (isMap(part) ? Object.fromEntries(Object.entries(part).sort()) : part));

const isMap = (value: unknown): value is object => value !== null && typeof value === 'object' && !Array.isArray(value);

/** What one of the two refuses, with the reason. A text that both read must mean the same to both. */
const refusals: Readonly<Record<string, string>> = {
  'a: 1\na: 2': 'we: which of two equal keys counts differs from tool to tool, and a strict server refuses them',
  '1: a\n"1": b': 'we: the keys are equal once they are text',
  'x: &a {k: 1}\ny:\n  k: 2\n  <<: *a': 'we: what a merge key does behind a key that it also sets differs from tool to tool',
  'x: &a {k: 1}\nz: &b {k: 3, j: 4}\ny:\n  <<: *a\n  <<: *b': 'we: the same',
  '1234567.5: a': 'we: Kubernetes writes such a key with an exponent, which nobody means',
  '0.00001: a': 'we: the same',
  '!!merge x: {a: 1}': 'we: nobody writes it',
  'a: "\\/"': 'the server: valid in JSON, which it reads with another parser',
  'a: "\\ud83d\\ude00"': 'the server: the same',
  'a: [\n\tx\n\t]\n': 'the server: tabs behind the indentation, inside of brackets',
};

const isKnown = (text: string): boolean => refusals[text] !== undefined;

/** The texts that one of the two refuses. */
async function compare(texts: readonly string[]): Promise<readonly string[]> {
  const results = await Promise.all(texts.map(async (text) => ({ text, theirs: await readByServer(noteOf(text)), ours: readByUs(noteOf(text)) })));
  const different = results.filter(({ theirs, ours }) => theirs !== ours);
  process.stdout.write(`${server.minor}: ${results.length} documents, of which one side refuses ${different.length}\n`);
  expect(different.filter(({ text, theirs, ours }) => !isKnown(text) || (theirs !== REFUSED && ours !== REFUSED))).toEqual([]);
  return different.map(({ text }) => text);
}

describe('the API server and we read alike', () => {
  test('the recorded documents', async () => {
    // Document marks and directives cannot stand inside of another document.
    const texts = recorded.map(({ yaml }) => yaml).filter((yaml) => !/^(---|%|\.\.\.)/m.test(yaml));
    expect([...await compare(texts)].sort()).toEqual(Object.keys(refusals).sort());
  });

  test('random scalars', async () => {
    const scalar = fc.oneof(
      fc.constantFrom('yes', 'No', 'ON', 'off', 'y', 'n', 'true', 'FALSE', '~', 'null', '', '0777', '0o17', '0x1F', '0b101', '1_000', '08', '1e3', '12:30', '2026-11-24'),
      fc.stringMatching(/^[-+.0-9][-+._0-9a-fobxeE]{0,8}$/).filter((text) => text !== '-'),
      fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9._/-]{0,10}$/),
    );
    const documents = fc.array(scalar, { minLength: 10, maxLength: 10, size: 'max' }).map((scalars) => scalars.map((text, index) => `k${index}: ${text}\n`).join(''));
    await compare(fc.sample(documents, { seed: 1, numRuns: 300 }));
  });

  test('merge keys that come first', async () => {
    const pairs = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', 'yes', 'x', '0777'), { minKeys: 1 });
    const mapping = (value: Readonly<Record<string, string>>): string => Object.entries(value).map(([key, text]) => `  ${key}: ${text}\n`).join('');
    const documents = fc.tuple(pairs, pairs, pairs, fc.boolean()).map(([first, second, own, both]) =>
      `p: &p\n${mapping(first)}q: &q\n${mapping(second)}z:\n  <<: ${both ? '[*p, *q]' : '*p'}\n${mapping(own)}`);
    await compare(fc.sample(documents, { seed: 2, numRuns: 100 }));
  });

  test('booleans and octals in a pod', async () => {
    const pod = `apiVersion: v1
kind: Pod
metadata: {name: octal}
spec:
  hostNetwork: yes
  hostPID: off
  shareProcessNamespace: n
  securityContext: {runAsUser: 0o1750, fsGroup: 1_000}
  containers:
  - name: app
    image: app
    securityContext: &locked {privileged: no, readOnlyRootFilesystem: On}
    volumeMounts: [{name: files, mountPath: /files, readOnly: y}]
  - name: second
    image: app
    securityContext: {<<: *locked, runAsUser: 0x10}
  volumes:
  - {name: files, configMap: {name: files, defaultMode: 0777}}
`;
    const { body, status } = await post(pod, '/api/v1/namespaces/default/pods');
    expect({ status, body }).toMatchObject({ status: 201 });
    const [manifest] = parseManifests(pod, 'pod.yaml').manifests;
    // The server leaves out what is false.
    const { hostPID, ...spec } = manifest?.object['spec'] as Readonly<Record<string, unknown>>;
    expect(hostPID).toBe(false);
    expect((body as { spec: unknown }).spec).toMatchObject(spec);
  });

  test('duplicate keys: refused by us, and by a server that is asked to be strict', async () => {
    const document = noteOf('a: 1\na: 2\n');
    expect((await post(document, notes, 'Strict')).status).toBe(400);
    expect((await post(document, notes, 'Warn')).warnings).toEqual([expect.stringContaining('"a" already set')]);
    expect(parseManifests(document, 'note.yaml').problems.map(({ code, line }) => [code, line])).toEqual([['CM1002', 6]]);
  });
});
