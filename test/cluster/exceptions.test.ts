import type { Exception } from '../../src/check/exceptions/exception';
import { podNoHostPath } from '../../src/controls/pod/pod-no-host-path';
import { podNoPrivileged } from '../../src/controls/pod/pod-no-privileged';
import { generateGuardrails } from '../../src/guardrails/generate';
import type { KubernetesObject, ObjectReference } from '../../src/manifest/object';
import { createAll, install, namespace } from './install';
import { startServer, type TestServer } from './server';
import { verdictOf } from './verdict';

const DAY = 24 * 60 * 60 * 1000;
const dayFromNow = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 'YYYY-MM-DD'.length);
const privileged = { securityContext: { privileged: true } };
const labels = { app: 'x' };
const controller = (name: string): string => `system:serviceaccount:kube-system:${name}-controller`;
let server: TestServer;

/** A template whose container `agent` is privileged, with changes. */
const templateOf = (spec: object = {}): object => ({
  metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }, { name: 'agent', image: 'agent:1', ...privileged }], ...spec },
});

const deployment = (name: string, spec: object = {}, metadata: object = {}): KubernetesObject => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop', ...metadata }, spec: { selector: { matchLabels: labels }, template: templateOf(spec) },
});
const replicaSet = (name: string, metadata: object = {}): KubernetesObject => ({ ...deployment(name, {}, metadata), kind: 'ReplicaSet' });
const job = (name: string, metadata: object = {}): KubernetesObject => ({
  apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace: 'shop', ...metadata }, spec: { template: templateOf({ restartPolicy: 'Never' }) },
});
const pod = (metadata: object): KubernetesObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one', namespace: 'shop', labels, ...metadata }, spec: (templateOf() as { spec: object }).spec });
const madeOf = (apiVersion: string, kind: string, name: string): object => ({ ownerReferences: [{ apiVersion, kind, name, uid: '0b1d6fd4-4d77-4a8a-9f20-5a1d3e0a8f0e', controller: true }] });

const base: Omit<Exception, 'object'> = { control: podNoPrivileged.id, reason: 'the agent loads a kernel module at start', owner: 'team-shop', expires: dayFromNow(30) };
const objectOf = (kind: string, name: string, group = 'apps'): ObjectReference => ({ apiVersion: `${group}/v1`, kind, namespace: 'shop', name });
const exceptions: readonly Exception[] = [
  { ...base, object: objectOf('Deployment', 'web') },
  { ...base, object: objectOf('CronJob', 'backup', 'batch') },
  { ...base, object: objectOf('StatefulSet', 'db') },
  { ...base, object: objectOf('Deployment', 'some'), containers: ['agent'] },
  { ...base, object: objectOf('Deployment', 'compensated'), compensating: [podNoHostPath.id] },
];
/** What the generator took for exceptions that hold, and the API server must find to be over. */
const over = [{ ...base, object: objectOf('Deployment', 'over'), expires: dayFromNow(-2) }];

beforeAll(async () => {
  server = await startServer();
  const { client, minor: kubernetes } = server;
  await createAll(client, [namespace('shop'), namespace('other'), deployment('over'), deployment('web', {}, { name: 'web' })]);
  // Where all controllers share the credential of the manager, it has their permissions.
  await createAll(client, [{
    apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'manager' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }, subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'system:kube-controller-manager' }],
  }]);
  const policies = (prefix: string, some: readonly Exception[], now: Date, label: string): readonly KubernetesObject[] =>
    generateGuardrails([podNoPrivileged], { kubernetes, namePrefix: prefix, exceptions: some, now, namespaceLabels: { 'kubernetes.io/metadata.name': label } });
  await createAll(client, [namespace('late'), { ...deployment('over', {}, { namespace: 'late' }) }]);
  await install(client, [
    ...policies('casemate-', exceptions, new Date(), 'shop'),
    ...policies('other-', exceptions, new Date(), 'other'),
    ...policies('late-', over.map((one) => ({ ...one, object: { ...one.object, namespace: 'late' } })), new Date(Date.now() - 10 * DAY), 'late'),
  ]);
});

afterAll(() => server?.stop());

async function outcome(object: KubernetesObject, as?: string): Promise<string> {
  const verdict = verdictOf(await server.client.create(object, { dryRun: true, as }));
  return verdict.outcome === 'invalid' ? `invalid: ${verdict.message}` : verdict.outcome;
}

