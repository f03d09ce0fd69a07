import { HardenedDeployment, HardenedJob, LeastPrivilegeServiceAccount, MountedSecretStore, Provider, type SecretFile } from '../../constructs/index';
import { clean, container, failureOf, find, type Rendered, scene, synth, untyped, verdict } from '../support/cdk8s';

const vault = Provider.vault({ server: 'https://vault.example.com:8200', role: 'shop' });
const aws = Provider.aws({ region: 'eu-west-1', roleArn: 'arn:aws:iam::123456789012:role/shop' });

/** What the provider of the driver is asked for: its objects are YAML in a text. */
function parametersOf(provider: Provider, file: (store: MountedSecretStore) => SecretFile): Rendered {
  const { chart, shop } = scene();
  file(new MountedSecretStore(shop, 'store', { provider }));
  const { spec } = find(synth(chart), 'SecretProviderClass') as Rendered;
  expect(spec.secretObjects).toBeUndefined();
  const read = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));
  return { provider: spec.provider, ...spec.parameters, objects: read(spec.parameters.objects), secrets: read(spec.parameters.secrets) };
}

test('a secret that is mounted from memory, read-only, and is in no object', () => {
  const { chart, shop } = scene();
  const store = new MountedSecretStore(shop, 'keys', { provider: vault });
  const key = store.file('signing-key', { key: 'shop/signing', property: 'key', highValue: true });
  expect(key.path).toBe('/mnt/secrets-store/keys-signing-key/signing-key');
  new HardenedDeployment(shop, 'api', { containers: [{ ...container, secrets: [key] }] });
  const objects = synth(chart);
  const { spec } = (find(objects, 'Deployment') as Rendered).spec.template;
  expect(spec.volumes).toContainEqual({
    name: 'main-mnt-secrets-store-keys-signing-key',
    csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: 'keys-signing-key' } },
  });
  expect(spec.containers[0].volumeMounts).toContainEqual({
    name: 'main-mnt-secrets-store-keys-signing-key', mountPath: '/mnt/secrets-store/keys-signing-key', readOnly: true, recursiveReadOnly: 'IfPossible',
  });
  expect(spec.volumes.filter((volume: Rendered) => volume.projected !== undefined || volume.secret !== undefined)).toEqual([]);
  expect(objects.filter(({ kind }) => ['Secret', 'ExternalSecret', 'SecretStore'].includes(kind))).toEqual([]);
  expect(verdict(objects)).toEqual(clean);
});

test('a container gets what it names and nothing else of the store', () => {
  const { chart, shop } = scene();
  const store = new MountedSecretStore(shop, 'keys', { provider: aws });
  const [one, other] = [store.file('one'), store.file('other')];
  new HardenedDeployment(shop, 'api', {
    containers: [{ ...container, secrets: [one] }],
    initContainers: [{ name: 'migrate', image: container.image, user: 10_001, resources: container.resources, secrets: [other] }],
  });
  const { spec } = (find(synth(chart), 'Deployment') as Rendered).spec.template;
  const mounts = ({ volumeMounts }: Rendered): readonly string[] => volumeMounts.map(({ mountPath }: Rendered) => mountPath).filter((path: string) => path.startsWith('/mnt'));
  expect([mounts(spec.containers[0]), mounts(spec.initContainers[0])]).toEqual([['/mnt/secrets-store/keys-one'], ['/mnt/secrets-store/keys-other']]);
});

describe('what each provider of the driver is asked for', () => {
  test('Vault', () => {
    expect(parametersOf(Provider.vault({ server: 'https://vault.example.com', role: 'shop', path: 'kv', mountPath: 'eu', audiences: ['shop'] }),
      (store) => store.file('key', { key: 'shop/signing', property: 'private', version: '3' }))).toEqual({
      provider: 'vault', vaultAddress: 'https://vault.example.com', roleName: 'shop', vaultAuthMountPath: 'eu', audience: 'shop',
      objects: [{ objectName: 'key', secretPath: 'kv/data/shop/signing?version=3', secretKey: 'private' }],
    });
  });

  test('AWS Secrets Manager, where a property is another file', () => {
    expect(parametersOf(aws, (store) => store.file('password', { key: 'shop/db', property: 'pass-word' }))).toEqual({
      provider: 'aws', region: 'eu-west-1',
      objects: [{ objectName: 'shop/db', objectType: 'secretsmanager', objectAlias: 'password.json', jmesPath: [{ path: '"pass-word"', objectAlias: 'password' }] }],
    });
  });

  test('AWS Parameter Store', () => {
    const provider = Provider.aws({ region: 'eu-west-1', roleArn: 'arn:aws:iam::123456789012:role/shop', service: 'ParameterStore' });
    expect(parametersOf(provider, (store) => store.file('password', { version: '2' })).objects)
      .toEqual([{ objectName: 'password', objectType: 'ssmparameter', objectAlias: 'password', objectVersion: '2' }]);
  });

  test('Google Secret Manager', () => {
    expect(parametersOf(Provider.gcp({ projectID: 'shop' }), (store) => store.file('password', { property: 'p' }))).toEqual({
      provider: 'gcp', auth: 'pod-adc', secrets: [{ resourceName: 'projects/shop/secrets/password/versions/latest', path: 'password', extractJSONKey: 'p' }],
    });
  });

  test('Azure Key Vault, whose objects are texts in a text', () => {
    const { objects, ...rest } = parametersOf(Provider.azure({ vaultUrl: 'https://shop.vault.azure.net', tenantId: '2f6b3c1e-0000-4000-8000-000000000001', clientId: '2f6b3c1e-0000-4000-8000-000000000002' }),
      (store) => store.file('password', { version: 'a1' }));
    expect(rest).toEqual({ provider: 'azure', keyvaultName: 'shop', clientID: '2f6b3c1e-0000-4000-8000-000000000002', tenantId: '2f6b3c1e-0000-4000-8000-000000000001', usePodIdentity: 'false' });
    expect(objects.array.map((text: string) => JSON.parse(text))).toEqual([{ objectName: 'password', objectType: 'secret', objectAlias: 'password', objectVersion: 'a1' }]);
  });
});

