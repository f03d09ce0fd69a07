import type { Kind } from './control';

/** The API group of a version: empty for `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

const kindsIn = (apiGroup: string, ...kinds: readonly string[]): readonly Kind[] => kinds.map((kind) => ({ apiGroup, kind }));

/** The kinds that people name themselves, workloads aside. */
export const namedKinds: readonly Kind[] = [
  ...kindsIn('', 'ConfigMap', 'Namespace', 'PersistentVolumeClaim', 'ResourceQuota', 'LimitRange', 'Secret', 'Service', 'ServiceAccount'),
  ...kindsIn('networking.k8s.io', 'Ingress', 'NetworkPolicy'),
  ...kindsIn('policy', 'PodDisruptionBudget'),
  ...kindsIn('rbac.authorization.k8s.io', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'),
];
