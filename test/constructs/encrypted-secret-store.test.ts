import { DefaultDenyNamespace, EncryptedSecretStore, HardenedDeployment, Provider } from '../../constructs/index';
import { clean, container, failureOf, find, type Rendered, scene, synth, untyped, verdict } from '../support/cdk8s';

const vault = Provider.vault({ server: 'https://vault.example.com:8200', role: 'shop' });

test('a store, a secret and a pod that mounts it as a file', () => {
  const { chart, shop } = scene();
  const store = new EncryptedSecretStore(shop, 'vault', { provider: vault });
  const password = store.file('db-password', { key: 'shop/db', property: 'password' });
  expect(password.path).toBe('/etc/secrets/db-password');
  new HardenedDeployment(shop, 'api', { containers: [{ ...container, secrets: [password] }] });
  const objects = synth(chart);
  expect([find(objects, 'SecretStore'), find(objects, 'ExternalSecret'), find(objects, 'ServiceAccount', 'vault-account')]).toMatchSnapshot();
  const spec = (find(objects, 'Deployment') as Rendered).spec.template.spec;
  expect(spec.volumes).toContainEqual({
    name: 'main-etc-secrets',
    projected: { defaultMode: 0o400, sources: [{ secret: { name: 'vault-db-password', items: [{ key: 'value', path: 'db-password' }] } }] },
  });
  expect(spec.containers[0].volumeMounts).toContainEqual({ name: 'main-etc-secrets', mountPath: '/etc/secrets', readOnly: true, recursiveReadOnly: 'IfPossible' });
  expect(spec.securityContext.fsGroup).toBe(10_001);
  expect(verdict(objects)).toEqual(clean);
});

test('a file with a version is a Secret that nobody changes, named after it', () => {
  const { chart, shop } = scene();
  const store = new EncryptedSecretStore(shop, 'vault', { provider: vault });
  const [numbered, long] = [store.file('token', { version: '3' }), store.file('other', { version: '6e1c7a1e-0b7c-4ad5-8fd0-2d2f0a7a0001' })];
  const objects = synth(chart);
  expect((find(objects, 'ExternalSecret', 'vault-token-3') as Rendered).spec).toEqual({
    refreshPolicy: 'OnChange',
    secretStoreRef: { kind: 'SecretStore', name: 'vault' },
    target: { name: 'vault-token-3', creationPolicy: 'Owner', deletionPolicy: 'Retain', immutable: true },
    data: [{ secretKey: 'value', remoteRef: { key: 'token', version: '3' } }],
  });
  expect([numbered, long].map(({ source }) => source.name)).toEqual(['vault-token-3', expect.stringMatching(/^vault-other-[0-9a-f]{10}$/)]);
});

test('one without follows what is rotated', () => {
  const { chart, shop } = scene();
  new EncryptedSecretStore(shop, 'vault', { provider: vault, refreshInterval: '5m' }).file('token');
  expect((find(synth(chart), 'ExternalSecret') as Rendered).spec).toMatchObject({
    refreshPolicy: 'Periodic', refreshInterval: '5m', target: { creationPolicy: 'Owner', deletionPolicy: 'Retain' },
  });
});

test('a store serves its own namespace: nothing is for the cluster', () => {
  const { chart, shop } = scene();
  new EncryptedSecretStore(shop, 'vault', { provider: vault }).file('token');
  expect(synth(chart).filter(({ kind }) => kind.startsWith('Cluster'))).toEqual([]);
});

test('asking twice gives the same; another secret of the same name is refused', () => {
  const { shop } = scene();
  const store = new EncryptedSecretStore(shop, 'vault', { provider: vault });
  expect(store.file('token')).toBe(store.file('token'));
  expect(failureOf(() => store.file('token', { key: 'other' }))).toMatchObject({ code: 'CM5053' });
});

