import type { Minor } from './manifest/object';

/** Where a cdk8s app keeps its platform: in the context of its constructs. */
export const platformContext = 'casemate.dev/platform';

/** The Kubernetes minors that the kit knows, oldest first. */
export const minors = ['1.28', '1.29', '1.30', '1.31', '1.32', '1.33', '1.34', '1.35', '1.36', '1.37'] as const satisfies readonly Minor[];

/** The minor that is assumed where none is named. */
export const latestMinor = '1.37' satisfies Minor;

/** The number behind a minor: 37 for `1.37`. */
export const minorNumber = (minor: Minor): number => Number(minor.slice(2));

/** A kind of network policy that constructs can write. */
export type NetworkPolicyKind = 'NetworkPolicy' | 'CiliumNetworkPolicy' | 'ClusterNetworkPolicy';

/**
 * What the target cluster is. Only what is declared is used: an undeclared capability counts as absent,
 * so that nothing is written which a cluster may not understand.
 *
 * @example
 * ```ts
 * const platform: Platform = { kubernetes: '1.37', appArmor: true, userNamespaces: true };
 * ```
 */
export interface Platform {
  /** The minor of the API server. @default '1.37' */
  readonly kubernetes?: Minor;
  /** Who runs the control plane. The nodes of `gke-autopilot` are always Container-Optimized OS. */
  readonly provider?: 'kubeadm' | 'eks' | 'gke' | 'gke-autopilot' | 'aks' | 'k3s' | 'rke2' | 'talos';
  /** The network plug-in: it decides which policy dialect works. */
  readonly cni?: 'cilium' | 'calico' | 'aws-vpc-cni' | 'gke-dataplane-v2' | 'azure-cni' | 'antrea' | 'kube-router' | 'ovn-kubernetes';
  /**
   * The kind in which constructs write who may talk to whom. `ClusterNetworkPolicy` is policy.networking.k8s.io/v1alpha2, which the cluster must
   * have; what it cannot say, a source outside of the cluster or a range with exceptions, is written as NetworkPolicy beside it.
   *
   * @default 'CiliumNetworkPolicy' where `cni` is `cilium`, else 'NetworkPolicy'
   */
  readonly networkPolicy?: NetworkPolicyKind;
  /** Where the API server calls from and is called at: the addresses of its endpoints (`kubectl get endpointslices kubernetes`), as CIDRs. @default unknown */
  readonly apiServer?: readonly string[];
  /** Addresses of node-local DNS caches, which no pod selector reaches, as CIDRs: `169.254.20.10/32`. @default none */
  readonly nodeLocalDns?: readonly string[];
  /** What runs on the nodes: it decides whether they have AppArmor. Windows is refused: what the kit writes is for Linux. */
  readonly nodeOs?: NodeOs;
  /**
   * The service mesh. With `istio-cni` and `linkerd-cni` a sidecar in each pod, redirected to by the node; `istio-ambient` has none.
   * Those that redirect with an init container of their own are refused: it needs NET_ADMIN, which the restricted standard does not allow.
   */
  readonly mesh?: 'istio-cni' | 'istio-ambient' | 'linkerd-cni' | 'istio-init' | 'linkerd-init';
  /** Whether the nodes' kernel and runtime have AppArmor. A pod that asks for it elsewhere does not start. @default what nodeOs says, else false */
  readonly appArmor?: boolean;
  /** Whether kernel, runtime and volumes support `hostUsers: false`. @default false */
  readonly userNamespaces?: boolean;
  /**
   * Whether the container runtime of all nodes knows `supplementalGroupsPolicy` (containerd 2.0, CRI-O 1.31), from 1.33 on: a pod gets
   * the groups of its manifest, and none that the image adds. Where a node's runtime does not know it, the kubelet refuses the pod.
   * @default false
   */
  readonly supplementalGroupsPolicy?: boolean;
  /** Whether to add the deprecated AppArmor and seccomp annotations, which some scanners still demand. @default false */
  readonly legacyAnnotations?: boolean;
}

/** Operating systems of nodes. */
export type NodeOs =
  | 'ubuntu' | 'debian' | 'container-optimized-os' | 'amazon-linux' | 'azure-linux' | 'bottlerocket' | 'flatcar' | 'rhel' | 'rhcos' | 'talos'
  | 'windows';

/** Those with AppArmor, as they come. The others have SELinux, or neither. */
const WITH_APP_ARMOR: ReadonlySet<NodeOs> = new Set(['ubuntu', 'debian', 'container-optimized-os']);

/** A platform with what follows from the rest of it. */
export function completed(platform: Platform): Platform {
  const nodeOs = platform.nodeOs ?? (platform.provider === 'gke-autopilot' ? 'container-optimized-os' : undefined);
  if (nodeOs === undefined || platform.appArmor !== undefined) return platform;
  return { ...platform, nodeOs, appArmor: WITH_APP_ARMOR.has(nodeOs) };
}
