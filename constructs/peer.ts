import type { JsonValue } from '../src/manifest/object';
import { CasemateError } from '../src/error';

/** A port of a network policy. */
export interface Port {
  readonly port: number;
  /** @default 'TCP' */
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
}

/** What a network policy says about the other side. */
export type PeerSelector = Readonly<Record<string, JsonValue>>;

/**
 * The other side of a connection, where it is not a workload of this app.
 *
 * @example
 * ```ts
 * import { Peer } from 'casemate/constructs';
 *
 * const ingress = Peer.ingressController('ingress-nginx');
 * const monitoring = Peer.pods('monitoring', { 'app.kubernetes.io/name': 'prometheus' });
 * const api = Peer.apiServer('203.0.113.10/32');
 * ```
 */
export class Peer {
  private constructor(
    /** What people call it; part of the names of policies. */
    public readonly name: string,
    public readonly selector: PeerSelector,
    /** Where it listens; empty for one that only calls. */
    public readonly ports: readonly Port[],
  ) {}

  /** All pods of the namespace that the ingress controller runs in. */
  public static ingressController(namespace: string): Peer {
    return Peer.namespace(namespace);
  }

  /** All pods of a namespace. */
  public static namespace(namespace: string, ports: readonly Port[] = []): Peer {
    return new Peer(namespace, inNamespace(namespace), ports);
  }

  /** The pods of a namespace that have these labels. */
  public static pods(namespace: string, labels: Readonly<Record<string, string>>, ports: readonly Port[] = []): Peer {
    if (Object.keys(labels).length === 0) {
      throw refused('labels', 'no labels select every pod of the namespace', 'Name at least one label, or write Peer.namespace().');
    }
    const name = labels['app.kubernetes.io/name'] ?? Object.values(labels)[0] ?? '';
    return new Peer(`${namespace}-${name}`, { ...inNamespace(namespace), podSelector: { matchLabels: labels } }, ports);
  }

  /** Addresses outside of the cluster. (Those of pods change, and network plug-ins disagree on what a policy on them means.) */
  public static cidr(name: string, cidr: string, ports: readonly Port[]): Peer {
    if (!isCidr(cidr)) {
      const repair = 'Write an address and the length of its prefix, such as 203.0.113.10/32.';
      throw refused('cidr', `${JSON.stringify(cidr)} is not a range of addresses`, repair);
    }
    if (cidr.endsWith('/0')) throw refused('cidr', `${cidr} is the whole internet`, 'Name the addresses that the program needs.');
    return new Peer(name, { ipBlock: { cidr } }, ports);
  }

  /**
   * The API server, which is not a pod: the address is that of its endpoint (`kubectl get endpointslices kubernetes`), not of the Service.
   *
   * @param port where it listens there
   */
  public static apiServer(cidr: string, port = 6443): Peer {
    return Peer.cidr('api-server', cidr, [{ port }]);
  }
}

const inNamespace = (name: string): PeerSelector => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });

const isCidr = (cidr: string): boolean => /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:]*)\/\d{1,3}$/i.test(cidr);

function refused(prop: string, message: string, repair: string): CasemateError {
  return new CasemateError({ code: 'CM5060', message: `Peer: ${message}. ${repair}`, place: { field: prop }, repair });
}
