import { secretNoInlineSecret } from '../../../src/controls/secret/secret-no-inline-secret';
import type { KubernetesObject } from '../../../src/manifest/object';
import { certificate, credentials, framedKey } from '../../support/credentials';
import { testManifestControl } from '../../support/test-manifest-control';

type Texts = Readonly<Record<string, string>>;

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const data = (texts: Texts): KubernetesObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, base64(text)])) });
const stringData = (texts: Texts): KubernetesObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: texts });
const needs = 'the store that the secret belongs in';
const [, key] = credentials.find(([form]) => form === 'a private key') ?? ['', ''];

testManifestControl(secretNoInlineSecret, {
  allows: [
    { name: 'no value', object: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, type: 'Opaque' } },
    { name: 'empty values', object: stringData({ password: '', token: ' ' }) },
    { name: 'placeholders', object: stringData({ password: 'REPLACE_ME', token: '${TOKEN}', key: '<path:secret/data/shop#key>', other: 'ENC[AES256_GCM,data:Zm9v,type:str]', pem: framedKey.replace('...', '<key>') }) },
    { name: 'placeholders in base64', object: data({ password: 'changeme' }) },
    { name: 'what is public', object: data({ 'ca.crt': certificate, 'tls.crt': certificate, username: 'shop', host: 'db.example.com', port: '5432', chain: certificate, 'client-id': 'shop' }) },
    { name: 'the fields of a bootstrap token that are no secret', object: stringData({ 'token-id': 'abcdef', expiration: '2027-01-01T00:00:00Z', 'usage-bootstrap-signing': 'true', 'auth-extra-groups': 'system:bootstrappers:shop' }) },
  ],
  denies: [
    { name: 'a value', object: stringData({ password: 'hunter2' }), field: 'stringData.password', needs, actual: 'a value (7 characters)' },
    { name: 'a value in base64', object: data({ password: 'hunter2' }), field: 'data.password', needs, actual: 'a value (7 characters)' },
    { name: 'every value', object: data({ a: 'one-secret', b: 'two-secret', username: 'shop' }), field: ['data.a', 'data.b'], needs },
    { name: 'a private key', object: data({ 'tls.crt': certificate, 'tls.key': key }), field: 'data["tls.key"]', needs },
    { name: 'a private key beside its certificate', object: stringData({ 'bundle.crt': certificate + key }), field: 'stringData["bundle.crt"]', needs },
    { name: 'a URL with a password', object: stringData({ url: 'postgres://shop:hunter2@db/shop' }), field: 'stringData.url', needs },
    { name: 'bytes that are no text', object: { ...data({}), data: { keystore: Buffer.from([0, 255, 254, 1, 2]).toString('base64') } }, field: 'data.keystore', needs },
  ],
});
