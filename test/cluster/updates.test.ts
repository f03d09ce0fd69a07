import { namespacePsaEnforced } from '../../src/controls/namespace/namespace-psa-enforced';
import { podMemoryBounded } from '../../src/controls/pod/pod-memory-bounded';
import { podNoApparmorUnconfined } from '../../src/controls/pod/pod-no-apparmor-unconfined';
import { podNoHostPath } from '../../src/controls/pod/pod-no-host-path';
import { podNoPrivileged } from '../../src/controls/pod/pod-no-privileged';
import { generateGuardrails } from '../../src/guardrails/generate';
import type { KubernetesObject } from '../../src/manifest/object';
import { minorNumber } from '../../src/platform';
import type { Answer } from './client';
import { createAll, install, namespace } from './install';
import { startServer, type TestServer } from './server';

const IMAGE = 'registry.example.com/app:1.2';
const pods = '/api/v1/namespaces/default/pods';
const replicaSets = '/apis/apps/v1/namespaces/default/replicasets';
let server: TestServer;

const badSpec = (image: string): object => ({
  containers: [{ name: 'app', image, securityContext: { privileged: true } }], volumes: [{ name: 'node', hostPath: { path: '/' } }],
});
const labels = { app: 'x' };
const keep = { finalizers: ['example.com/keep'] };
const memory = (request: string, limit: string): object => ({ requests: { cpu: '1', memory: request }, limits: { memory: limit } });

const before: readonly KubernetesObject[] = [
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'old', ...keep }, spec: badSpec(IMAGE) },
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'good' }, spec: { containers: [{ name: 'app', image: IMAGE }] } },
  {
    apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'old', ...keep },
    spec: { replicas: 3, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: badSpec(IMAGE) } },
  },
  { apiVersion: 'v1', kind: 'PodTemplate', metadata: { name: 'good' }, template: { spec: { containers: [{ name: 'app', image: IMAGE }] } } },
  namespace('before', { team: 'a' }),
  namespace('bounded', { 'example.com/bounded': 'yes' }),
  {
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'bounded', namespace: 'bounded' },
    spec: { containers: [{ name: 'app', image: IMAGE, resources: memory('64Mi', '64Mi') }] },
  },
];

beforeAll(async () => {
  server = await startServer();
  const { client, minor: kubernetes } = server;
  await createAll(client, before);
  await install(client, [
    ...generateGuardrails([podNoPrivileged, podNoHostPath, podNoApparmorUnconfined, namespacePsaEnforced], { kubernetes, exemptNamespaces: [] }),
    ...generateGuardrails([podMemoryBounded], { kubernetes, namespaceLabels: { 'example.com/bounded': 'yes' } }),
  ]);
});

afterAll(() => server?.stop());

/** The control whose guardrail refuses, or the status. */
function outcome({ status, body }: Answer): string {
  const [, control] = /ValidatingAdmissionPolicy 'casemate-([^']+)'/.exec(status === 403 ? JSON.stringify(body) : '') ?? [];
  return control ?? (status === 200 ? 'done' : `${status} ${JSON.stringify(body)}`);
}

const patch = async (path: string, value: unknown): Promise<string> => outcome(await server.client.patch(path, value));

describe('what was there before the guardrails stays manageable', () => {
  test.each<[string, string, unknown]>([
    ['a pod is labelled', `${pods}/old`, { metadata: { labels } }],
    ['a rollout scales its old ReplicaSet down', `${replicaSets}/old`, { metadata: { annotations: { 'example.com/revision': '1' } }, spec: { replicas: 0 } }],
    ['a namespace gets a finalizer', '/api/v1/namespaces/before', { metadata: keep }],
    ['a namespace loses a finalizer', '/api/v1/namespaces/before', { metadata: { finalizers: null } }],
    ['a ReplicaSet loses a finalizer', `${replicaSets}/old`, { metadata: { finalizers: null } }],
    ['a pod loses a finalizer', `${pods}/old`, { metadata: { finalizers: null } }],
    ['the template of a ReplicaSet is repaired', `${replicaSets}/old?dryRun=All`, { spec: { template: { spec: { containers: [{ name: 'app', image: IMAGE }], volumes: null } } } }],
    ['a namespace gets the label that it lacks', '/api/v1/namespaces/before?dryRun=All', { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } }],
  ])('%s', async (_, path, value) => {
    expect(await patch(path, value)).toBe('done');
  });
});

describe('what changes must meet the controls', () => {
  const either = expect.stringMatching(/^pod-no-(privileged|host-path)$/) as unknown;

  test('a new image in a pod', async () => {
    expect(await patch(`${pods}/old`, { spec: badSpec(`${IMAGE}.3`) })).toEqual(either);
  });

  test('a new image in a template', async () => {
    expect(await patch(`${replicaSets}/old`, { spec: { template: { spec: badSpec(`${IMAGE}.3`) } } })).toEqual(either);
  });

  test('the labels of a namespace', async () => {
    expect(await patch('/api/v1/namespaces/before', { metadata: { labels: { team: 'b' } } })).toBe('namespace-psa-enforced');
  });

  test('the AppArmor annotations of a pod and of a template', async () => {
    const metadata = { annotations: { 'container.apparmor.security.beta.kubernetes.io/app': 'unconfined' } };
    expect(await patch('/api/v1/namespaces/default/podtemplates/good', { template: { metadata } })).toBe('pod-no-apparmor-unconfined');
  });

  test('debug containers', async () => {
    const attach = (securityContext: object): Promise<string> =>
      patch(`${pods}/good/ephemeralcontainers`, { spec: { ephemeralContainers: [{ name: 'debug', image: IMAGE, securityContext }] } });
    expect(await attach({ privileged: true })).toBe('pod-no-privileged');
    expect(await attach({ privileged: false })).toBe('done');
  });

  test('a resize, from the minor on that has it', async () => {
    const resize = (limit: string): Promise<string> => patch('/api/v1/namespaces/bounded/pods/bounded/resize', {
      spec: { containers: [{ name: 'app', image: IMAGE, resources: memory('64Mi', limit) }] },
    });
    const known = minorNumber(server.minor) >= 33;
    expect(await resize('128Mi')).toEqual(known ? 'pod-memory-bounded' : expect.stringMatching(/^404 /));
  });
});
