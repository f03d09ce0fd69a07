import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { CasemateError } from '../../src/error';
import { dockerKeychain } from '../../src/cli/keychain';
import type { Credentials, Keychain } from '../../src/images/registry';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'casemate-keychain-'))));
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const auth = (login: string): string => Buffer.from(login).toString('base64');

function keychainOf(configuration: unknown): Keychain {
  writeFileSync(join(folder, 'config.json'), typeof configuration === 'string' ? configuration : JSON.stringify(configuration));
  return dockerKeychain({ DOCKER_CONFIG: folder, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` });
}

const thrownBy = (use: () => unknown): CasemateError => {
  try {
    use();
  } catch (error) {
    if (error instanceof CasemateError) return error;
  }
  throw new Error('Nothing was thrown.');
};

test.each<[string, unknown, string, Credentials | undefined]>([
  ['a login', { auths: { 'ghcr.io': { auth: auth('ci:secret') } } }, 'ghcr.io', { username: 'ci', password: 'secret' }],
  ['a password with colons', { auths: { 'ghcr.io': { auth: auth('ci:a:b') } } }, 'ghcr.io', { username: 'ci', password: 'a:b' }],
  ['an address', { auths: { 'https://registry.example.com:5000/v2/': { auth: auth('ci:s') } } }, 'registry.example.com:5000', { username: 'ci', password: 's' }],
  ['the hub', { auths: { 'https://index.docker.io/v1/': { auth: auth('ci:s') } } }, 'docker.io', { username: 'ci', password: 's' }],
  ['what a login left', { auths: { 'acr.example.com': { auth: auth('00000000-0000-0000-0000-000000000000:'), identitytoken: 'kept' } } }, 'acr.example.com', { identityToken: 'kept' }],
  ['fields of their own', { auths: { 'ghcr.io': { username: 'ci', password: 's' } } }, 'ghcr.io', { username: 'ci', password: 's' }],
  ['another registry', { auths: { 'ghcr.io': { auth: auth('ci:s') } } }, 'quay.io', undefined],
  ['a registry whose name begins alike', { auths: { 'ghcr.io': { auth: auth('ci:s') } } }, 'ghcr.io.example.com', undefined],
  ['nothing', {}, 'ghcr.io', undefined],
])('%s', (_what, configuration, registry, credentials) => expect(keychainOf(configuration)(registry)).toEqual(credentials));

test('no file is no credentials', () => expect(dockerKeychain({ DOCKER_CONFIG: join(folder, 'none') })('ghcr.io')).toBeUndefined());

test.each([['no JSON', '{ "auths": hunter2'], ['no object', '"hunter2"'], ['no name', JSON.stringify({ auths: { 'ghcr.io': { auth: auth('hunter2') } } })]])(
  'a file with %s is an error, without what is in it', (_what, text) => {
    const error = thrownBy(() => keychainOf(text)('ghcr.io'));
    expect(error.code).toBe('CM9008');
    expect(error.place?.file).toBe(join(folder, 'config.json'));
    expect(String(error)).not.toMatch(/hunter2|aHVudGVyMg/);
  },
);

describe('a program that keeps credentials', () => {
  /** Installs `docker-credential-test`, which gets the server on standard input. */
  function install(script: string): void {
    const file = join(folder, 'docker-credential-test');
    writeFileSync(file, `#!/bin/sh\nread server\n${script}\n`);
    chmodSync(file, 0o755);
  }

  test.each<[string, string, unknown, Credentials | undefined]>([
    ['for one registry', 'echo "{\\"Username\\":\\"$server\\",\\"Secret\\":\\"s\\"}"', { credHelpers: { 'ghcr.io': 'test' } }, { username: 'ghcr.io', password: 's' }],
    ['for all', 'echo "{\\"Username\\":\\"<token>\\",\\"Secret\\":\\"kept\\"}"', { credsStore: 'test' }, { identityToken: 'kept' }],
    ['without the one', 'echo "credentials not found in native keychain"; exit 1', { credsStore: 'test', auths: { 'ghcr.io': { auth: auth('ci:s') } } }, { username: 'ci', password: 's' }],
    ['that knows nobody', 'echo "credentials not found in native keychain"; exit 1', { credsStore: 'test', auths: { 'ghcr.io': {} } }, undefined],
  ])('%s', (_what, script, configuration, credentials) => {
    install(script);
    expect(keychainOf(configuration)('ghcr.io')).toEqual(credentials);
  });

  test.each([['fails', 'echo locked; exit 1'], ['says something else', 'echo hello'], ['is killed', 'kill -9 $$']])('one that %s is an error', (_what, script) => {
    install(script);
    expect(thrownBy(() => keychainOf({ credsStore: 'test' })('ghcr.io')).code).toBe('CM9009');
  });

  test.each(['missing', '../../bin/sh', 'a b'])('%j is none', (name) => {
    expect(thrownBy(() => keychainOf({ credsStore: name })('ghcr.io')).code).toBe('CM9009');
  });

  test('it is asked once for a registry', () => {
    writeFileSync(join(folder, 'config.json'), '{ "credsStore": "test" }');
    const asked: string[] = [];
    const keychain = dockerKeychain({ DOCKER_CONFIG: folder }, (name, server) => {
      asked.push(`${name} ${server}`);
      return undefined;
    });
    expect([keychain('ghcr.io'), keychain('ghcr.io'), keychain('docker.io')]).toEqual([undefined, undefined, undefined]);
    expect(asked).toEqual(['test ghcr.io', 'test https://index.docker.io/v1/']);
  });
});