test.each([
  ['aws', Provider.aws({ region: 'eu-west-1', roleArn: 'arn:aws:iam::123456789012:role/shop' })],
  ['gcp', Provider.gcp({ projectID: 'shop', serviceAccount: 'shop@shop.iam.gserviceaccount.com', clusterLocation: 'europe-west1', clusterName: 'main' })],
  ['azure', Provider.azure({ vaultUrl: 'https://shop.vault.azure.net', tenantId: '2f6b3c1e-0000-4000-8000-000000000001', clientId: '2f6b3c1e-0000-4000-8000-000000000002' })],
  ['vault with a CA', Provider.vault({ server: 'https://vault.example.com', role: 'shop', caConfigMap: { name: 'vault-ca', key: 'ca.crt' } })],
])('%s by an identity of the cluster', (_name, provider) => {
  const { chart, shop } = scene();
  new EncryptedSecretStore(shop, 'store', { provider });
  const objects = synth(chart);
  const store = find(objects, 'SecretStore') as Rendered;
  expect([store.spec, find(objects, 'ServiceAccount', 'store-account').metadata?.annotations]).toMatchSnapshot();
  expect(JSON.stringify(store)).toContain('"name":"store-account"');
  expect(JSON.stringify(store)).not.toMatch(/secretRef|SecretRef/);
});

test.each([
  ['a value in the store', (): unknown => untyped(EncryptedSecretStore, scene().shop, { provider: vault, data: { password: 'hunter2' } }), 'CM5002'],
  ['a value in a file', (): unknown => new EncryptedSecretStore(scene().shop, 'vault', { provider: vault }).file('a', { value: 'hunter2' } as object), 'CM5002'],
  ['a secret of high value', (): unknown => new EncryptedSecretStore(scene().shop, 'vault', { provider: vault }).file('a', { highValue: true } as object), 'CM5054'],
  ['no provider', (): unknown => untyped(EncryptedSecretStore, scene().shop, {}), 'CM5051'],
  ['a file outside of the directory', (): unknown => new EncryptedSecretStore(scene().shop, 'vault', { provider: vault }).file('../passwd'), 'CM5052'],
  ['an address in the clear', (): unknown => Provider.vault({ server: 'http://vault.example.com', role: 'shop' }), 'CM5050'],
  ['an address with a password', (): unknown => Provider.vault({ server: 'https://root:hunter2@vault.example.com', role: 'shop' }), 'CM5050'],
])('%s is refused', (_what, attempt, code) => {
  const failure = failureOf(attempt);
  expect(failure).toMatchObject({ name: 'CasemateError', code });
});

test.each([
  ['a value', (): unknown => new EncryptedSecretStore(scene().shop, 'vault', { provider: vault }).file('a', { value: 'hunter2' } as object)],
  ['an address', (): unknown => Provider.vault({ server: 'https://root:hunter2@vault.example.com', role: 'shop' })],
])('the refusal of %s does not repeat it', (_what, attempt) => {
  const failure = failureOf(attempt);
  expect(JSON.stringify({ ...failure, message: failure.message })).not.toContain('hunter2');
});

test('a secret of another namespace cannot be mounted', () => {
  const { chart, shop } = scene();
  const other = new DefaultDenyNamespace(chart, 'other', { tenant: 'team-other' });
  const foreign = new EncryptedSecretStore(other, 'vault', { provider: vault }).file('token');
  const attempt = (): unknown => new HardenedDeployment(shop, 'api', { containers: [{ ...container, secrets: [foreign] }] });
  expect(failureOf(attempt)).toMatchObject({ code: 'CM5095', message: expect.stringContaining('namespace other') });
});

test('what the types refuse', () => {
  const store = new EncryptedSecretStore(scene().shop, 'vault', { provider: vault });
  // Each line below must be an error for the compiler, or this file does not compile.
  const attempts = [
    // @ts-expect-error a value beside where it is
    () => store.file('password', { value: 'hunter2' }),
    // @ts-expect-error a value instead of where it is
    () => store.file('password', 'hunter2'),
    // @ts-expect-error a secret of high value, which must have no copy in etcd
    () => store.file('password', { highValue: true }),
    // @ts-expect-error values beside the provider
    () => new EncryptedSecretStore(scene().shop, 'other', { provider: vault, data: { password: 'hunter2' } }),
    // @ts-expect-error a key instead of an identity
    () => new EncryptedSecretStore(scene().shop, 'other', { provider: { aws: { auth: { secretRef: {} } } } }),
    // @ts-expect-error a token of Vault
    () => new EncryptedSecretStore(scene().shop, 'other', { provider: vault, token: 'hunter2' }),
  ];
  attempts.forEach((attempt) => expect(attempt).toThrow());
});
