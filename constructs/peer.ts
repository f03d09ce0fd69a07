import { CasemateError } from '../src/error';
import { blocksWithoutCredentials, cidrProblem, NOT_PUBLIC } from './addresses';
import type { Labels, Side } from './dialects/opening';

/** A port of a network policy. */
export interface Port {
  /** Its number, or the name that a container of the called side gives it. */
  readonly port: number | string;
  /** @default 'TCP', and for a name what the container says */
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
}

const POD_IDENTITY = ['169.254.170.23/32', 'fd00:ec2::23/128'] as const;

/**
 * The other side of a connection, where it is not a workload of this app.
 *
 * @example
 * ```ts
 * import { Peer } from 'casemate/constructs';
 *
 * const ingress = Peer.ingressController('traefik');
 * const monitoring = Peer.pods('monitoring', { 'app.kubernetes.io/name': 'prometheus' });
 * const api = Peer.apiServer('203.0.113.10/32');
 * ```
 */
export class Peer {
  private constructor(
    /** What people call it; part of the names of policies. */
    public readonly name: string,
    /** What policies say of it. */
    public readonly side: Side,
    /** Where it listens; empty for one that only calls. */
    public readonly ports: readonly Port[],
    /** Why it is open; part of what policies say to people. */
    public readonly reason?: string,
  ) {}

  /** The pods of an ingress controller: all of its namespace, or those with these labels. */
  public static ingressController(namespace: string, labels: Labels = {}): Peer {
    return new Peer(namespace, { kind: 'pods', namespace, labels }, []);
  }

  /** The pods that serve a Gateway: all of their namespace, or those with these labels. */
  public static gateway(namespace: string, labels: Labels = {}): Peer {
    return Peer.ingressController(namespace, labels);
  }

  /** All pods of a namespace. */
  public static namespace(namespace: string, ports: readonly Port[] = []): Peer {
    return new Peer(namespace, { kind: 'pods', namespace, labels: {} }, ports);
  }

  /** The pods of a namespace that have these labels. */
  public static pods(namespace: string, labels: Labels, ports: readonly Port[] = []): Peer {
    if (Object.keys(labels).length === 0) {
      throw refused('labels', 'no labels select every pod of the namespace', 'Name at least one label, or write Peer.namespace().');
    }
    const name = labels['app.kubernetes.io/name'] ?? Object.values(labels)[0] ?? '';
    return new Peer(`${namespace}-${name}`, { kind: 'pods', namespace, labels }, ports);
  }

  /**
   * Addresses outside of the cluster. (Those of pods change, and network plug-ins disagree on what a policy on them means.) What hands
   * the credentials of a cloud out is never among them.
   */
  public static cidr(name: string, cidr: string | readonly string[], ports: readonly Port[]): Peer {
    const cidrs = typeof cidr === 'string' ? [cidr] : cidr;
    if (cidrs.length === 0) throw refused('cidr', 'there is none, and no address stands for every address', 'Name the addresses that the program needs.');
    for (const one of cidrs) {
      const problem = cidrProblem(one);
      if (problem !== undefined) throw refused('cidr', problem.message, problem.repair);
    }
    return new Peer(name, { kind: 'addresses', blocks: blocksWithoutCredentials(cidrs) }, ports);
  }

  /**
   * Names of DNS outside of the cluster, for a cluster with Cilium; a leading `*.` stands for one more label. The pod may then reach every
   * address that it was told for such a name: a name that shares its address with others (a content delivery network) opens those as well.
   */
  public static names(name: string, names: readonly string[], ports: readonly Port[] = [{ port: 443 }]): Peer {
    if (names.length === 0) throw refused('names', 'there is none', 'Name the hosts that the program calls.');
    const wrong = names.find((one) => !DNS_NAME.test(one));
    if (wrong !== undefined) {
      throw refused('names', `${JSON.stringify(wrong)} is not a name of DNS`, 'Write lower case names such as api.example.com or *.example.com.');
    }
    const inCluster = names.find((one) => /\.svc(\.|$)|\.cluster\.local$/.test(one));
    if (inCluster !== undefined) {
      throw refused('names', `${JSON.stringify(inCluster)} is a Service of the cluster, whose pods no name stands for`, 'Write connectsTo() with the workload, or Peer.pods().');
    }
    return new Peer(name, { kind: 'names', names: [...new Set(names)].sort() }, ports);
  }

  /**
   * Every public address, of IPv4 and of IPv6: no private one, no link-local one, nothing that hands the credentials of a cloud out.
   *
   * @param reason why no list of addresses or names can be given; it stands in the policy
   */
  public static internet(reason: string, ports: readonly Port[] = [{ port: 443 }]): Peer {
    if (reason.trim().length < SHORTEST_REASON) {
      throw refused('reason', `${JSON.stringify(reason)} does not say why the whole Internet is open`, 'Say in a sentence what the program calls there.');
    }
    // All of IPv6's addresses that are somebody's on the Internet, and no private ones, are in this range (RFC 4291 §2.4).
    const blocks = [{ cidr: '0.0.0.0/0', except: NOT_PUBLIC }, { cidr: '2000::/3', except: [] }];
    return new Peer('anywhere', { kind: 'addresses', blocks }, ports, reason.trim());
  }

  /**
   * The API server, which is not a pod: the address is that of its endpoint (`kubectl get endpointslices kubernetes`), not of the Service.
   *
   * @param cidr @default `apiServer` of the platform; Cilium needs none
   * @param port where it listens there
   */
  public static apiServer(cidr?: string, port = 6443): Peer {
    const { side } = cidr === undefined ? { side: { blocks: [] } } : Peer.cidr('api-server', cidr, []);
    return new Peer('api-server', { kind: 'api-server', blocks: 'blocks' in side ? side.blocks : [] }, [{ port }]);
  }

  /** The agent of EKS Pod Identity on the node: it gives credentials to pods whose token EKS knows, and to nobody else. */
  public static eksPodIdentity(): Peer {
    return new Peer('eks-pod-identity', { kind: 'addresses', blocks: POD_IDENTITY.map((cidr) => ({ cidr, except: [] })) }, [{ port: 80 }]);
  }

  /**
   * The metadata server of GKE on the node: with Workload Identity Federation it gives credentials to the account of the pod, and none of the node.
   *
   * @param isDataplaneV2 - with Dataplane V2 it has the address of the machine's own, 169.254.169.254, which network-block-metadata finds
   */
  public static gkeMetadataServer(isDataplaneV2 = false): Peer {
    const [cidr, port] = isDataplaneV2 ? ['169.254.169.254/32', 80] as const : ['169.254.169.252/32', 988] as const;
    return new Peer('gke-metadata-server', { kind: 'addresses', blocks: [{ cidr, except: [] }] }, [{ port }]);
  }
}

const SHORTEST_REASON = 10;

/** At least two labels, in lower case, as resolvers are asked for them. */
const DNS_NAME = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

function refused(prop: string, message: string, repair: string): CasemateError {
  return new CasemateError({ code: 'CM5060', message: `Peer: ${message}. ${repair}`, place: { field: prop }, repair });
}
