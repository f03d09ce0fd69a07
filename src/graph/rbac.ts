import { fieldsAt, itemsAt } from '../manifest/fields';
import type { ObjectSet } from '../controls/graph-control';
import type { KubernetesObject } from '../manifest/object';
import { namespaceOf } from './object-set';

const apiGroup = 'rbac.authorization.k8s.io';

export const rbacKinds = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map((kind) => ({ apiGroup, kind }));

/** Whom a binding is for. */
export interface Subject {
  readonly kind: string;
  readonly name: string;
  /** Of a service account. */
  readonly namespace: string;
}

export const bindingsOf = (set: ObjectSet): readonly KubernetesObject[] =>
  [...set.ofKind(apiGroup, 'RoleBinding'), ...set.ofKind(apiGroup, 'ClusterRoleBinding')];

/** The subjects of a binding. A service account without a namespace is of the namespace of the RoleBinding. */
export const subjectsOf = (binding: KubernetesObject): readonly Subject[] => itemsAt(binding, 'subjects').map(({ kind, name, namespace }) => (
  { kind: String(kind ?? ''), name: String(name ?? ''), namespace: String(namespace ?? namespaceOf(binding)) }
));

/** The role of a binding as far as the set has it: by group, kind and name, and a Role in the namespace of the binding only. */
export function roleOf(binding: KubernetesObject, set: ObjectSet): KubernetesObject | undefined {
  const { apiGroup: group = apiGroup, kind, name } = fieldsAt(binding, 'roleRef');
  if (group !== apiGroup || (kind !== 'ClusterRole' && (kind !== 'Role' || binding.kind !== 'RoleBinding'))) return undefined;
  const roles = kind === 'ClusterRole' ? set.ofKind(apiGroup, kind) : set.ofKindIn(apiGroup, kind, namespaceOf(binding));
  return roles.find((role) => role.metadata?.name === name);
}

/** Whether the API server makes the role or the binding itself: what `variables.isDefaultRbac` says in CEL. */
export const isKubernetesOwn = ({ metadata }: KubernetesObject): boolean => metadata?.labels?.['kubernetes.io/bootstrapping'] === 'rbac-defaults'
  && (metadata.name?.startsWith('system:') === true || DEFAULT_CLUSTER_ROLES.has(metadata.name ?? ''));

const DEFAULT_CLUSTER_ROLES: ReadonlySet<string> = new Set(['cluster-admin', 'admin', 'edit', 'view']);

/** Whether every cluster has the role of a binding, because the API server makes it. Only Kubernetes' own names begin with `system:`. */
export function isDefaultRole(binding: KubernetesObject): boolean {
  const { kind, name } = fieldsAt(binding, 'roleRef');
  const text = String(name);
  if (text.startsWith('system:')) return true;
  if (kind === 'ClusterRole') return DEFAULT_CLUSTER_ROLES.has(text);
  return text === 'extension-apiserver-authentication-reader' && namespaceOf(binding) === 'kube-system';
}
