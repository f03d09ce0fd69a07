import type { Kind } from './control';

/** What nobody should hold: some of these verbs on some of these resources. */
export interface Grant {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  /** With a slash for a subresource: `pods` does not hold `pods/exec`, only `*` and `*` before the slash do. */
  readonly resources: readonly string[];
}

const RBAC = 'rbac.authorization.k8s.io';

export const roleKinds: readonly Kind[] = [{ apiGroup: RBAC, kind: 'Role' }, { apiGroup: RBAC, kind: 'ClusterRole' }];
export const bindingKinds: readonly Kind[] = [{ apiGroup: RBAC, kind: 'RoleBinding' }, { apiGroup: RBAC, kind: 'ClusterRoleBinding' }];

/**
 * CEL that holds where a rule grants something, by the matching of Kubernetes' own authorizer: verb, API group and resource each equal
 * or `*`. Who reads every resource of the core group reads Secrets.
 */
export const grants = ({ verbs, apiGroups, resources }: Grant): string => {
  const wild = new Set(resources.flatMap((resource) => (resource.includes('/') ? [`*/${resource.split('/')[1]}`] : [])));
  return [
    holds('verbs', 'verb', [...verbs, '*']), holds('apiGroups', 'group', [...apiGroups, '*']),
    holds('resources', 'resource', [...resources, ...wild, '*']),
  ].join(' && ');
};

const holds = (list: string, item: string, values: readonly string[]): string =>
  `rule.?${list}.orValue([]).exists(${item}, ${item} in ['${values.join("', '")}'])`;

/** CEL of whether the rule is for named objects only. Where the request has no name (a create), such a rule grants nothing. */
export const isNamed = 'size(rule.?resourceNames.orValue([])) > 0';

/**
 * CEL of a rule that is nobody's to repair: Kubernetes makes the default roles itself and makes them again at each start, and it overwrites the
 * rules of aggregated ones with those of the roles that they are made from, which are judged where they stand.
 */
export const isKubernetesOwn = 'variables.isDefaultRbac || variables.isAggregated';

/** CEL that holds where a rule, unless it is Kubernetes' own, meets none of the grants. */
export const grantsNone = (...refused: readonly string[]): string =>
  `${isKubernetesOwn} || !(${refused.length === 1 ? refused[0] : refused.map((grant) => `(${grant})`).join(' || ')})`;
