import { type App, Chart, Testing } from 'cdk8s';
import { DefaultDenyNamespace, declarePlatform } from '../../constructs/index';
import type { KubernetesObject } from '../../src/manifest/object';
import { minorNumber, type Platform } from '../../src/platform';
import { addEachConstruct } from '../support/each-construct';
import { addEveryProp } from '../support/every-prop';
import type { Answer } from './client';
import { podsOf } from './controllers';
import { createBehindGuardrails, nameOf, said } from './creation';
import { installDefinitions } from './custom-resource-definitions';
import { createAll } from './install';
import { startServer, type TestServer } from './server';
import { writtenKinds } from './written-kinds';

const { definitions, schema } = writtenKinds();
let server: TestServer;
let answers: ReadonlyMap<KubernetesObject, Answer>;

/** What the workloads of {@link addEveryProp} name of the cluster. */
const clusterObjects: readonly KubernetesObject[] = [
  { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'high' }, value: 1000 },
  { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'gvisor' }, handler: 'runsc' },
];

/** Everything that the constructs write, for a cluster of this minor that has all it can have. */
function emitted(platform: Platform): readonly KubernetesObject[] {
  const app: App = Testing.app();
  declarePlatform(app, platform);
  const chart = new Chart(app, 'constructs');
  addEachConstruct(chart);
  addEveryProp(new DefaultDenyNamespace(chart, 'every-prop', { tenant: 'team-shop' }));
  return Testing.synth(chart) as KubernetesObject[];
}

beforeAll(async () => {
  server = await startServer();
  const { client, minor } = server;
  const isNew = minorNumber(minor) >= 33;
  await createAll(client, clusterObjects);
  await installDefinitions(client, definitions);
  answers = await createBehindGuardrails(server, emitted({ kubernetes: minor, nodeOs: 'ubuntu', userNamespaces: isNew, supplementalGroupsPolicy: isNew }));
});

afterAll(() => server?.stop());

/** What cdk8s-plus writes out, and the server leaves out: the values that unset fields have. */
const UNSET: Readonly<Record<string, unknown>> = { minReadySeconds: 0, hostNetwork: false };

/** To Kubernetes, an empty list is no list. */
const withoutUnset = (object: KubernetesObject): unknown => JSON.parse(JSON.stringify(object, (key: string, value: unknown) =>
  ((Array.isArray(value) && value.length === 0) || (Object.hasOwn(UNSET, key) && UNSET[key] === value) ? undefined : value)));

test(`every construct is created with what it requires, and with every prop, behind denying guardrails, custom resources ${schema}`, () => {
  const refused = [...answers].filter(([, { status, warnings }]) => status !== 201 || warnings.length > 0);
  process.stdout.write(`${server.minor}: ${answers.size} objects of the constructs created\n`);
  expect(refused.map(([object, answer]) => [nameOf(object), said(answer)])).toEqual([]);
  expect(answers.size).toBeGreaterThan(50);
});

test('the server keeps every field that was written', () => {
  for (const [object, { body }] of answers) expect({ [nameOf(object)]: body }).toMatchObject({ [nameOf(object)]: withoutUnset(object) });
});

test('so are the pods of their templates, under Pod Security restricted', async () => {
  const pods = [...answers.values()].flatMap(({ body }) => podsOf(body as KubernetesObject));
  const created = await Promise.all(pods.map(async (pod) => [nameOf(pod), said(await server.client.create(pod))]));
  process.stdout.write(`${server.minor}: ${pods.length} pods of their templates created\n`);
  // The pod of the construct HardenedPod is there already.
  expect(created.filter(([name]) => name !== 'Pod pod/shell-0')).toEqual(pods.map(nameOf).filter((name) => name !== 'Pod pod/shell-0').map((name) => [name, { status: 201, warnings: [] }]));
  expect(pods.length).toBeGreaterThanOrEqual(10);
});
