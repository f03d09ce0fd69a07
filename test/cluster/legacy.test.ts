import { selectProfile } from '../../src/check/profiles';
import { objectControls } from '../../src/controls/index';
import { generateGuardrails } from '../../src/guardrails/generate';
import type { KubernetesObject } from '../../src/manifest/object';
import { minorNumber } from '../../src/platform';
import { objectsOfExample } from '../support/examples';
import type { Answer } from './client';
import { computeQuota, podsOf } from './controllers';
import { install } from './install';
import { startServer, type TestServer } from './server';

let server: TestServer;
let objects: readonly KubernetesObject[];
const created = new Map<KubernetesObject, Answer>();

/** The cluster that the example declares; the guardrails are those of its minor. */
const MINOR = 32;

beforeAll(async () => {
  objects = objectsOfExample('legacy');
  server = await startServer();
  const { client, minor } = server;
  const kubernetes = minorNumber(minor) < MINOR ? minor : `1.${MINOR}` as const;
  await install(client, generateGuardrails(selectProfile('hardened', objectControls), { kubernetes, actions: ['Deny'] }));
  for (const object of objects) {
    created.set(object, await client.create(object, { fieldValidation: 'Strict' }));
    if (object.kind === 'ResourceQuota') await computeQuota(client, object);
  }
});

afterAll(() => server?.stop());

const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
const said = ({ status, warnings, body }: Answer): unknown => ({ status, warnings, message: (body as { message?: string }).message });
const WELL = { status: 201, warnings: [], message: undefined };

test('everything that examples/legacy makes of YAML and Helm output is created, behind denying guardrails', () => {
  expect(objects.map((object) => [nameOf(object), said(created.get(object) as Answer)])).toEqual(objects.map((object) => [nameOf(object), WELL]));
  process.stdout.write(`${server.minor}: ${objects.length} objects of examples/legacy created\n`);
  expect(objects.length).toBeGreaterThanOrEqual(25);
});

test('so are the pods that its controllers would make of them, under Pod Security restricted', async () => {
  const pods = objects.flatMap((object) => podsOf(created.get(object)?.body as KubernetesObject));
  const answers = await Promise.all(pods.map((pod) => server.client.create(pod)));
  expect(answers.map(said)).toEqual(pods.map(() => WELL));
  expect(pods).toHaveLength(4);
  const { body } = await server.client.get('/api/v1/namespaces/guestbook');
  expect(body).toMatchObject({ metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } });
});
