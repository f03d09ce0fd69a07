import { ApiObject, type ApiObjectMetadata, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Rule } from './rule';
import { seal } from './seal';

const API_GROUP = 'rbac.authorization.k8s.io';

/** Whom a binding is for, as Kubernetes writes it. */
export type Subject =
  | { readonly kind: 'ServiceAccount'; readonly name: string; readonly namespace: string }
  | { readonly kind: 'Group'; readonly name: string; readonly apiGroup: typeof API_GROUP };

/** A role, and how to refer to it. */
export interface RoleReference {
  readonly kind: 'Role' | 'ClusterRole';
  readonly name: string;
}

type RoleMetadata = ApiObjectMetadata & { readonly name: string };

/** Adds a role with rules, which may grow until synth. */
export function addRole(scope: Construct, kind: RoleReference['kind'], metadata: RoleMetadata, rules: readonly Rule[]): RoleReference & { readonly object: ApiObject } {
  const object = new ApiObject(scope, kind, { apiVersion: `${API_GROUP}/v1`, kind, metadata, rules: Lazy.any({ produce: () => toPolicyRules(rules) }) });
  seal(object);
  return { kind, name: metadata.name, object };
}

/** Binds a role: in the namespace of the metadata, or for the whole cluster where they have none. */
export function addBinding(scope: Construct, metadata: ApiObjectMetadata, { kind: roleKind, name }: RoleReference, subjects: readonly Subject[]): void {
  const kind = metadata.namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding';
  seal(new ApiObject(scope, kind, { apiVersion: `${API_GROUP}/v1`, kind, metadata, roleRef: { apiGroup: API_GROUP, kind: roleKind, name }, subjects }));
}

interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

/** One rule for each target and set of names, whatever the order in the program. */
function toPolicyRules(rules: readonly Rule[]): PolicyRule[] {
  const byTarget = new Map<string, PolicyRule>();
  for (const { verb, target, names } of rules) {
    const key = JSON.stringify([target, names ?? []]);
    const verbs = new Set([...(byTarget.get(key)?.verbs ?? []), verb]);
    byTarget.set(key, {
      ...('url' in target ? { nonResourceURLs: [target.url] } : { apiGroups: [target.apiGroup], resources: [target.resource] }),
      ...(names === undefined ? {} : { resourceNames: names }),
      verbs: [...verbs].sort(),
    });
  }
  return [...byTarget].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule);
}
