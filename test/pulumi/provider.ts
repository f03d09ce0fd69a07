import { createRequire } from 'node:module';
import type { KubernetesObject } from '../../src/manifest/object';

// Of `DiffResponse.DiffChanges`.
const UNCHANGED = 1;
const CHANGED = 2;

/** What protocol buffers hold of properties. */
interface Struct {
  toJavaScript(): Record<string, unknown>;
}

interface Message {
  [method: string]: (...args: readonly unknown[]) => unknown;
}

type Handler = (call: { readonly request: Message }, answer: (error: null, response: object) => void) => void;

interface Server {
  addService(service: object, handlers: Readonly<Record<string, Handler>>): void;
  bindAsync(address: string, credentials: object, done: (error: Error | null, port: number) => void): void;
  forceShutdown(): void;
}

const sdk = createRequire(require.resolve('@pulumi/pulumi'));
const grpc = sdk('@grpc/grpc-js') as { Server: new () => Server; ServerCredentials: { createInsecure(): object } };
const { ResourceProviderService } = sdk('@pulumi/pulumi/proto/provider_grpc_pb') as { ResourceProviderService: object };
const messages = sdk('@pulumi/pulumi/proto/provider_pb') as Readonly<Record<string, new () => Message>>;
const { PluginInfo } = sdk('@pulumi/pulumi/proto/plugin_pb') as Readonly<Record<string, new () => Message>>;
const { Empty } = sdk('google-protobuf/google/protobuf/empty_pb') as Readonly<Record<string, new () => Message>>;

/** Stands in for the provider of Kubernetes, whose plug-in is no package: it keeps what an engine would have sent to the cluster. */
export interface Provider {
  /** What goes into PULUMI_DEBUG_PROVIDERS. */
  readonly attach: string;
  /** The objects that were created, secrets and all, in the order in which they came. */
  readonly created: readonly KubernetesObject[];
  forget(): void;
  stop(): void;
}

/** Starts it on a free port of loopback. */
export async function startProvider(): Promise<Provider> {
  const created: KubernetesObject[] = [];
  const server = new grpc.Server();
  server.addService(ResourceProviderService, handlersOf((object) => created.push(object)));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
  return { attach: `kubernetes:${port}`, created, forget: () => created.splice(0), stop: () => server.forceShutdown() };
}

function handlersOf(keep: (object: KubernetesObject) => unknown): Readonly<Record<string, Handler>> {
  const empty: Handler = (_, answer) => answer(null, message(Empty, {}));
  const echoNews: Handler = ({ request }, answer) => answer(null, message(messages['CheckResponse'], { setInputs: request['getNews']?.() }));
  return {
    attach: empty, cancel: empty, delete: empty,
    getPluginInfo: (_, answer) => answer(null, message(PluginInfo, { setVersion: '4.34.2' })),
    getMapping: (_, answer) => answer(null, message(messages['GetMappingResponse'], {})),
    checkConfig: echoNews, check: echoNews,
    diffConfig: (_, answer) => answer(null, message(messages['DiffResponse'], {})),
    configure: (_, answer) => answer(null, message(messages['ConfigureResponse'], { setAcceptsecrets: true, setAcceptresources: true, setSupportspreview: true })),
    diff: ({ request }, answer) => {
      const [before, after] = ['getOldInputs', 'getNews'].map((getter) => JSON.stringify((request[getter]?.() as Struct).toJavaScript()));
      answer(null, message(messages['DiffResponse'], { setChanges: before === after ? UNCHANGED : CHANGED }));
    },
    update: ({ request }, answer) => answer(null, message(messages['UpdateResponse'], { setProperties: request['getNews']?.() })),
    create: ({ request }, answer) => {
      const properties = request['getProperties']?.() as Struct;
      const object = properties.toJavaScript() as unknown as KubernetesObject;
      const isPreview = request['getPreview']?.() === true;
      if (!isPreview) keep(object);
      answer(null, message(messages['CreateResponse'], { setProperties: properties, ...(isPreview ? {} : { setId: `${object.metadata?.namespace ?? 'default'}/${object.metadata?.name ?? ''}` }) }));
    },
  };
}

function message(type: (new () => Message) | undefined, values: Readonly<Record<string, unknown>>): Message {
  if (type === undefined) throw new Error('The SDK has no such message.');
  const made = new type();
  for (const [setter, value] of Object.entries(values)) made[setter]?.(value);
  return made;
}
