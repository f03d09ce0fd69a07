import type { KubernetesObject } from '../../src/manifest/object';
import { latestMinor } from '../../src/platform';
import { objectsOfExample } from '../support/examples';
import type { Answer } from './client';
import { podsOf } from './controllers';
import { createBehindGuardrails, nameOf, said, WELL } from './creation';
import { startServer, type TestServer } from './server';

let server: TestServer;
let objects: readonly KubernetesObject[];
let created: ReadonlyMap<KubernetesObject, Answer>;

beforeAll(async () => {
  objects = objectsOfExample('multi-tenant');
  server = await startServer();
  created = await createBehindGuardrails(server, objects, { fieldValidation: server.minor === latestMinor ? 'Strict' : 'Warn' });
});

afterAll(() => server?.stop());

/** The example is for the newest minor: an older server does not know all of its fields, and says so. */
const isLater = (warning: string): boolean => server.minor !== latestMinor && warning.startsWith('unknown field ');
const saidHere = (answer: Answer): unknown => ({ ...said(answer), warnings: answer.warnings.filter((warning) => !isLater(warning)) });

test('everything that examples/multi-tenant writes is created, behind denying guardrails', () => {
  expect(objects.map((object) => [nameOf(object), saidHere(created.get(object) as Answer)])).toEqual(objects.map((object) => [nameOf(object), WELL]));
  process.stdout.write(`${server.minor}: ${objects.length} objects of examples/multi-tenant created\n`);
  expect(objects.length).toBeGreaterThanOrEqual(35);
});

test('so are the pods that its controllers would make of them, under Pod Security restricted', async () => {
  const pods = objects.flatMap((object) => podsOf(created.get(object)?.body as KubernetesObject));
  const answers = await Promise.all(pods.map((pod) => server.client.create(pod)));
  expect(answers.map(saidHere)).toEqual(pods.map(() => WELL));
  expect(pods).toHaveLength(4);
});

test('no Service of a tenant opens a port to the outside: the quota says no', async () => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'open', namespace: 'green' }, spec: { type: 'NodePort', ports: [{ port: 80 }], selector: { app: 'web' } } };
  const { status, body } = await server.client.create(service);
  expect(status).toBe(403);
  expect(JSON.stringify(body)).toMatch(/exceeded quota|network-service-internal/);
});

/** Whether the API server would let somebody do something. */
async function mayDo(who: object, verb: string, resource: string, namespace: string, name?: string): Promise<boolean> {
  const [plural, subresource] = resource.split('/');
  const group = plural === 'deployments' ? 'apps' : '';
  const spec = { ...who, resourceAttributes: { verb, group, resource: plural, subresource, namespace, name } };
  const { status, body } = await server.client.create({ apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', metadata: { name: '' }, spec });
  expect(status).toBe(201);
  return (body as { status: { allowed: boolean } }).status.allowed;
}

const account = (namespace: string, name: string): object => ({ user: `system:serviceaccount:${namespace}:${name}`, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'] });
const people = (group: string): object => ({ user: 'somebody', groups: [group, 'system:authenticated'] });

test.each<[string, object, string, string, string, string | undefined, boolean]>([
  ['the API reads its flags', account('blue-shop', 'api-account'), 'get', 'configmaps', 'blue-shop', 'flags', true],
  ['and no others', account('blue-shop', 'api-account'), 'get', 'configmaps', 'blue-shop', 'other', false],
  ['and nothing of another tenant', account('blue-shop', 'api-account'), 'get', 'configmaps', 'green', 'flags', false],
  ['its default account may do nothing', account('blue-shop', 'default'), 'get', 'configmaps', 'blue-shop', 'flags', false],
  ['the developers read', people('oidc:blue-developers'), 'list', 'pods', 'blue-shop', undefined, true],
  ['in all of their namespaces', people('oidc:blue-developers'), 'list', 'pods', 'blue-reports', undefined, true],
  ['but no Secrets', people('oidc:blue-developers'), 'get', 'secrets', 'blue-shop', 'db', false],
  ['and change how many run', people('oidc:blue-developers'), 'update', 'deployments/scale', 'blue-shop', 'api', true],
  ['but nothing else of them', people('oidc:blue-developers'), 'update', 'deployments', 'blue-shop', 'api', false],
  ['and read nothing of another tenant', people('oidc:blue-developers'), 'list', 'pods', 'green', undefined, false],
  ['the same name without the prefix is nobody', people('blue-developers'), 'list', 'pods', 'blue-shop', undefined, false],
  ['those who run the cluster read all of it', people('oidc:platform-operators'), 'list', 'pods', 'green', undefined, true],
  ['but no Secrets there', people('oidc:platform-operators'), 'list', 'secrets', 'green', undefined, false],
])('%s', async (_what, who, verb, resource, namespace, name, allowed) => {
  // The controller manager makes `view` out of the roles that it aggregates; the server alone has it empty.
  await aggregateView();
  expect(await mayDo(who, verb, resource, namespace, name)).toBe(allowed);
});

let aggregated: Promise<void> | undefined;

/** The work of the controller that aggregates cluster roles. */
async function aggregateView(): Promise<void> {
  aggregated ??= (async () => {
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles/';
    const { body } = await server.client.get(`${path}system:aggregate-to-view`);
    const { status } = await server.client.patch(`${path}view`, { rules: (body as { rules: unknown }).rules });
    expect(status).toBe(200);
  })();
  await aggregated;
}
