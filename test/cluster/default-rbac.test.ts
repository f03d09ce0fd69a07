import { check } from '../../src/check/check';
import { catalogue } from '../../src/controls/index';
import { isObjectControl } from '../../src/controls/any-control';
import { generateGuardrails } from '../../src/guardrails/generate';
import type { KubernetesObject } from '../../src/manifest/object';
import { install } from './install';
import { startServer, type TestServer } from './server';
import { verdictOf } from './verdict';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const lists = [['ClusterRole', 'clusterroles'], ['ClusterRoleBinding', 'clusterrolebindings'], ['Role', 'roles'], ['RoleBinding', 'rolebindings']] as const;
const controls = catalogue.filter(({ component, id }) => component === 'rbac' || id.startsWith('rbac-'));

let server: TestServer;
let defaults: readonly KubernetesObject[];

beforeAll(async () => {
  server = await startServer();
  const { client, minor } = server;
  const answers = await Promise.all(lists.map(async ([kind, plural]) => {
    const { body } = await client.get(`/apis/${apiVersion}/${plural}`);
    return (body as { items: readonly object[] }).items.map((item) => ({ ...item, apiVersion, kind }));
  }));
  defaults = answers.flat();
  await install(client, generateGuardrails(controls.filter(isObjectControl), { kubernetes: minor, exemptNamespaces: [] }));
});

afterAll(() => server?.stop());

test('nothing is to say of the roles and bindings that the API server makes', () => {
  process.stdout.write(`${server.minor}: ${defaults.length} default roles and bindings, ${controls.length} controls\n`);
  expect(defaults.length).toBeGreaterThan(100);
  const { findings, notEvaluated } = check(defaults, { kubernetes: server.minor, controls });
  expect([findings.map(({ message }) => message), notEvaluated]).toEqual([[], []]);
});

test('the same without their label is much', () => {
  const renamed = defaults.map((object) => ({ ...object, metadata: { ...object.metadata, labels: {} } }));
  const { findings } = check(renamed, { kubernetes: server.minor, controls });
  const found = new Set(findings.map(({ control }) => control));
  process.stdout.write(`${server.minor}: ${findings.length} findings by ${found.size} controls without it\n`);
  expect(found.size).toBeGreaterThan(12);
});

// At each start the API server writes them anew, through its own admission: a guardrail in the way would keep it from starting.
test('the API server may write them under our guardrails', async () => {
  const strict = defaults.filter(({ metadata }) => ['cluster-admin', 'admin', 'edit', 'system:node', 'system:controller:clusterrole-aggregation-controller'].includes(metadata?.name ?? ''));
  expect(strict.length).toBeGreaterThanOrEqual(5);
  for (const object of strict.filter(({ kind }) => kind === 'ClusterRole')) {
    const rules = [...((object['rules'] ?? []) as readonly object[]), { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }];
    const { status } = await server.client.patch(`/apis/${apiVersion}/clusterroles/${object.metadata?.name}?dryRun=All`, { rules });
    expect([object.metadata?.name, status]).toEqual([object.metadata?.name, 200]);
  }
});

test('nobody else may', async () => {
  const rules = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }];
  const verdict = verdictOf(await server.client.create({ apiVersion, kind: 'ClusterRole', metadata: { name: 'mine' }, rules }, { dryRun: true }));
  expect(verdict.outcome).toBe('denied');
});
