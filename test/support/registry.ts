import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** How a registry behaves beside what the specification asks for. */
export interface RegistryHabits {
  /** Lets nobody in without a token; `refused`: nor with one. */
  readonly token?: 'public' | 'refused' | 'none' | 'in-the-clear';
  /** Whom it lets in: by password itself (`basic`), or where it hands out tokens (`token`), by password or by what a login left. */
  readonly login?: { readonly way: 'basic' | 'token'; readonly username?: string; readonly secret: string };
  /** Says the digest in a header. @default true */
  readonly saysDigest?: boolean;
  /** Answers HEAD. @default true */
  readonly answersHead?: boolean;
  /** Where manifests are really, on this server. */
  readonly redirect?: 'here' | 'forever' | 'elsewhere';
  /** Another server that has the manifests, at the same paths. */
  readonly redirectTo?: string;
  /** Never answers. */
  readonly hangs?: boolean;
  /** Says this instead of 200. */
  readonly status?: number;
}

/** A registry on loopback. */
export interface TestRegistry {
  readonly host: string;
  /** Method, path and scope of all requests, in order. */
  readonly requests: readonly string[];
  /** The secrets that it handed out. */
  readonly tokens: ReadonlySet<string>;
  /** Makes a tag point to a manifest, and gives its digest. */
  push(repository: string, tag: string, manifest: object): string;
  stop(): Promise<void>;
}

type Login = NonNullable<RegistryHabits['login']>;

const basic = ({ username = '', secret }: Login): string => `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`;

async function isKnown(request: IncomingMessage, login: Login): Promise<boolean> {
  if (request.method !== 'POST') return login.username !== undefined && request.headers.authorization === basic(login);
  const form = new URLSearchParams(await text(request));
  return form.get('grant_type') === 'refresh_token' && form.get('refresh_token') === login.secret && form.get('scope') !== null;
}

/** Starts a registry that speaks the OCI distribution specification: manifests by tag, and tokens for everybody. */
export async function startRegistry({ token, login, saysDigest = true, answersHead = true, redirect, redirectTo, hangs = false, status }: RegistryHabits = {}): Promise<TestRegistry> {
  const manifests = new Map<string, { readonly text: string; readonly digest: string }>();
  const requests: string[] = [];
  const tokens = new Set<string>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', `http://${request.headers.host}`);
    requests.push(`${request.method} ${url.pathname}${url.searchParams.has('scope') ? ` ${url.searchParams.get('scope')}` : ''}`);
    if (hangs) return;
    if (url.pathname === '/token') return void handOut(request, response);
    answer(request, response, url);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function handOut(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (login !== undefined && !(await isKnown(request, login))) return void response.writeHead(401).end();
    if (token === 'none') return void response.end('{}');
    const value = randomUUID();
    tokens.add(value);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ token: value, expires_in: 60 }));
  }

  function answer(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const [, repository = '', tag = ''] = /^\/(?:v2|moved)\/(.+)\/manifests\/([^/]+)$/.exec(url.pathname) ?? [];
    if (login?.way === 'basic' && request.headers.authorization !== basic(login)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' });
      return void response.end();
    }
    if ((token !== undefined || login?.way === 'token') && !isLetIn(request)) {
      const realm = token === 'in-the-clear' ? 'http://auth.example.com/token' : `http://${host}/token`;
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="test",scope="repository:${repository}:pull"` });
      return void response.end('{"errors":[{"code":"UNAUTHORIZED"}]}');
    }
    if (status !== undefined) return void response.writeHead(status).end();
    if (redirectTo !== undefined) return void response.writeHead(307, { location: `${redirectTo}${url.pathname}` }).end();
    if (redirect !== undefined && (redirect === 'forever' || url.pathname.startsWith('/v2/'))) {
      const location = redirect === 'elsewhere' ? 'http://registry.example.com/v2/' : `/moved/${repository}/manifests/${tag}`;
      return void response.writeHead(307, { location }).end();
    }
    const manifest = manifests.get(`${repository}:${tag}`);
    if (manifest === undefined) return void response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
    if (request.method === 'HEAD' && !answersHead) return void response.writeHead(405).end();
    const headers = { 'content-type': 'application/vnd.oci.image.index.v1+json', ...(saysDigest && { 'docker-content-digest': manifest.digest }) };
    response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : manifest.text);
  }

  function isLetIn({ headers: { authorization = '' } }: IncomingMessage): boolean {
    return token !== 'refused' && tokens.has(authorization.replace(/^Bearer /, ''));
  }

  return {
    host, requests, tokens,
    push: (repository, tag, manifest) => {
      const text = JSON.stringify(manifest);
      const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
      manifests.set(`${repository}:${tag}`, { text, digest });
      return digest;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
