import {
  EncryptedSecretStore, FluxKustomization, HardenedDeployment, LeastPrivilegeServiceAccount, MountedSecretStore, Provider, sealed, SealedSecret,
} from '../../constructs/index';
import type { Exception } from '../../src/check/exceptions/exception';
import { objectControls } from '../../src/controls/index';
import { generateGuardrails } from '../../src/guardrails/generate';
import { kyvernoExceptions } from '../../src/guardrails/kyverno';
import type { JsonValue, KubernetesObject } from '../../src/manifest/object';
import { container, scene, synth } from '../support/cdk8s';
import { objectsOfExample } from '../support/examples';
import { sealFor } from '../support/seal';
import { describeWith, groupsOf, installDefinitions, textIn } from './custom-resource-definitions';
import { createAll, namespace } from './install';
import { serverMinor, startServer, type TestServer } from './server';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
  await createAll(server.client, [namespace('shop')]);
});

afterAll(() => server?.stop());

interface Answered {
  readonly object: string;
  readonly status: number;
  readonly message?: string;
  readonly warnings: readonly string[];
}

async function create(object: KubernetesObject): Promise<Answered> {
  const { status, body, warnings } = await server.client.create(object, { fieldValidation: 'Strict' });
  const { message } = body as { readonly message?: string };
  return { object: `${object.kind} ${object.metadata?.name}`, status, ...(message !== undefined && { message }), warnings };
}

/** Creates what is of the groups of the definitions, and gives the kinds. */
async function expectCreated(objects: readonly KubernetesObject[], definitions: readonly KubernetesObject[]): Promise<readonly string[]> {
  const groups = groupsOf(definitions);
  const custom = objects.filter(({ apiVersion }) => groups.has(apiVersion.split('/')[0] ?? ''));
  const answers = await Promise.all(custom.map(create));
  expect(answers).toEqual(answers.map(({ object }) => ({ object, status: 201, warnings: [] })));
  process.stdout.write(`${server.minor}: ${answers.length} created of ${[...groups].join(', ')}\n`);
  return custom.map(({ kind }) => kind);
}

const metadata = { name: 'wrong', namespace: 'shop' };

const vault = { server: 'https://vault.example.com:8200', role: 'shop', path: 'kv', mountPath: 'kubernetes-eu', audiences: ['vault', 'shop'] };

/** With everything that each can be told. */
const clouds: Readonly<Record<string, Provider>> = {
  'secrets-manager': Provider.aws({ region: 'eu-west-1', roleArn: 'arn:aws:iam::123456789012:role/shop' }),
  'parameter-store': Provider.aws({ region: 'eu-west-1', roleArn: 'arn:aws:iam::123456789012:role/shop', service: 'ParameterStore' }),
  google: Provider.gcp({
    projectID: 'shop', serviceAccount: 'shop@shop.iam.gserviceaccount.com', clusterLocation: 'europe-west1', clusterName: 'main', clusterProjectID: 'clusters',
  }),
  azure: Provider.azure({
    vaultUrl: 'https://shop.vault.azure.net', tenantId: '2f6b3c1e-0000-4000-8000-000000000001', clientId: '2f6b3c1e-0000-4000-8000-000000000002',
  }),
};

describeWith('External Secrets', ['external-secrets'], (definitions) => {
  beforeAll(() => installDefinitions(server.client, definitions));

  test('stores and secrets of every provider', async () => {
    const { chart, shop } = scene({ kubernetes: server.minor });
    for (const [id, provider] of Object.entries({ ...clouds, vault: Provider.vault({ ...vault, caConfigMap: { name: 'vault-ca', key: 'ca.crt' } }) })) {
      const store = new EncryptedSecretStore(shop, id, { provider, refreshInterval: '15m' });
      store.file('password');
      store.file('token', { key: 'shop/token', property: 'value', version: '3' });
    }
    const kinds = await expectCreated(synth(chart), definitions);
    expect(kinds.filter((kind) => kind === 'SecretStore')).toHaveLength(5);
    expect(kinds.filter((kind) => kind === 'ExternalSecret')).toHaveLength(10);
  });

  test('the schema has the word: fields that it does not know are refused, and values that it does not allow', async () => {
    const store = (vault: object): KubernetesObject => ({
      apiVersion: 'external-secrets.io/v1', kind: 'SecretStore', metadata, spec: { provider: { vault: { server: 'https://vault.example.com', ...vault } } },
    });
    expect(await create(store({ adress: 'x' }))).toMatchObject({ status: 400, message: expect.stringContaining('unknown field "spec.provider.vault.adress"') });
    expect(await create(store({ version: 'v3' }))).toMatchObject({ status: 422, message: expect.stringContaining('spec.provider.vault.version: Unsupported value') });
  });
});

describeWith('Secrets Store CSI driver', ['secrets-store-csi-driver'], (definitions) => {
  beforeAll(() => installDefinitions(server.client, definitions));

  test('files of every provider, and the pods that mount them', async () => {
    const { chart, shop } = scene({ kubernetes: server.minor });
    const secrets = Object.entries({ ...clouds, vault: Provider.vault(vault) }).map(([id, provider]) => {
      const property = id === 'azure' ? {} : { property: 'key' };
      return new MountedSecretStore(shop, id, { provider }).file('signing-key', { key: 'shop/signing', version: '3', highValue: true, ...property });
    });
    const workloads = secrets.map((secret, index) => new HardenedDeployment(shop, `api-${index}`, { containers: [{ ...container, secrets: [secret] }] }));
    const objects = synth(chart);
    expect(await expectCreated(objects, definitions)).toEqual(secrets.map(() => 'SecretProviderClass'));
    const deployments = objects.filter(({ kind }) => kind === 'Deployment');
    expect(await Promise.all(deployments.map(create))).toEqual(workloads.map(({ name }) => ({ object: `Deployment ${name}`, status: 201, warnings: [] })));
  });
});

