import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HardenedDeployment, SopsSecret } from '../../constructs/index';
import { check } from '../../src/check/check';
import { parseManifests } from '../../src/manifest/parse';
import { clean, container, failureOf, find, type Rendered, scene, synth, verdict } from '../support/cdk8s';

const value = 'ENC[AES256_GCM,data:CuSoT9vXG8k=,iv:1aFvFMmJWDN/0oLyp1JUkkyxsXNzNIHWNUq7kBB7B5I=,tag:ZlVT6gfbWOGfqdi8WUyTkA==,type:str]';
const encrypted = `apiVersion: v1
kind: Secret
metadata:
    name: db
    namespace: shop
immutable: true
stringData:
    password: ${value}
    user: ${value}
sops:
    age:
        - recipient: age1yt3tfqlfrwdwx0z0ynwplcr6qxcxfaqycuprpmy89nr83ltx74tqdpszlw
          enc: |
            -----BEGIN AGE ENCRYPTED FILE-----
            YWdlLWVuY3J5cHRpb24ub3JnL3YxCg==
            -----END AGE ENCRYPTED FILE-----
    lastmodified: "2026-11-25T20:00:00Z"
    mac: ${value}
    encrypted_regex: ^(data|stringData)$
    version: 3.11.0
`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'casemate-sops-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function read(text: string): SopsSecret {
  const file = join(directory, 'db.sops.yaml');
  writeFileSync(file, text);
  return SopsSecret.read(file);
}

test('an encrypted Secret is referred to, and written nowhere else', () => {
  const { chart, shop } = scene();
  new HardenedDeployment(shop, 'api', { containers: [{ ...container, secrets: [read(encrypted).file('password')] }] });
  const objects = synth(chart);
  expect((find(objects, 'Deployment') as Rendered).spec.template.spec.volumes).toContainEqual({
    name: 'main-etc-secrets', projected: { defaultMode: 0o400, sources: [{ secret: { name: 'db', items: [{ key: 'password', path: 'password' }] } }] },
  });
  expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  expect(verdict(objects)).toEqual(clean);
});

test('only pods of its namespace can mount it', () => {
  const { shop } = scene();
  const foreign = read(encrypted.replace('namespace: shop', 'namespace: other')).file('password');
  expect(failureOf(() => new HardenedDeployment(shop, 'api', { containers: [{ ...container, secrets: [foreign] }] })).message).toContain('of the namespace other');
});

test.each([
  ['a value in the clear', encrypted.replace(`user: ${value}`, 'user: hunter2'), 'CM5084', 'stringData.user is not encrypted'],
  ['a value that only looks so', encrypted.replace(`user: ${value}`, 'user: ENC[hunter2]'), 'CM5084', 'stringData.user is not encrypted'],
  ['a Secret that SOPS never saw', encrypted.replace(/^sops:[\s\S]*$/m, ''), 'CM5103', 'SOPS has not noted'],
  ['a note without anybody', encrypted.replace(/ {4}age:[\s\S]*?(?= {4}lastmodified)/, ''), 'CM5103', 'SOPS has not noted'],
  ['no namespace', encrypted.replace('    namespace: shop\n', ''), 'CM5102', 'no namespace'],
  ['something else', encrypted.replace('kind: Secret', 'kind: ConfigMap'), 'CM5083', 'exactly one Secret'],
  ['two of them', `${encrypted}---\n${encrypted}`, 'CM5083', 'exactly one Secret'],
  ['no YAML', 'a: [', 'CM5083', 'exactly one Secret'],
])('%s is refused, and not repeated', (_what, text, code, message) => {
  const failure = failureOf(() => read(text));
  expect(failure).toMatchObject({ name: 'CasemateError', code, message: expect.stringContaining(message) });
  expect(failure.message).not.toContain('hunter2');
});

test('a file that is not there, and a value that is not in it', () => {
  expect(failureOf(() => SopsSecret.read(join(directory, 'none.yaml')))).toMatchObject({ code: 'CM5082', message: expect.stringContaining('ENOENT') });
  expect(failureOf(() => read(encrypted).file('token'))).toMatchObject({ code: 'CM5085', message: expect.stringContaining('There are password, user.') });
});

test('check finds nothing in the encrypted file, and the plaintext Secret beside it', () => {
  const plain = encrypted.replace(/^sops:[\s\S]*$/m, '').replaceAll(value, 'hunter2-and-more');
  const findings = (text: string): readonly string[] => check(parseManifests(text, 'db.yaml').manifests.map(({ object }) => object)).findings
    .map(({ control, field }) => `${control} ${field}`);
  expect(findings(encrypted)).toEqual([]);
  // The name of a user is public.
  expect(findings(`${encrypted}---\n${plain.replace('name: db', 'name: other')}`)).toEqual(['secret-no-inline-secret stringData.password']);
  expect(findings(encrypted.replace(`password: ${value}`, 'password: hunter2-and-more'))).toEqual(['secret-no-inline-secret stringData.password']);
});
