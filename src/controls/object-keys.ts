import type { Kind } from './control';

const kindsIn = (apiGroup: string, ...kinds: readonly string[]): readonly Kind[] => kinds.map((kind) => ({ apiGroup, kind }));

/** The kinds that people name themselves, workloads aside. */
export const namedKinds: readonly Kind[] = [
  ...kindsIn('', 'ConfigMap', 'Namespace', 'PersistentVolumeClaim', 'ResourceQuota', 'LimitRange', 'Secret', 'Service', 'ServiceAccount'),
  ...kindsIn('networking.k8s.io', 'Ingress', 'NetworkPolicy'),
  ...kindsIn('policy', 'PodDisruptionBudget'),
  ...kindsIn('rbac.authorization.k8s.io', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'),
];
