import type { NetworkPolicyKind, Platform } from '../../src/platform';
import { ciliumNetworkPolicyDialect } from './cilium-network-policy';
import { clusterNetworkPolicyDialect } from './cluster-network-policy';
import { networkPolicyDialect } from './network-policy';
import type { Dialect } from './opening';

const dialects: Readonly<Record<NetworkPolicyKind, Dialect>> = {
  NetworkPolicy: networkPolicyDialect,
  CiliumNetworkPolicy: ciliumNetworkPolicyDialect,
  ClusterNetworkPolicy: clusterNetworkPolicyDialect,
};

/** In which kind a platform is told who may talk to whom. */
export const dialectOf = ({ cni, networkPolicy = cni === 'cilium' ? 'CiliumNetworkPolicy' : 'NetworkPolicy' }: Platform): Dialect => dialects[networkPolicy];
