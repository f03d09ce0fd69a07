import { createHash } from 'node:crypto';
import { type ImageReference, isDigest } from './reference';

/** What a registry said of a tag. */
export type DigestAnswer = { readonly digest: string } | { readonly problem: string; readonly repair: string };

/** How to ask. */
export interface RegistryOptions {
  /** How long one request may take, in milliseconds. @default 10000 */
  readonly timeout?: number;
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
 * Asks a registry which digest a tag has, as the public may: with the token that it gives to everybody, and with no credentials. Over HTTPS; a
 * registry on loopback is asked over HTTP.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
export async function digestOf(reference: ImageReference & { readonly tag: string }, { timeout = 10_000 }: RegistryOptions = {}): Promise<DigestAnswer> {
  const url = new URL(`/v2/${reference.repository}/manifests/${reference.tag}`, originOf(reference.registry));
  try {
    return await new Inquiry(reference, timeout).ask('HEAD', url);
  } catch (error) {
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
  readonly #timeout: number;
  #token: { readonly origin: string; readonly value: string } | undefined;
  #redirects = 0;

  public constructor(reference: ImageReference, timeout: number) {
    this.#reference = reference;
    this.#timeout = timeout;
  }

  public async ask(method: 'HEAD' | 'GET', url: URL): Promise<DigestAnswer> {
    const response = await this.#send(method, url, this.#token?.origin === url.origin ? this.#token.value : undefined);
    const answer = await this.#read(method, url, response);
    await response.body?.cancel().catch(() => undefined);
    return answer;
  }

  async #read(method: 'HEAD' | 'GET', url: URL, response: Response): Promise<DigestAnswer> {
    const { status, headers } = response;
    if (status >= 300 && status < 400) return this.#follow(method, url, headers.get('location') ?? '');
    if (status === 401) return this.#authenticate(method, url, headers.get('www-authenticate') ?? '');
    if (method === 'HEAD' && status === 405) return this.ask('GET', url);
    if (status !== 200) return refusal(status, url.host);
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

  /** A token once for each host: one that is refused again was not enough. */
  async #authenticate(method: 'HEAD' | 'GET', url: URL, challenge: string): Promise<DigestAnswer> {
    if (this.#token?.origin === url.origin) return refusal(401, url.host);
    const token = await this.#fetchToken(challenge, url);
    if (typeof token !== 'string') return token;
    this.#token = { origin: url.origin, value: token };
    return this.ask(method, url);
  }

  async #fetchToken(challenge: string, url: URL): Promise<string | Problem> {
    const realm = parameterOf(challenge, 'realm');
    if (!/^bearer\s/i.test(challenge) || realm === undefined || !URL.canParse(realm)) return refusal(401, url.host);
    const from = new URL(realm);
    if (!isSafe(from, url)) return { problem: `${url.host} sends for a token to where it would travel in the clear`, repair: 'Use a registry that hands tokens out over HTTPS.' };
    const service = parameterOf(challenge, 'service');
    if (service !== undefined) from.searchParams.set('service', service);
    from.searchParams.set('scope', parameterOf(challenge, 'scope') ?? `repository:${this.#reference.repository}:pull`);
    const response = await this.#send('GET', from);
    if (response.status !== 200) return refusal(response.status, from.host);
    return tokenIn(await textOf(response, LARGEST_TOKEN)) ?? { problem: `${from.host} hands out no token`, repair: 'Pin the image by hand: its digest stands where it was pushed.' };
  }

  #send(method: 'HEAD' | 'GET', url: URL, token?: string): Promise<Response> {
    const headers = { accept: MANIFESTS, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    return fetch(url, { method, headers, redirect: 'manual', signal: AbortSignal.timeout(this.#timeout) });
  }
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
  401: ['lets only those in who have credentials, of which this has none', 'Pin the image by hand: its digest stands where it was pushed.'],
  403: ['does not let the public in', 'Pin the image by hand: its digest stands where it was pushed.'],
  404: ['does not have the tag', 'Check the name and the tag.'],
  429: ['has had too many requests', 'Wait, and run it again.'],
};

function refusal(status: number, host: string): Problem {
  const [problem, repair] = REFUSALS[status] ?? [`answers ${status}`, 'Run it again later.'];
  return { problem: `${host} ${problem}`, repair };
}

function unreachable(registry: string, error: unknown): Problem {
  const { name, cause, message } = error as Error & { readonly cause?: { readonly code?: string } };
  const why = name === 'TimeoutError' ? 'no answer in time' : cause?.code ?? message;
  return { problem: `${registry} cannot be asked: ${why}`, repair: 'Check the name of the registry and the network.' };
}
