import type { Construct } from 'constructs';
import { connect, type ConnectionOptions } from './connection';
import { contradiction } from './contradiction';
import type { Endpoint, OwnWorkload } from './endpoint';
import { Peer, type Port } from './peer';

/** What of the Internet a program calls. At least one of `addresses`, `names` and `anywhere` is needed. */
export interface InternetOptions {
  /** What people call it; part of the names of the policies. @default 'internet' */
  readonly name?: string;
  /** Ranges of addresses, as CIDRs. @default none */
  readonly addresses?: readonly string[];
  /** Names of DNS, for a platform with Cilium; a leading `*.` stands for one more label. See {@link Peer.names} for what they open. @default none */
  readonly names?: readonly string[];
  /** Why neither can be listed: every public address is open then. The reason stands in the policy. @default closed */
  readonly anywhere?: string;
  /** @default TCP 443 */
  readonly ports?: readonly Port[];
}

/** Who calls a webhook. */
export interface WebhookOptions {
  /**
   * Who the calls of the API server come from, where they do not come from its own address: a proxy into the network of the cluster.
   * @default on GKE and AKS the agents of Konnectivity, elsewhere the API server at the addresses that the platform declares
   */
  readonly through?: Peer;
}

/** Who talks to a workload, and whom it talks to. What nobody says is closed. */
export interface Connected {
  /** Lets its pods call another workload or a {@link Peer}, and nothing else. Both sides get a policy of their own. */
  connectsTo(other: Endpoint, options?: ConnectionOptions): void;

  /** Lets another workload or a {@link Peer} call its pods. */
  isReachedFrom(other: Endpoint, options?: ConnectionOptions): void;

  /** Lets its pods call addresses or names outside of the cluster; never what hands the credentials of a cloud out. */
  reachesInternet(options: InternetOptions): void;

  /** Lets a scraper of metrics call its pods on the port that serves them. */
  isScrapedBy(scraper: Endpoint, port: Port['port']): void;

  /** Lets the API server call a webhook in its pods: without it, every request that the webhook is asked about fails, or passes unseen. */
  isCalledByApiServer(port: Port['port'], options?: WebhookOptions): void;
}

/** What extends a connected kind is a workload. */
const own = (workload: Construct): OwnWorkload => workload as OwnWorkload;

/** A kind of workload, of cdk8s-plus-28 or one that becomes an {@link OwnWorkload} otherwise, that says who it talks to. */
export function connected<Props extends readonly unknown[], Workload extends Construct>(kind: new (...props: Props) => Workload): new (...props: Props) => Workload & Connected {
  const Kind = kind as unknown as abstract new (...props: readonly unknown[]) => Construct;
  abstract class ConnectedWorkload extends Kind implements Connected {
    public connectsTo(other: Endpoint, options?: ConnectionOptions): void {
      connect(own(this), other, options);
    }

    public isReachedFrom(other: Endpoint, options?: ConnectionOptions): void {
      connect(other, own(this), options);
    }

    public reachesInternet(options: InternetOptions): void {
      peersOf(options, this.node.path).forEach((peer) => connect(own(this), peer));
    }

    public isScrapedBy(scraper: Endpoint, port: Port['port']): void {
      connect(scraper, own(this), { ports: [{ port }] });
    }

    public isCalledByApiServer(port: Port['port'], { through = Peer.apiServer() }: WebhookOptions = {}): void {
      connect(through, own(this), { ports: [{ port }] });
    }
  }
  return ConnectedWorkload as unknown as new (...props: Props) => Workload & Connected;
}

/** What is called of the Internet, as sides of connections. */
function peersOf({ name = 'internet', addresses = [], names = [], anywhere, ports = [{ port: 443 }] }: InternetOptions, path: string): readonly Peer[] {
  const peers = [
    ...(addresses.length === 0 ? [] : [Peer.cidr(name, addresses, ports)]),
    ...(names.length === 0 ? [] : [Peer.names(addresses.length === 0 ? name : `${name}-names`, names, ports)]),
    ...(anywhere === undefined ? [] : [Peer.internet(anywhere, ports)]),
  ];
  if (peers.length > 0) return peers;
  throw contradiction({
    code: 'CM5067', path, prop: 'reachesInternet', message: 'says of no address that it is reached',
    repair: "Write { addresses: […] } or { names: […] }, or { anywhere: 'why' } where nobody knows them before.",
  });
}
