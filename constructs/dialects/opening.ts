import type { JsonValue } from '../../src/manifest/object';

/** Labels by name. */
export type Labels = Readonly<Record<string, string>>;

/** A port of a network policy. */
export interface PolicyPort {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
}

/** A range of addresses, without some. */
export interface Block {
  readonly cidr: string;
  readonly except: readonly string[];
}

/** The other side of a connection, as policies see it. */
export type Side =
  /** The pods with all of these labels, in the namespace of the policy where none is named. */
  | { readonly kind: 'pods'; readonly namespace: string | undefined; readonly labels: Labels }
  | { readonly kind: 'addresses'; readonly blocks: readonly Block[] }
  /** What these DNS names stand for when the pod asks; `*.` stands for one more label. */
  | { readonly kind: 'names'; readonly names: readonly string[] }
  /** The API server, and the addresses of its endpoints where they are known. */
  | { readonly kind: 'api-server'; readonly blocks: readonly Block[] };

/** What one policy opens: one direction, between the pods of one workload and one other side. */
export interface Opening {
  readonly direction: 'Ingress' | 'Egress';
  readonly namespace: string | undefined;
  readonly podLabels: Labels;
  readonly other: Side;
  /** Never empty: no port would be every port. */
  readonly ports: readonly PolicyPort[];
  /** Who talks to whom on what, for people. */
  readonly description: string;
}

/** What a policy is made of, but for its metadata. */
export interface PolicyObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Whether it stands in no namespace. */
  readonly isForCluster: boolean;
  readonly spec: Readonly<Record<string, JsonValue>>;
}

/** What a namespace begins with. */
export interface Isolation {
  readonly namespace: string;
  /** Addresses of node-local DNS caches, which no pod selector reaches. */
  readonly nodeLocalDns: readonly string[];
}

/** How one kind of network policy says it. */
export interface Dialect {
  /** Whether it knows names of DNS. */
  readonly hasNames: boolean;
  /** Whether it finds the API server by itself. */
  readonly knowsApiServer: boolean;
  readonly open: (opening: Opening) => PolicyObject;
  /** Nothing passes but DNS: by the names of the policies. */
  readonly isolate: (isolation: Isolation) => Readonly<Record<string, PolicyObject>>;
}

/** The label that Kubernetes itself gives to every namespace: nobody can take it. */
export const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Where the DNS of the cluster is, whatever program it runs. */
export const CLUSTER_DNS = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } } as const;
