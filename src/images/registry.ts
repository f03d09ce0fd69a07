import { createHash } from 'node:crypto';
import { CasemateError } from '../error';
import { type ImageReference, isDigest } from './reference';

/** What a registry said of a tag. */
export type DigestAnswer = { readonly digest: string } | { readonly problem: string; readonly repair: string };

/** As whom a registry knows somebody: by name, or by what a login left instead of a password. */
export type Credentials = { readonly username: string; readonly password: string } | { readonly identityToken: string };

/** What is known of a registry, by the host that names of images begin with; `undefined` where there is nothing. */
export type Keychain = (registry: string) => Credentials | undefined;

/** How to ask. */
export interface RegistryOptions {
  /** How long one request may take, in milliseconds. @default 10000 */
  readonly timeout?: number;
  /** Who asks, where the registry wants to know. @default the public */
  readonly keychain?: Keychain;
}

type Problem = Extract<DigestAnswer, { readonly problem: string }>;

/** Indexes come first: what a tag of several platforms names is the index, and that is what pods of every platform can pull. */
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const LARGEST_MANIFEST = 4 * 1024 * 1024;
const LARGEST_TOKEN = 256 * 1024;
const REDIRECTS = 3;

/**
 * Asks a registry which digest a tag has: as the public may, with the token that it gives to everybody, or with credentials where the keychain has
 * some for it. They go to this registry and to where it sends for tokens, and only once it asks for them. Over HTTPS; a registry on loopback is
 * asked over HTTP.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
export async function digestOf(reference: ImageReference & { readonly tag: string }, { timeout = 10_000, keychain = () => undefined }: RegistryOptions = {}): Promise<DigestAnswer> {
  const url = new URL(`/v2/${reference.repository}/manifests/${reference.tag}`, originOf(reference.registry));
  try {
    return await new Inquiry(reference, { timeout, keychain }).ask('HEAD', url);
  } catch (error) {
    if (error instanceof CasemateError) throw error;
    return unreachable(reference.registry, error);
  }
}

/** The hub keeps its registry at another name than its images have. */
function originOf(registry: string): string {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  return `${isLoopback(new URL(`http://${host}`).hostname) ? 'http' : 'https'}://${host}`;
}

const isLoopback = (hostname: string): boolean => hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);

/** One question to one registry, with all the requests that it takes. */
class Inquiry {
  readonly #reference: ImageReference;
  readonly #options: Required<RegistryOptions>;
  /** What a host is shown once it asked. */
  #authorization: { readonly origin: string; readonly value: string } | undefined;
  /** Those that the registry was shown. */
  #credentials: Credentials | undefined;
  #redirects = 0;

  public constructor(reference: ImageReference, options: Required<RegistryOptions>) {
    this.#reference = reference;
    this.#options = options;
  }

  public async ask(method: 'HEAD' | 'GET', url: URL): Promise<DigestAnswer> {
    const response = await this.#send(method, url, this.#authorization?.origin === url.origin ? this.#authorization.value : undefined);
    const answer = await this.#read(method, url, response);
    await response.body?.cancel().catch(() => undefined);
    return answer;
  }

  async #read(method: 'HEAD' | 'GET', url: URL, response: Response): Promise<DigestAnswer> {
    const { status, headers } = response;
    if (status >= 300 && status < 400) return this.#follow(method, url, headers.get('location') ?? '');
    if (status === 401) return this.#authenticate(method, url, headers.get('www-authenticate') ?? '');
    if (method === 'HEAD' && status === 405) return this.ask('GET', url);
    if (status !== 200) return refusal(status, url.host, this.#credentials);
    const digest = headers.get('docker-content-digest');
    if (isDigest(digest)) return { digest };
    return method === 'HEAD' ? this.ask('GET', url) : digestIn(response);
  }

