import { Agent, request } from 'node:https';
import type { KubernetesObject } from '../../src/manifest/object';

/** An answer of the API server. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** What it warns of, by `Warning` headers. */
  readonly warnings: readonly string[];
}

/** How many requests are under way at once. */
const CONNECTIONS = 8;

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** How to create an object. */
interface CreateOptions {
  /** Where it goes if it does not say so itself. */
  readonly namespace?: string;
  /** Goes through admission and validation, but is not stored. */
  readonly dryRun?: boolean;
  /** What becomes of fields that the schema does not have. @default 'Warn' */
  readonly fieldValidation?: 'Strict' | 'Warn';
  /** Who asks, instead of the administrator. */
  readonly as?: string | undefined;
}

interface SendOptions {
  readonly contentType?: string;
  readonly as?: string | undefined;
}

/** Talks to one API server on loopback, as its administrator. */
export class Client {
  readonly #port: number;
  readonly #token: string;
  // The server has made its certificate itself a moment ago, and nobody sits between us on loopback.
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, rejectUnauthorized: false });
  readonly #resources = new Map<string, Resource>();

  constructor(port: number, token: string) {
    this.#port = port;
    this.#token = token;
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.send('POST', path, JSON.stringify(body));
  }

  /** Creates an object of any kind that the server serves. */
  async create(object: KubernetesObject, { namespace = 'default', dryRun = false, fieldValidation = 'Warn', as }: CreateOptions = {}): Promise<Answer> {
    const path = await this.pathOf(object, object.metadata?.namespace ?? namespace);
    return this.send('POST', `${path}?fieldValidation=${fieldValidation}${dryRun ? '&dryRun=All' : ''}`, JSON.stringify(object), { as });
  }

  /** Replaces parts of an object: a merge patch. */
  patch(path: string, patch: unknown): Promise<Answer> {
    return this.send('PATCH', path, JSON.stringify(patch), { contentType: 'application/merge-patch+json' });
  }

  /** Where objects of the kind are created, by what the server says of itself. */
  async pathOf({ apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>, namespace: string): Promise<string> {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { name, namespaced } = await this.#resourceOf(root, kind);
    return namespaced ? `${root}/namespaces/${namespace}/${name}` : `${root}/${name}`;
  }

  async #resourceOf(root: string, kind: string): Promise<Resource> {
    const key = `${root} ${kind}`;
    const known = this.#resources.get(key);
    if (known !== undefined) return known;
    const { body } = await this.get(root);
    const { resources = [] } = body as { resources?: readonly Resource[] };
    const found = resources.find((resource) => resource.kind === kind && !resource.name.includes('/'));
    if (found === undefined) throw new Error(`The API server serves no ${kind} at ${root}.`);
    this.#resources.set(key, found);
    return found;
  }

  /** Sends a text as it is. */
  send(method: string, path: string, text?: string, { contentType = 'application/json', as }: SendOptions = {}): Promise<Answer> {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      accept: 'application/json',
      ...(as !== undefined && { 'impersonate-user': as }),
      ...(text !== undefined && { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }),
    };
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: this.#port, method, path, headers, agent: this.#agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const body = parse(Buffer.concat(chunks).toString());
          resolve({ status: response.statusCode ?? 0, body, warnings: warningsIn(response.rawHeaders) });
        });
      });
      sent.on('error', reject);
      sent.end(text);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The texts of `Warning: 299 - "…"`, one header each. */
function warningsIn(rawHeaders: readonly string[]): readonly string[] {
  return rawHeaders
    .filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'warning')
    // Node reads headers as Latin-1, Kubernetes writes UTF-8.
    .map((value) => Buffer.from(value, 'latin1').toString())
    .map((value) => /^299 - "((?:[^"\\]|\\.)*)"$/.exec(value)?.[1]?.replace(/\\(.)/g, '$1') ?? value);
}
