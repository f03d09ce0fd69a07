import { HardenedDeployment, sealed, SealedSecret } from '../../constructs/index';
import { clean, container, failureOf, find, type Rendered, scene, synth, untyped, verdict } from '../support/cdk8s';
import { sealFor } from '../support/seal';

const text = sealFor('shop/db', 'hunter2');

test('a sealed secret, and a pod that mounts it as a file', () => {
  const { chart, shop } = scene();
  const db = new SealedSecret(shop, 'db', { encryptedData: { password: sealed(text), user: sealed(text) } });
  expect(db.file('password')).toEqual({ name: 'password', path: '/etc/secrets/password', namespace: 'shop', source: { kind: 'Secret', name: 'db', key: 'password' } });
  new HardenedDeployment(shop, 'api', { containers: [{ ...container, secrets: [db.file('password')] }] });
  const objects = synth(chart);
  const { metadata, spec } = find(objects, 'SealedSecret') as Rendered;
  // Strict scope is that of no annotation.
  expect([metadata.name, metadata.namespace, Object.keys(metadata.annotations ?? {})]).toEqual(['db', 'shop', []]);
  expect(spec).toEqual({
    encryptedData: { password: text, user: text },
    template: { immutable: true, type: 'Opaque', metadata: { name: 'db', labels: metadata.labels } },
  });
  const template = (find(objects, 'Deployment') as Rendered).spec.template.spec;
  expect(template.volumes).toContainEqual({
    name: 'main-etc-secrets', projected: { defaultMode: 0o400, sources: [{ secret: { name: 'db', items: [{ key: 'password', path: 'password' }] } }] },
  });
  expect(template.securityContext.fsGroup).toBe(10_001);
  expect(verdict(objects)).toEqual(clean);
  expect(JSON.stringify(objects)).not.toContain('hunter2');
});

test.each([2048, 4096])('sealed with a key of %d bits', (bits) => {
  expect(() => sealed(sealFor('shop/db', 'x', bits))).not.toThrow();
});

const longest = Buffer.from(text, 'base64');

test.each([
  ['the value itself', 'hunter2'],
  ['the value in base64', Buffer.from('hunter2').toString('base64')],
  ['a long value in base64', Buffer.from('hunter2'.repeat(100)).toString('base64')],
  ['random bytes of no RSA key', Buffer.concat([Buffer.from([0x02, 0x01]), Buffer.alloc(600, 7)]).toString('base64')],
  ['a key without a value', longest.subarray(0, 2 + 256).toString('base64')],
  ['a value of nothing', longest.subarray(0, 2 + 256 + 16).toString('base64')],
  ['one with a line break', `${text}\n`],
  ['one that is cut off', text.slice(0, -2)],
  ['nothing', ''],
])('%s is not sealed, and is not repeated', (_what, value) => {
  const failure = failureOf(() => sealed(value));
  expect(failure).toMatchObject({ name: 'CasemateError', code: 'CM5059', repair: expect.stringContaining('kubeseal --raw') });
  if (value !== '') expect(failure.message).not.toContain(value.trim());
});

const encryptedData = { password: sealed(text) };

test.each([
  ['a value', (): unknown => untyped(SealedSecret, scene().shop, { encryptedData: { password: 'hunter2' } }), 'CM5059'],
  ['no values', (): unknown => untyped(SealedSecret, scene().shop, { encryptedData: {} }), 'CM5089'],
  ['no props', (): unknown => untyped(SealedSecret, scene().shop, {}), 'CM5089'],
  ['values beside it', (): unknown => untyped(SealedSecret, scene().shop, { encryptedData, data: { password: 'hunter2' } }), 'CM5002'],
  ['another scope', (): unknown => untyped(SealedSecret, scene().shop, { encryptedData, scope: 'cluster-wide' }), 'CM5002'],
  ['another scope by its annotation', (): unknown => new SealedSecret(scene().shop, 'db', { encryptedData, metadata: { annotations: { 'sealedsecrets.bitnami.com/cluster-wide': 'true' } } }), 'CM5101'],
  ['a key that is no file', (): unknown => new SealedSecret(scene().shop, 'db', { encryptedData: { '../passwd': sealed(text) } }), 'CM5052'],
  ['a file that is not there', (): unknown => new SealedSecret(scene().shop, 'db', { encryptedData }).file('token'), 'CM5088'],
])('%s is refused', (_what, attempt, code) => {
  const failure = failureOf(attempt);
  expect(failure).toMatchObject({ name: 'CasemateError', code });
  expect(failure.message).not.toContain('hunter2');
});

test('what the types refuse', () => {
  // Each line below must be an error for the compiler, or this file does not compile.
  const attempts = [
    // @ts-expect-error the value itself
    () => new SealedSecret(scene().shop, 'db', { encryptedData: { password: 'hunter2' } }),
    // @ts-expect-error any text, of which nobody knows whether it is sealed
    () => new SealedSecret(scene().shop, 'db', { encryptedData: { password: String('hunter2') } }),
    // @ts-expect-error values beside those that are sealed
    () => new SealedSecret(scene().shop, 'db', { encryptedData, stringData: { password: 'hunter2' } }),
  ];
  attempts.forEach((attempt) => expect(attempt).toThrow());
});
