import { App, Chart } from 'cdk8s';
import { declarePlatform, DefaultDenyNamespace, Hardening } from '../../constructs/index';
import { check } from '../../src/check/check';
import type { KubernetesObject, Minor } from '../../src/manifest/object';
import { isWorkload } from '../../src/manifest/workload';
import { minorNumber } from '../../src/platform';
import { fullPlatform, synth } from '../support/cdk8s';
import { addOtherPlus, otherKinds } from '../support/other-plus';
import type { Answer } from './client';
import { podsOf } from './controllers';
import { createBehindGuardrails, nameOf, said, WELL } from './creation';
import { startServer, type TestServer } from './server';

let server: TestServer;
let objects: readonly KubernetesObject[];
let created: ReadonlyMap<KubernetesObject, Answer>;

/** The program, for a cluster of this minor with all that it can have. */
function program(kubernetes: Minor): readonly KubernetesObject[] {
  const app = new App();
  declarePlatform(app, minorNumber(kubernetes) < FIRST_WITH_USER_NAMESPACES ? { kubernetes, appArmor: true } : { ...fullPlatform, kubernetes });
  const chart = new Chart(app, 'other');
  addOtherPlus(new DefaultDenyNamespace(chart, 'shop', { tenant: 'team-shop' }));
  Hardening.of(chart).apply();
  return synth(chart);
}

const FIRST_WITH_USER_NAMESPACES = 33;

beforeAll(async () => {
  server = await startServer();
  objects = program(server.minor);
  created = await createBehindGuardrails(server, objects);
});

afterAll(() => server?.stop());

test('workloads of cdk8s-plus-33 with apply() are clean, and created behind denying guardrails where restricted is enforced', async () => {
  const { findings, notEvaluated } = check(objects, { kubernetes: server.minor });
  expect({ findings, notEvaluated }).toEqual({ findings: [], notEvaluated: [] });
  expect(objects.map((object) => [nameOf(object), said(created.get(object) as Answer)])).toEqual(objects.map((object) => [nameOf(object), WELL]));
  expect(new Set(objects.filter(isWorkload).map(({ kind }) => kind))).toEqual(new Set(otherKinds));
  const { body } = await server.client.get('/api/v1/namespaces/shop');
  expect(body).toMatchObject({ metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } });
});

test('so are the pods that controllers make of them', async () => {
  const pods = objects.filter(({ kind }) => kind !== 'Pod').flatMap((object) => podsOf(created.get(object)?.body as KubernetesObject));
  const answers = await Promise.all(pods.map((pod) => server.client.create(pod)));
  process.stdout.write(`${server.minor}: ${pods.length} pods of workloads of cdk8s-plus-33 created\n`);
  expect(answers.map(said)).toEqual(pods.map(() => WELL));
  expect(pods.length).toBeGreaterThanOrEqual(6);
});
