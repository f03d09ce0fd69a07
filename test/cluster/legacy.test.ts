import type { KubernetesObject } from '../../src/manifest/object';
import { minorNumber } from '../../src/platform';
import { objectsOfExample } from '../support/examples';
import type { Answer } from './client';
import { podsOf } from './controllers';
import { createBehindGuardrails, nameOf, said, WELL } from './creation';
import { startServer, type TestServer } from './server';

let server: TestServer;
let objects: readonly KubernetesObject[];
let created: ReadonlyMap<KubernetesObject, Answer>;

/** The cluster that the example declares; the guardrails are those of its minor. */
const MINOR = 32;

beforeAll(async () => {
  objects = objectsOfExample('legacy');
  server = await startServer();
  created = await createBehindGuardrails(server, objects, minorNumber(server.minor) < MINOR ? {} : { kubernetes: `1.${MINOR}` });
});

afterAll(() => server?.stop());

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
