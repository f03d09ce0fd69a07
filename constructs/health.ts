import type { JsonValue } from '../src/manifest/object';

/** Where a probe that names no port finds one. */
export type PortOf = (declared: number | undefined) => number;

/** What of a probe is worth choosing. */
export interface HealthOptions {
  /** @default the container's portNumber */
  readonly port?: number;
}

/** What of an HTTP probe is worth choosing. */
export interface HttpHealthOptions extends HealthOptions {
  /** The certificate is not checked. @default 'HTTP' */
  readonly scheme?: 'HTTP' | 'HTTPS';
  /** Headers of the request, by name. @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What of a gRPC probe is worth choosing. */
export interface GrpcHealthOptions extends HealthOptions {
  /** The service to ask for. @default the server as a whole */
  readonly service?: string;
}

/** When and how often a probe asks, in the words of Kubernetes. */
export interface Timing {
  /** @default 0 */
  readonly initialDelaySeconds?: number;
  /** @default 10, and 5 until the program has started */
  readonly periodSeconds?: number;
  /** @default 2 */
  readonly timeoutSeconds?: number;
  /** How often in a row it must fail to count. @default 3; 6 for health by the port alone; 30 until the program has started */
  readonly failureThreshold?: number;
}

/**
 * How the kubelet sees that a container works.
 *
 * @example
 * ```ts
 * import { Health } from 'casemate/constructs';
 *
 * const web = Health.http('/healthz', { scheme: 'HTTPS' }).with({ periodSeconds: 5 });
 * const database = Health.tcp();
 * const service = Health.grpc({ service: 'shop.v1.Cart' });
 * const worker = Health.command('/bin/healthy');
 * ```
 */
export class Health {
  private constructor(
    /** The `httpGet`, `tcpSocket`, `grpc` or `exec` of a probe. */
    public readonly toHandler: (port: PortOf) => Readonly<Record<string, JsonValue>>,
    /** When and how often, where it was said. */
    public readonly timing: Timing = {},
  ) {}

  /** A GET request that must be answered with 200 to 399. */
  public static http(path: string, { port: own, scheme = 'HTTP', headers = {} }: HttpHealthOptions = {}): Health {
    const httpHeaders = Object.entries(headers).map(([name, value]) => ({ name, value }));
    return new Health((port) => ({ httpGet: { path, port: port(own), scheme, ...(httpHeaders.length === 0 ? {} : { httpHeaders }) } }));
  }

  /** A connection that must be accepted. */
  public static tcp(options: HealthOptions = {}): Health {
    return new Health((port) => ({ tcpSocket: { port: port(options.port) } }));
  }

  /** The gRPC health checking protocol. */
  public static grpc({ port: own, service }: GrpcHealthOptions = {}): Health {
    return new Health((port) => ({ grpc: { port: port(own), ...(service === undefined ? {} : { service }) } }));
  }

  /** A command that must exit with 0. It runs in the container, so the image must have it. */
  public static command(...command: readonly string[]): Health {
    return new Health(() => ({ exec: { command } }));
  }

  /** The same question at other times. */
  public with(timing: Timing): Health {
    return new Health(this.toHandler, { ...this.timing, ...timing });
  }
}
