import type { JsonValue } from '../src/manifest/object';

/** Where a probe that names no port finds one. */
type PortOf = (declared: number | undefined) => number;

/** What of a probe is worth choosing. */
export interface HealthOptions {
  /** @default the container's portNumber */
  readonly port?: number;
}

/**
 * How the kubelet sees that a container works.
 *
 * @example
 * ```ts
 * import { Health } from 'casemate/constructs';
 *
 * const web = Health.http('/healthz');
 * const database = Health.tcp();
 * const worker = Health.command('/bin/healthy');
 * ```
 */
export class Health {
  private constructor(
    /** The `httpGet`, `tcpSocket`, `grpc` or `exec` of a probe. */
    public readonly toHandler: (port: PortOf) => Readonly<Record<string, JsonValue>>,
  ) {}

  /** A GET request that must be answered with 200 to 399. */
  public static http(path: string, options: HealthOptions = {}): Health {
    return new Health((port) => ({ httpGet: { path, port: port(options.port), scheme: 'HTTP' } }));
  }

  /** A connection that must be accepted. */
  public static tcp(options: HealthOptions = {}): Health {
    return new Health((port) => ({ tcpSocket: { port: port(options.port) } }));
  }

  /** The gRPC health checking protocol. */
  public static grpc(options: HealthOptions & { /** The service to ask for. */ readonly service?: string } = {}): Health {
    const service: Readonly<Record<string, string>> = options.service === undefined ? {} : { service: options.service };
    return new Health((port) => ({ grpc: { port: port(options.port), ...service } }));
  }

  /** A command that must exit with 0. It runs in the container, so the image must have it. */
  public static command(...command: readonly string[]): Health {
    return new Health(() => ({ exec: { command } }));
  }
}
