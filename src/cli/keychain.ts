import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CasemateError } from '../error';
import type { Credentials, Keychain } from '../images/registry';

/** Asks a program for the credentials of a server, as `docker-credential-<name> get` does; `undefined` where it has none. */
export type CredentialHelper = (name: string, server: string) => Credentials | undefined;

type Environment = Readonly<Record<string, string | undefined>>;

interface Configuration {
  readonly auths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly credHelpers?: Readonly<Record<string, unknown>>;
  readonly credsStore?: unknown;
}

/** The name under which logins to the hub are kept. */
const HUB = 'https://index.docker.io/v1/';

/**
 * What `docker login` and its kin left for this user: `config.json` in `DOCKER_CONFIG`, else in `~/.docker`, and the programs that it names. It is
 * read when a registry first asks who is there.
 *
 * @throws {@link CasemateError} `CM9008` for a file that is broken, `CM9009` for a program that fails: neither is the same as no credentials.
 * @see https://docs.docker.com/reference/cli/docker/login/#credential-stores
 */
export function dockerKeychain(env: Environment, ask: CredentialHelper = helperIn(env)): Keychain {
  const file = join(env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'config.json');
  const known = new Map<string, Credentials | undefined>();
  let configuration: Configuration | undefined;
  const find = (registry: string): Credentials | undefined => {
    configuration ??= readConfiguration(file);
    const server = registry === 'docker.io' ? HUB : registry;
    const helper = configuration.credHelpers?.[server] ?? configuration.credsStore;
    return (typeof helper === 'string' ? ask(helper, server) : undefined) ?? credentialsIn(configuration, registry, file);
  };
  return (registry) => {
    if (!known.has(registry)) known.set(registry, find(registry));
    return known.get(registry);
  };
}

function readConfiguration(file: string): Configuration {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return {};
    throw broken(file, `cannot be read (${code})`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object') return value;
  } catch {
    // Said below: what JSON.parse says quotes the file, which holds passwords.
  }
  throw broken(file, 'is not JSON with an object');
}

function credentialsIn({ auths = {} }: Configuration, registry: string, file: string): Credentials | undefined {
  const found = Object.entries(auths).find(([server]) => hostOf(server) === registry);
  if (found === undefined) return undefined;
  const [server, { auth, username, password, identitytoken: identityToken }] = found;
  if (typeof identityToken === 'string' && identityToken !== '') return { identityToken };
  if (typeof username === 'string' && typeof password === 'string') return { username, password };
  if (typeof auth !== 'string' || auth === '') return undefined;
  const [, name, secret] = /^([^:]+):([^]*)$/.exec(Buffer.from(auth, 'base64').toString('utf8')) ?? [];
  if (name === undefined || secret === undefined) throw broken(file, `holds no name and password for ${server}`);
  return { username: name, password: secret.replace(/\0+$/, '') };
}

/** Servers are written as hosts, or as addresses of an older interface. */
function hostOf(server: string): string {
  const host = server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return host === 'index.docker.io' || host === 'registry-1.docker.io' ? 'docker.io' : host;
}

const HELPER = /^[\w.-]+$/;
const LONGEST_WAIT_MILLISECONDS = 20_000;

/** The protocol: the server on standard input, JSON on standard output. It says in words that it has nothing. */
const helperIn = (env: Environment): CredentialHelper => (name, server) => {
  const program = `docker-credential-${name}`;
  if (!HELPER.test(name)) throw failed(program, 'it is no name of a program');
  const { status, stdout, error } = spawnSync(program, ['get'], { input: server, encoding: 'utf8', timeout: LONGEST_WAIT_MILLISECONDS, env });
  if (error !== undefined) throw failed(program, (error as NodeJS.ErrnoException).code ?? error.message);
  if (status !== 0) {
    if (/credentials not found/i.test(stdout)) return undefined;
    throw failed(program, `it ended with ${status}`);
  }
  const credentials = answerOf(stdout);
  if (credentials === undefined) throw failed(program, 'its answer is not what the protocol asks for');
  return credentials;
};

function answerOf(text: string): Credentials | undefined {
  try {
    const { Username: username, Secret: secret } = JSON.parse(text) as { readonly Username?: unknown; readonly Secret?: unknown };
    if (typeof username !== 'string' || typeof secret !== 'string') return undefined;
    return username === '<token>' ? { identityToken: secret } : { username, password: secret };
  } catch {
    return undefined;
  }
}

const broken = (file: string, message: string): CasemateError =>
  new CasemateError({ code: 'CM9008', message: `the credentials for registries: the file ${message}`, place: { file }, repair: 'Mend the file, or log in again with `docker login`.' });

const failed = (program: string, message: string): CasemateError => new CasemateError({
  code: 'CM9009', message: `${program}, which keeps credentials for registries, could not be asked: ${message}`,
  repair: 'Put the program on the PATH, or take its name out of config.json of Docker.',
});