  async #follow(method: 'HEAD' | 'GET', from: URL, location: string): Promise<DigestAnswer> {
    this.#redirects += 1;
    const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
    if (to === undefined || this.#redirects > REDIRECTS || !isSafe(to, from)) {
      return { problem: `${from.host} redirects to where nobody should follow`, repair: 'Name the registry that really holds the image.' };
    }
    return this.ask(method, to);
  }

  /** Once for each host: what is refused again was not enough. */
  async #authenticate(method: 'HEAD' | 'GET', url: URL, challenge: string): Promise<DigestAnswer> {
    const { registry } = this.#reference;
    // Whoever a registry redirects to learns nothing of who asks.
    const credentials = url.origin === originOf(registry) ? this.#options.keychain(registry) : undefined;
    if (this.#authorization?.origin === url.origin) return refusal(401, url.host, credentials);
    this.#credentials = credentials;
    const value = /^basic(?:\s|$)/i.test(challenge) ? basicOf(credentials) ?? refusal(401, url.host, credentials) : await this.#fetchToken(challenge, url, credentials);
    if (typeof value !== 'string') return value;
    this.#authorization = { origin: url.origin, value };
    return this.ask(method, url);
  }

  async #fetchToken(challenge: string, url: URL, credentials: Credentials | undefined): Promise<string | Problem> {
    const realm = parameterOf(challenge, 'realm');
    if (!/^bearer\s/i.test(challenge) || realm === undefined || !URL.canParse(realm)) return refusal(401, url.host, credentials);
    const from = new URL(realm);
    if (!isSafe(from, url)) return { problem: `${url.host} sends for a token to where it would travel in the clear`, repair: 'Use a registry that hands tokens out over HTTPS.' };
    const service = parameterOf(challenge, 'service');
    const scope = parameterOf(challenge, 'scope') ?? `repository:${this.#reference.repository}:pull`;
    const wanted = { ...(service !== undefined && { service }), scope };
    const response = credentials !== undefined && 'identityToken' in credentials
      ? await this.#exchange(from, { ...wanted, grant_type: 'refresh_token', client_id: 'casemate', refresh_token: credentials.identityToken })
      : await this.#send('GET', withParameters(from, wanted), basicOf(credentials));
    if (response.status !== 200) return refusal(response.status, from.host, credentials);
    const token = tokenIn(await textOf(response, LARGEST_TOKEN));
    return token !== undefined ? `Bearer ${token}` : { problem: `${from.host} hands out no token`, repair: 'Pin the image by hand: its digest stands where it was pushed.' };
  }

  #send(method: 'HEAD' | 'GET', url: URL, authorization?: string): Promise<Response> {
    const headers = { accept: MANIFESTS, ...(authorization === undefined ? {} : { authorization }) };
    return fetch(url, { method, headers, redirect: 'manual', signal: AbortSignal.timeout(this.#options.timeout) });
  }

  /** What a login left instead of a password is exchanged for a token: RFC 6749, 6. */
  #exchange(url: URL, form: Readonly<Record<string, string>>): Promise<Response> {
    return fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual', signal: AbortSignal.timeout(this.#options.timeout) });
  }
}

/** RFC 7617. */
function basicOf(credentials: Credentials | undefined): string | undefined {
  if (credentials === undefined || !('password' in credentials)) return undefined;
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
}

function withParameters(url: URL, parameters: Readonly<Record<string, string>>): URL {
  const copy = new URL(url);
  for (const [name, value] of Object.entries(parameters)) copy.searchParams.set(name, value);
  return copy;
}

/** Never from HTTPS to HTTP; from loopback only to loopback, or to HTTPS. */
const isSafe = (to: URL, from: URL): boolean => to.username === '' && to.password === ''
  && (to.protocol === 'https:' || (to.protocol === 'http:' && isLoopback(to.hostname) && isLoopback(from.hostname)));

/** A parameter of a challenge (RFC 9110, 11.6.1): `Bearer realm="https://auth.example.com/token",service="registry"`. */
const parameterOf = (challenge: string, name: string): string | undefined =>
  new RegExp(`[\\s,]${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(challenge)?.[1]?.replace(/\\(.)/g, '$1');

function tokenIn(text: string): string | undefined {
  try {
    const { token, access_token: accessToken } = JSON.parse(text) as { readonly token?: unknown; readonly access_token?: unknown };
    return [token, accessToken].find((value): value is string => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value));
  } catch {
    return undefined;
  }
}

/** A registry need not say the digest: it is that of the bytes of the manifest. */
async function digestIn(response: Response): Promise<DigestAnswer> {
  const bytes = await bytesOf(response, LARGEST_MANIFEST);
  return { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

const textOf = async (response: Response, most: number): Promise<string> => (await bytesOf(response, most)).toString('utf8');

async function bytesOf(response: Response, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > most) throw new Error(`the answer is larger than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const REFUSALS: Readonly<Record<number, readonly [problem: string, repair: string]>> = {
  401: ['lets only those in who have credentials, of which this has none', 'Log in with `docker login`, or pin the image by hand: its digest stands where it was pushed.'],
  403: ['does not let the public in', 'Log in with `docker login`, or pin the image by hand: its digest stands where it was pushed.'],
  404: ['does not have the tag', 'Check the name and the tag.'],
  429: ['has had too many requests', 'Wait, and run it again.'],
};

/** What those hear who are known. */
const REFUSED = 'does not take the credentials that `docker login` left for it, or not for this image';

function refusal(status: number, host: string, credentials?: Credentials): Problem {
  if (credentials !== undefined && (status === 401 || status === 403)) return { problem: `${host} ${REFUSED}`, repair: 'Log in again, as somebody who may read the image.' };
  const [problem, repair] = REFUSALS[status] ?? [`answers ${status}`, 'Run it again later.'];
  return { problem: `${host} ${problem}`, repair };
}

function unreachable(registry: string, error: unknown): Problem {
  const { name, cause, message } = error as Error & { readonly cause?: { readonly code?: string } };
  const why = name === 'TimeoutError' ? 'no answer in time' : cause?.code ?? message;
  return { problem: `${registry} cannot be asked: ${why}`, repair: 'Check the name of the registry and the network.' };
}
