import { Checker } from '../../src/check/checker';
import { Hardener } from '../../src/harden/harden';
import type { KubernetesObject } from '../../src/manifest/object';

/* A proposal shows what it writes, and may move what is there: never a value that may be a secret. */

const CANARY = 'Zx81-kLm9-qWe4-7pQr';
const container = {
  name: 'web', image: 'web:1', env: [{ name: 'API_TOKEN', value: CANARY }, { name: 'PLAIN', value: CANARY }], command: [`--token=${CANARY}`], args: [CANARY],
  ports: [{ containerPort: 22, hostPort: 22 }], securityContext: { privileged: true, capabilities: { add: ['SYS_ADMIN'] } },
};
const podSpec = { hostPID: true, containers: [container], volumes: [{ name: 'sock', hostPath: { path: '/var/run/docker.sock' } }] };
const annotations = { 'example.com/password': CANARY, 'nginx.ingress.kubernetes.io/server-snippet': 'gzip on;' };
const deployment = (template: object): KubernetesObject => (
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', annotations }, spec: { selector: { matchLabels: { app: 'web' } }, template } }
);
const labels = { app: 'web' };

const objects: Readonly<Record<string, KubernetesObject>> = {
  'as it should be written': deployment({ metadata: { labels, annotations }, spec: podSpec }),
  'a misspelt list of variables': deployment({ metadata: { labels }, spec: { containers: [{ ...container, env: undefined, envv: container.env }] } }),
  'a misspelt list of containers': deployment({ metadata: { labels }, spec: { contaners: [container] } }),
  'a misspelt value': deployment({ metadata: { labels }, spec: { containers: [{ ...container, env: [{ name: 'A', valeu: CANARY }] }] } }),
  'a misspelt spec': deployment({ metadata: { labels }, spce: podSpec }),
  'misspelt arguments': deployment({ metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a', arg: [CANARY] }] } }),
  'misspelt annotations': deployment({ metadata: { labels, anotations: annotations }, spec: podSpec }),
  'a field of a Secret': { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, stringDatta: { password: CANARY } },
  'a Secret': { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, stringData: { password: CANARY } },
  'a ConfigMap': { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { password: CANARY, 'allow-snippet-annotations': 'true' } },
  'an Ingress': { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'a', annotations }, spec: { rules: [{ host: 'a.example.com' }] } },
};

test.each(Object.entries(objects))('%s', (_, object) => {
  const checker = new Checker({ proposals: true });
  checker.add({ object, file: 'x.yaml' });
  const { findings } = checker.report();
  expect(findings.length).toBeGreaterThan(0);
  expect(JSON.stringify(findings)).not.toContain(CANARY);
  expect(JSON.stringify(new Hardener({ proposals: true }).harden(object).findings)).not.toContain(CANARY);
});

test('what is no secret is moved to its place', () => {
  const checker = new Checker({ proposals: true });
  checker.add({ object: deployment({ metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a', securityContxt: { runAsUser: 1000 } }] } }) });
  const [finding] = checker.report().findings.filter(({ control }) => control === 'manifest-known-fields');
  expect(finding?.proposal?.changes).toEqual([
    { field: 'spec.template.spec.containers[0].securityContxt' }, { field: 'spec.template.spec.containers[0].securityContext', value: { runAsUser: 1000 } },
  ]);
});