describe('the account of the pod is who fetches', () => {
  const other = Provider.aws({ region: 'eu-west-1', roleArn: 'arn:aws:iam::123456789012:role/other' });

  test('what the cloud reads is on it', () => {
    const { chart, shop } = scene();
    const store = new MountedSecretStore(shop, 'keys', { provider: aws });
    new HardenedDeployment(shop, 'api', { containers: [{ ...container, secrets: [store.file('one'), store.file('two')] }] });
    expect(find(synth(chart), 'ServiceAccount', 'api-account').metadata?.annotations).toMatchObject({ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/shop' });
  });

  test('it cannot be two', () => {
    const { shop } = scene();
    const [first, second] = [new MountedSecretStore(shop, 'a', { provider: aws }), new MountedSecretStore(shop, 'b', { provider: other })];
    const attempt = (): unknown => new HardenedDeployment(shop, 'api', { containers: [{ ...container, secrets: [first.file('x'), second.file('y')] }] });
    expect(failureOf(attempt)).toMatchObject({ code: 'CM5056', message: expect.stringContaining('role/other on the account api-account, where it is arn:aws:iam::123456789012:role/shop') });
  });

  test('nor be another than the one that the account says it is', () => {
    const { shop } = scene();
    const serviceAccount = new LeastPrivilegeServiceAccount(shop, 'account', { metadata: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/own' } } });
    const secrets = [new MountedSecretStore(shop, 'keys', { provider: aws }).file('x')];
    expect(failureOf(() => new HardenedDeployment(shop, 'api', { serviceAccount, containers: [{ ...container, secrets }] }))).toMatchObject({ code: 'CM5056' });
  });

  test('also in a Job, next to secrets of other stores', () => {
    const { chart, shop } = scene();
    const { image, user, resources } = container;
    new HardenedJob(shop, 'job', { containers: [{ image, user, resources, secrets: [new MountedSecretStore(shop, 'keys', { provider: vault }).file('x', { property: 'p' })] }] });
    expect(verdict(synth(chart))).toEqual(clean);
  });
});

test.each([
  ['a value in a file', (): unknown => new MountedSecretStore(scene().shop, 'keys', { provider: vault }).file('a', { value: 'hunter2' } as object), 'CM5002'],
  ['a copy in etcd', (): unknown => untyped(MountedSecretStore, scene().shop, { provider: vault, secretObjects: [] }), 'CM5002'],
  ['no provider', (): unknown => untyped(MountedSecretStore, scene().shop, {}), 'CM5051'],
  ['a file outside of the directory', (): unknown => new MountedSecretStore(scene().shop, 'keys', { provider: vault }).file('../passwd'), 'CM5052'],
  ["Vault's whole answer", (): unknown => new MountedSecretStore(scene().shop, 'keys', { provider: vault }).file('a'), 'CM5055'],
  ['a certificate that the driver cannot read', (): unknown => new MountedSecretStore(scene().shop, 'keys', {
    provider: Provider.vault({ server: 'https://vault.example.com', role: 'shop', caConfigMap: { name: 'ca', key: 'ca.crt' } }),
  }).file('a', { property: 'p' }), 'CM5055'],
  ['a property in Azure', (): unknown => new MountedSecretStore(scene().shop, 'keys', {
    provider: Provider.azure({ vaultUrl: 'https://shop.vault.azure.net', tenantId: '2f6b3c1e-0000-4000-8000-000000000001', clientId: '2f6b3c1e-0000-4000-8000-000000000002' }),
  }).file('a', { property: 'p' }), 'CM5055'],
])('%s is refused', (_what, attempt, code) => {
  expect(failureOf(attempt)).toMatchObject({ name: 'CasemateError', code });
});

test('what the types refuse', () => {
  const store = new MountedSecretStore(scene().shop, 'keys', { provider: vault });
  // Each line below must be an error for the compiler, or this file does not compile.
  const attempts = [
    // @ts-expect-error a value beside where it is
    () => store.file('password', { value: 'hunter2' }),
    // @ts-expect-error a value instead of where it is
    () => store.file('password', 'hunter2'),
    // @ts-expect-error a copy in etcd
    () => new MountedSecretStore(scene().shop, 'other', { provider: vault, secretObjects: [] }),
    // @ts-expect-error a Secret with a key for the store
    () => new MountedSecretStore(scene().shop, 'other', { provider: vault, nodePublishSecretRef: { name: 'key' } }),
  ];
  attempts.forEach((attempt) => expect(attempt).toThrow());
});
