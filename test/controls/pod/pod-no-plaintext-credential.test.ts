import { podNoPlaintextCredential } from '../../../src/controls/pod/pod-no-plaintext-credential';
import type { KubernetesObject } from '../../../src/manifest/object';
import { credentials, random } from '../../support/credentials';
import { container, ephemeral, type Fields, init, podOf } from '../../support/pods';
import { testManifestControl } from '../../support/test-manifest-control';

const pod = (spec: Fields, annotations: Readonly<Record<string, string>> = {}): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'case', annotations }, spec });
const env = (name: string, value: string): Fields => container({ env: [{ name: 'A', value: 'b' }, { name, value }] });
const field = 'spec.containers[0].env[1].value';
const needs = 'the store that the credential belongs in';
const [, jwt] = credentials.find(([form]) => form === 'a JSON Web Token') ?? ['', ''];

testManifestControl(podNoPlaintextCredential, {
  allows: [
    { name: 'no credential', object: pod(podOf(env('LOG_LEVEL', 'info'))) },
    { name: 'a reference', object: pod(podOf(container({ env: [{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }] }))) },
    { name: 'a path', object: pod(podOf(env('DB_PASSWORD_FILE', '/etc/secrets/db-password'))) },
    { name: 'another variable', object: pod(podOf(env('DATABASE_URL', 'postgres://shop:$(DB_PASSWORD)@db/shop'))) },
    { name: 'a placeholder', object: pod(podOf(env('DB_PASSWORD', 'changeme'))) },
    { name: 'the names of Secrets in annotations', object: pod(podOf(container()), { 'example.com/auth-secret': 'shop/basic-auth', 'example.com/agent-inject-token': 'secret/data/shop' }) },
    { name: 'an object that makes no pods', object: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'case', annotations: { password: 'hunter2' } } } },
  ],
  denies: [
    { name: 'a password', object: pod(podOf(env('DB_PASSWORD', 'hunter2'))), field, needs, actual: 'a literal under "DB_PASSWORD" (7 characters)' },
    { name: 'a token of a known format under any name', object: pod(podOf(env('X', jwt))), field, needs, actual: `a JSON Web Token (${jwt.length} characters)` },
    { name: 'a random token', object: pod(podOf(env('BOT_TOKEN', random))), field, needs, actual: 'a literal under "BOT_TOKEN" (32 characters)' },
    { name: 'a URL', object: pod(podOf(env('DATABASE_URL', 'postgres://shop:hunter2@db/shop'))), field, needs, actual: 'a URL with a password (7 characters)' },
    { name: 'an option', object: pod(podOf(container({ args: ['--user=shop', '--password=hunter2'] }))), field: 'spec.containers[0].args[1]', needs },
    { name: 'a word after an option', object: pod(podOf(container({ command: ['app', '--password', 'hunter2'] }))), field: 'spec.containers[0].command[2]', needs },
    { name: 'a script', object: pod(podOf(container({ command: ['sh', '-c', 'PGPASSWORD=hunter2 psql'] }))), field: 'spec.containers[0].command[2]', needs },
    {
      name: 'an annotation', object: pod(podOf(container()), { 'example.com/db-password': 'hunter2' }), needs,
      field: 'metadata.annotations["example.com/db-password"]', actual: 'a literal under "password" (7 characters)',
    },
    {
      name: 'annotations of a workload and of its pods', needs, field: ['metadata.annotations.webhook', 'spec.template.metadata.annotations.webhook'],
      object: {
        apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'case', annotations: { webhook: 'https://a:hunter2@example.com' } },
        spec: { selector: {}, template: { metadata: { annotations: { webhook: 'https://a:hunter2@example.com' } }, spec: podOf(container()) } },
      },
    },
    { name: 'an init container', object: pod(init(env('DB_PASSWORD', 'hunter2'), container())), field: 'spec.initContainers[0].env[1].value', needs },
    { name: 'an ephemeral container', object: pod(ephemeral(env('DB_PASSWORD', 'hunter2'), container())), field: 'spec.ephemeralContainers[0].env[1].value', needs },
    {
      name: 'a CronJob', field: 'spec.jobTemplate.spec.template.spec.containers[0].env[1].value', needs,
      object: { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'case' }, spec: { schedule: '0 0 * * *', jobTemplate: { spec: { template: { spec: podOf(env('DB_PASSWORD', 'hunter2')) } } } } },
    },
    {
      name: 'a custom resource', field: 'spec.template.spec.containers[0].env[1].value', needs,
      object: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'case' }, spec: { template: { spec: podOf(env('DB_PASSWORD', 'hunter2')) } } },
    },
  ],
});
