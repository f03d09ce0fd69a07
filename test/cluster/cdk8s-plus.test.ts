import { App, Chart } from 'cdk8s';
import { declarePlatform, DefaultDenyNamespace, Hardening } from '../../constructs/index';
import { check } from '../../src/check/check';
import { selectProfile } from '../../src/check/profiles';
import { objectControls } from '../../src/controls/index';
import { generateGuardrails } from '../../src/guardrails/generate';
import type { KubernetesObject } from '../../src/manifest/object';
import { isWorkload } from '../../src/manifest/workload';
import { latestMinor } from '../../src/platform';
import { fullPlatform, synth } from '../support/cdk8s';
import { addOtherPlus, otherKinds } from '../support/other-plus';
import type { Answer } from './client';
import { computeQuota, podsOf } from './controllers';
import { install } from './install';
import { startServer, type TestServer } from './server';

let server: TestServer;
let objects: readonly KubernetesObject[];
const created = new Map<KubernetesObject, Answer>();

beforeAll(async () => {
  const app = new App();
  declarePlatform(app, fullPlatform);
  const chart = new Chart(app, 'other');
  addOtherPlus(new DefaultDenyNamespace(chart, 'shop', { tenant: 'team-shop' }));
  Hardening.of(chart).apply();
  objects = synth(chart);
  server = await startServer();
  const { client, minor } = server;
  await install(client, generateGuardrails(selectProfile('hardened', objectControls), { kubernetes: minor, actions: ['Deny'] }));
  const fieldValidation = minor === latestMinor ? 'Strict' : 'Warn';
  for (const object of objects) {
    created.set(object, await client.create(object, { fieldValidation }));
    if (object.kind === 'ResourceQuota') await computeQuota(client, object);
  }
});

afterAll(() => server?.stop());

const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
/** The program is for the newest minor: an older server does not know all of its fields, and says so. */
const isLater = (warning: string): boolean => server.minor !== latestMinor && warning.startsWith('unknown field ');
const said = ({ status, warnings, body }: Answer): unknown => (
  { status, warnings: warnings.filter((warning) => !isLater(warning)), message: (body as { message?: string }).message });
const WELL = { status: 201, warnings: [], message: undefined };

test('workloads of cdk8s-plus-33 with apply() are clean, and created behind denying guardrails where restricted is enforced', async () => {
  const { findings, notEvaluated } = check(objects, { kubernetes: '1.37' });
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