describeWith('Sealed Secrets', ['sealed-secrets'], (definitions) => {
  beforeAll(() => installDefinitions(server.client, definitions));

  test('a sealed secret', async () => {
    const { chart, shop } = scene({ kubernetes: server.minor });
    new SealedSecret(shop, 'sealed', { encryptedData: { password: sealed(sealFor('shop/sealed', 'hunter2')) } });
    expect(await expectCreated(synth(chart), definitions)).toEqual(['SealedSecret']);
  });

  test('what the project itself sealed is taken for sealed', () => {
    const lines = textIn('sealed-secrets', 'vendor_jsonnet/kube-libsonnet/tests/test-sealedsecrets-datalines.txt');
    const text = lines.replace(/\s+/g, '');
    expect(text.length).toBeGreaterThan(700);
    expect(sealed(text)).toBe(text);
  });
});

describeWith('Argo CD and Flux', ['argo-cd', 'flux-kustomize', 'flux-source'], (definitions) => {
  beforeAll(async () => {
    await installDefinitions(server.client, definitions);
    await createAll(server.client, [namespace('argocd'), namespace('flux-system')]);
  });

  test('everything that examples/gitops writes', async () => {
    const kinds = await expectCreated(objectsOfExample('gitops', ['argo-cd', 'flux']), definitions);
    expect(kinds).toEqual(['AppProject', 'Application', 'GitRepository', 'Kustomization']);
  });

  test('Kustomizations, with both ways to decrypt', async () => {
    const { chart, shop } = scene({ kubernetes: server.minor });
    const serviceAccount = new LeastPrivilegeServiceAccount(shop, 'deployer');
    const props = { source: { kind: 'GitRepository', name: 'shop' }, path: './dist', serviceAccount } as const;
    new FluxKustomization(shop, 'plain', props);
    new FluxKustomization(shop, 'by-identity', { ...props, decryption: { account: serviceAccount } });
    new FluxKustomization(shop, 'by-keys', { ...props, decryption: { keys: 'sops-age' } });
    expect(await expectCreated(synth(chart), definitions)).toEqual(['Kustomization', 'Kustomization', 'Kustomization']);
  });
});

describeWith('the other projects whose objects the kit writes', ['cilium', 'gateway-api'], (definitions) => {
  test('their definitions are taken', async () => {
    await installDefinitions(server.client, definitions);
    expect([...groupsOf(definitions)].sort()).toEqual(['cilium.io', 'gateway.networking.k8s.io']);
  });
});

const accepted = { reason: 'the agent works on the processes of its node', owner: 'team-ops', expires: '2027-02-28' };

describeWith('Kyverno', ['kyverno'], (definitions) => {
  const options = { kubernetes: serverMinor(), now: new Date('2026-11-24') };
  const exceptions: readonly Exception[] = [
    { ...accepted, control: 'pod-no-host-pid', object: { apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'shop', name: 'agent' }, containers: ['agent'], ticket: 'SEC-1' },
    { ...accepted, control: 'pod-no-host-ipc', object: { apiVersion: 'batch/v1', kind: 'CronJob', namespace: 'shop', name: 'night.ly' } },
    { ...accepted, control: 'network-no-external-ips', object: { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: "o'clock" }, compensating: ['network-service-internal'] },
  ];
  beforeAll(() => installDefinitions(server.client, definitions));

  test('a policy for each guardrail, with the same text', async () => {
    const policies = generateGuardrails(objectControls, { ...options, engine: 'kyverno', exceptions });
    expect(new Set(await expectCreated(policies, definitions))).toEqual(new Set(['ValidatingPolicy']));
    const guardrails = generateGuardrails(objectControls, { ...options, exceptions }).filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
    const textsOf = ({ metadata, spec }: KubernetesObject): unknown => {
      const { variables, validations, matchConditions, failurePolicy } = spec as Readonly<Record<string, unknown>>;
      return { name: metadata?.name, variables, validations, matchConditions, failurePolicy };
    };
    expect(policies.map(textsOf)).toEqual(guardrails.map(textsOf));
  });

  test('exceptions, whose conditions the API server compiles as it would those of a policy', async () => {
    const written = kyvernoExceptions(exceptions);
    expect(await expectCreated(written, definitions)).toEqual(['PolicyException', 'PolicyException', 'PolicyException']);
    const names = new Set(generateGuardrails(objectControls, { ...options, engine: 'kyverno' }).map(({ metadata }) => metadata?.name));
    for (const { metadata, spec } of written) {
      const { policyRefs: [policy], matchConditions } = spec as { readonly policyRefs: readonly [{ readonly name: string }]; readonly matchConditions: JsonValue };
      expect(names).toContain(policy.name);
      const answer = await create({
        apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name: metadata?.name ?? '' },
        spec: {
          matchConstraints: { resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['daemonsets'] }] },
          matchConditions, validations: [{ expression: 'false' }],
        },
      });
      expect(answer).toMatchObject({ status: 201, warnings: [] });
    }
  });
});
