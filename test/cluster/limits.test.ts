import { selectProfile } from '../../src/check/profiles';
import { objectControls } from '../../src/controls/index';
import { podNoPrivileged } from '../../src/controls/pod/pod-no-privileged';
import { generateGuardrails } from '../../src/guardrails/generate';
import type { KubernetesObject } from '../../src/manifest/object';
import { createAll, install, namespace } from './install';
import { startServer, type TestServer } from './server';
import { judge, verdictOf } from './verdict';

const CONTAINERS = 200;
let server: TestServer;

beforeAll(async () => {
  server = await startServer();
  const { client, minor: kubernetes } = server;
  await createAll(client, ['all', 'one'].map((set) => namespace(set, { 'example.com/test': set })));
  await install(client, [
    ...generateGuardrails(selectProfile('hardened', objectControls), { kubernetes, namePrefix: 'casemate-all-', namespaceLabels: { 'example.com/test': 'all' } }),
    ...generateGuardrails([podNoPrivileged], { kubernetes, namespaceLabels: { 'example.com/test': 'one' } }),
  ]);
});

afterAll(() => server?.stop());

/** A pod far beyond what anyone runs, with everything in it that controls look at more than once. */
function hugePod(securityContext: object): KubernetesObject {
  const many = <T>(make: (index: number) => T): readonly T[] => Array.from({ length: 10 }, (_, index) => make(index));
  const containers = Array.from({ length: CONTAINERS }, (_, index) => ({
    name: `c${index}-`.padEnd(63, 'x'),
    image: `registry.example.com/app:1.2@sha256:${'0'.repeat(64)}`,
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true, ...securityContext },
    resources: { requests: { cpu: '1', memory: '64Mi' }, limits: { memory: '64Mi', 'ephemeral-storage': '1Gi' } },
    ports: many((port) => ({ containerPort: 8000 + port })),
    env: many((number) => ({ name: `A${number}`, value: 'b' })),
    livenessProbe: { httpGet: { port: 8000 } },
  }));
  return {
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'huge' },
    spec: {
      automountServiceAccountToken: false, enableServiceLinks: false, serviceAccountName: 'huge', hostUsers: false, containers,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    },
  };
}

test('a huge pod that is fine costs less than the API server allows', async () => {
  const pod = hugePod({});
  expect(judge({ ...pod, metadata: { name: 'huge', namespace: 'all' } }, 'hardened', server.minor).controls).toEqual([]);
  expect(verdictOf(await server.client.create(pod, { namespace: 'all', dryRun: true }))).toMatchObject({ outcome: 'allowed' });
});

test('the names of all who fail do not fit into a message, the first do', async () => {
  const verdict = verdictOf(await server.client.create(hugePod({ allowPrivilegeEscalation: true, privileged: true }), { namespace: 'one', dryRun: true }));
  expect(verdict).toMatchObject({ outcome: 'denied', control: 'pod-no-privileged' });
  const message = verdict.outcome === 'denied' ? verdict.message : '';
  expect(message).toMatch(/: c0-x+, c1-x+, .*\.\.\.$/);
  expect(Buffer.byteLength(message)).toBeLessThan(5 * 1024);
});
