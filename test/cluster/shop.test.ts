import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-28';
import { selectProfile } from '../../src/check/profiles';
import { objectControls } from '../../src/controls/index';
import { generateGuardrails } from '../../src/guardrails/generate';
import type { KubernetesObject } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/parse';
import { latestMinor } from '../../src/platform';
import type { Answer } from './client';
import { computeQuota, podsOf } from './controllers';
import { installDefinitions } from './custom-resource-definitions';
import { install } from './install';
import { startServer, type TestServer } from './server';
import { verdictOf } from './verdict';
import { writtenKinds } from './written-kinds';

const root = join(__dirname, '..', '..');
const { definitions, schema } = writtenKinds(['external-secrets']);
let server: TestServer;
let objects: readonly KubernetesObject[];
/** What the server made of the objects, by kind and name. */
const created = new Map<string, Answer>();

/** Runs the example as `cdk8s synth` does, on the built package. */
function synthesize(): readonly KubernetesObject[] {
  const outdir = mkdtempSync(join(tmpdir(), 'casemate-shop-'));
  try {
    const { status, stderr } = spawnSync(process.execPath, ['--require', './scripts/typescript.cjs', 'examples/shop/main.ts'], {
      cwd: root, encoding: 'utf8', env: { ...process.env, CDK8S_OUTDIR: outdir },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { manifests, problems } = parseManifests(readFileSync(join(outdir, 'shop.k8s.yaml'), 'utf8'), 'shop.k8s.yaml');
    expect(problems).toEqual([]);
    return manifests.map(({ object }) => object);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

beforeAll(async () => {
  objects = synthesize();
  server = await startServer();
  const { client, minor } = server;
  await installDefinitions(client, definitions);
  await install(client, generateGuardrails(selectProfile('hardened', objectControls), { kubernetes: minor, actions: ['Deny'] }));
  for (const object of objects) {
    created.set(keyOf(object), await client.create(object, { fieldValidation: minor === latestMinor ? 'Strict' : 'Warn' }));
    if (object.kind === 'ResourceQuota') await computeQuota(client, object);
  }
});

afterAll(() => server?.stop());

const keyOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata?.name ?? ''}`;

test(`everything that examples/shop writes is created, custom resources ${schema}`, () => {
  const answers = objects.map((object) => [keyOf(object), created.get(keyOf(object))?.status, (created.get(keyOf(object))?.body as { message?: string }).message]);
  process.stdout.write(`${server.minor}: ${answers.length} objects of examples/shop created\n`);
  expect(answers).toEqual(objects.map((object) => [keyOf(object), 201, undefined]));
  expect(answers.length).toBeGreaterThanOrEqual(20);
});

test('the server warns of nothing; one that is older than the platform of the shop, of fields that came later', () => {
  const later = (warning: string): boolean => server.minor !== latestMinor && warning.startsWith('unknown field ');
  const warned = objects.map((object) => [keyOf(object), (created.get(keyOf(object))?.warnings ?? []).filter((warning) => !later(warning))] as const);
  expect(warned.filter(([, warnings]) => warnings.length > 0)).toEqual([]);
});

test('so are the pods that its controllers would make of them, under Pod Security restricted', async () => {
  const pods = objects.flatMap((object) => podsOf(created.get(keyOf(object))?.body as KubernetesObject));
  const answers = await Promise.all(pods.map((pod) => server.client.create(pod)));
  process.stdout.write(`${server.minor}: ${answers.length} pods of their templates created\n`);
  expect(answers.map(({ status, body }) => ({ status, message: (body as { message?: string }).message }))).toEqual(pods.map(() => ({ status: 201 })));
  expect(pods.length).toBeGreaterThanOrEqual(5);
  const { body } = await server.client.get('/api/v1/namespaces/shop');
  expect(body).toMatchObject({ metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } });
});

test('a plain cdk8s-plus Deployment is refused by a guardrail, and its pod by Pod Security', async () => {
  const chart = new Chart(Testing.app(), 'plain', { namespace: 'shop' });
  new Deployment(chart, 'web', { containers: [{ image: 'nginx' }] });
  const [deployment] = Testing.synth(chart) as [KubernetesObject];
  const verdict = verdictOf(await server.client.create(deployment));
  process.stdout.write(`${server.minor}: ${verdict.outcome === 'denied' ? verdict.message : verdict.outcome}\n`);
  expect(verdict.outcome).toBe('denied');
  expect(objectControls.map(({ id }) => id)).toContain(verdict.outcome === 'denied' ? verdict.control : '');
  const [pod] = podsOf(deployment) as [KubernetesObject];
  expect(verdictOf(await server.client.create(pod)).outcome).toBe('violates');
});
