import type { KubernetesObject } from '../../src/manifest/object';

const made = (apiVersion: string, kind: string, spec: object, namespace?: string): KubernetesObject =>
  ({ apiVersion, kind, metadata: { name: 'case', ...(namespace !== undefined && { namespace }) }, spec });

export const cilium = (spec: object, namespace = 'shop'): KubernetesObject => made('cilium.io/v2', 'CiliumNetworkPolicy', spec, namespace);
export const ciliumClusterwide = (spec: object): KubernetesObject => made('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', spec);
export const calico = (spec: object, namespace = 'shop'): KubernetesObject => made('projectcalico.org/v3', 'NetworkPolicy', spec, namespace);
export const calicoGlobal = (spec: object): KubernetesObject => made('crd.projectcalico.org/v1', 'GlobalNetworkPolicy', spec);
export const clusterPolicy = (spec: object): KubernetesObject => made('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', spec);
export const adminPolicy = (spec: object): KubernetesObject => made('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', spec);
export const baselinePolicy = (spec: object): KubernetesObject => made('policy.networking.k8s.io/v1alpha1', 'BaselineAdminNetworkPolicy', spec);