describe('an exception lets through the one object that it is for', () => {
  test.each<[string, KubernetesObject, string]>([
    ['the object', deployment('web', {}, { name: 'web' }), 'allowed'],
    ['another name', deployment('web-2'), 'denied'],
    ['another namespace', deployment('web', {}, { namespace: 'other' }), 'denied'],
    ['another kind of that name', replicaSet('web'), 'denied'],
    ['one with the labels and annotations of an exception', deployment('forged', {}, {
      labels: { 'casemate.dev/exception': podNoPrivileged.id }, annotations: { [`exceptions.casemate.dev/${podNoPrivileged.id}`]: 'until 2099-01-01' },
    }), 'denied'],
  ])('%s', async (_, object, expected) => {
    await server.client.send('DELETE', '/apis/apps/v1/namespaces/shop/deployments/web');
    expect(await outcome(object)).toBe(expected);
  });

  test('or one container of it', async () => {
    expect(await outcome(deployment('some'))).toBe('allowed');
    const both = { containers: [{ name: 'web', image: 'web:1', ...privileged }, { name: 'agent', image: 'agent:1', ...privileged }] };
    const verdict = verdictOf(await server.client.create(deployment('some', both), { dryRun: true }));
    expect(verdict).toMatchObject({ outcome: 'denied', message: expect.stringMatching(/unset or false: web$/) });
  });

  test('as long as what makes up for it holds', async () => {
    expect(await outcome(deployment('compensated'))).toBe('allowed');
    expect(await outcome(deployment('compensated', { volumes: [{ name: 'node', hostPath: { path: '/etc' } }] }))).toBe('denied');
  });
});

describe('what the controllers of Kubernetes make of it is let through with it', () => {
  const set = madeOf('apps/v1', 'ReplicaSet', 'web-5d4f8c7b9');
  test.each<[string, KubernetesObject, string, string]>([
    ['the ReplicaSet of the Deployment', replicaSet('web-5d4f8c7b9', madeOf('apps/v1', 'Deployment', 'web')), controller('deployment'), 'allowed'],
    ['the pod of that ReplicaSet', pod(set), controller('replicaset'), 'allowed'],
    ['by a manager with one credential', pod(set), 'system:kube-controller-manager', 'allowed'],
    ['the pod of a StatefulSet', pod(madeOf('apps/v1', 'StatefulSet', 'db')), controller('statefulset'), 'allowed'],
    ['the Job of a CronJob', job('backup-29401500', madeOf('batch/v1', 'CronJob', 'backup')), controller('cronjob'), 'allowed'],
    ['the pod of that Job', pod(madeOf('batch/v1', 'Job', 'backup-29401500')), controller('job'), 'allowed'],
    ['a ReplicaSet of another Deployment', replicaSet('web-admin-5d4f8c7b9', madeOf('apps/v1', 'Deployment', 'web-admin')), controller('deployment'), 'denied'],
    ['a pod of that ReplicaSet', pod(madeOf('apps/v1', 'ReplicaSet', 'web-admin-5d4f8c7b9')), controller('replicaset'), 'denied'],
    ['a pod whose owner is no controller', pod({ ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d4f8c7b9', uid: 'x' }] }), controller('replicaset'), 'denied'],
  ])('%s', async (_, object, as, expected) => {
    expect(await outcome(object, as)).toBe(expected);
  });

  test('and not what somebody else claims to have been made of it', async () => {
    expect(await outcome(pod(set))).toBe('denied');
    expect(await outcome(replicaSet('web-5d4f8c7b9', madeOf('apps/v1', 'Deployment', 'web')))).toBe('denied');
    expect(await outcome(job('backup-29401500', madeOf('batch/v1', 'CronJob', 'backup')))).toBe('denied');
  });
});

describe('an exception ends in the cluster by itself', () => {
  const change = { spec: { template: { spec: { containers: [{ name: 'agent', image: 'agent:2', ...privileged }] } } } };
  const status = async (path: string, patch: unknown): Promise<number> => (await server.client.patch(path, patch)).status;

  test('for creations', async () => {
    expect(await outcome(deployment('over', {}, { namespace: 'late', name: 'over' }))).toBe('denied');
  });

  test('for updates, whatever the client writes about them', async () => {
    const late = '/apis/apps/v1/namespaces/late/deployments/over?dryRun=All';
    expect(await status(late, change)).toBe(403);
    expect(await status(late, { ...change, metadata: { managedFields: [{}] } })).toBe(403);
    expect(await status(late, { ...change, metadata: { creationTimestamp: '2020-01-01T00:00:00Z' } })).toBe(403);
  });

  test('and not before', async () => {
    await createAll(server.client, [deployment('web')]);
    expect(await status('/apis/apps/v1/namespaces/shop/deployments/web?dryRun=All', change)).toBe(200);
    expect(await status('/apis/apps/v1/namespaces/shop/deployments/over?dryRun=All', change)).toBe(403);
  });
});
