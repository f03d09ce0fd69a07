import type { KubernetesObject } from '../../src/manifest/object';
import type { ControlCase, DeniedCase } from './test-control';

const apiVersion = 'rbac.authorization.k8s.io/v1';

/** A rule, by what it grants. */
export interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** A ClusterRole with one rule. */
export const clusterRole = (rule: Rule, more: object = {}): KubernetesObject =>
  ({ apiVersion, kind: 'ClusterRole', metadata: { name: 'case' }, rules: [rule], ...more });

/** A Role with one rule. */
export const role = (rule: Rule, namespace = 'shop'): KubernetesObject =>
  ({ apiVersion, kind: 'Role', metadata: { name: 'case', namespace }, rules: [rule] });

/** A role that the API server makes itself. */
const defaultRole = (rule: Rule, name: string, label = 'rbac-defaults'): KubernetesObject =>
  clusterRole(rule, { metadata: { name, labels: { 'kubernetes.io/bootstrapping': label } } });

export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export const serviceAccount = (name = 'app', namespace = 'shop'): Subject => ({ kind: 'ServiceAccount', name, namespace });
export const user = (name: string): Subject => ({ kind: 'User', name });
export const group = (name: string): Subject => ({ kind: 'Group', name });

/** A ClusterRoleBinding of a ClusterRole. */
export const clusterRoleBinding = (subjects: readonly Subject[], roleName = 'case', metadata: object = { name: 'case' }): KubernetesObject =>
  ({ apiVersion, kind: 'ClusterRoleBinding', metadata, roleRef: roleRef('ClusterRole', roleName), subjects: subjects.map(withGroup) });

/** A RoleBinding in the namespace shop. */
export const roleBinding = (subjects: readonly Subject[], roleName = 'case', roleKind = 'Role', namespace = 'shop'): KubernetesObject => ({
  apiVersion, kind: 'RoleBinding', metadata: { name: 'case', namespace }, roleRef: roleRef(roleKind, roleName), subjects: subjects.map(withGroup),
});

const roleRef = (kind: string, name: string): object => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name });
const withGroup = (subject: Subject): object =>
  (subject.kind === 'ServiceAccount' ? subject : { ...subject, apiGroup: 'rbac.authorization.k8s.io' });

/** The metadata of a binding that the API server makes itself. */
export const defaultMetadata = (name: string): object => ({ name, labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } });

/** What a control refuses: each of the verbs, on each of the resources of each of the groups. */
export interface RefusedGrant {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  /** Where they are refused. @default every revision */
  readonly kubernetes?: ControlCase['kubernetes'];
}

interface RuleCases {
  readonly allows: ControlCase[];
  readonly denies: DeniedCase[];
}

const first = (items: readonly string[]): string => items[0] ?? '';
const describe = ({ verbs, apiGroups = [], resources = [] }: Rule): string => `${verbs.join()} ${apiGroups.join()}/${resources.join()}`;

/**
 * Cases for what a control refuses: each verb, group and resource, and `*` in the place of each, alone and among others; and that two of the
 * three are not enough, that a resource does not hold its subresources, and that Kubernetes' own roles are left alone.
 */
export function ruleCases(refused: RefusedGrant, field: string, needs: string): RuleCases {
  const bad = { verbs: [first(refused.verbs)], apiGroups: [first(refused.apiGroups)], resources: [first(refused.resources)] };
  const wild = [...new Set(refused.resources.flatMap((resource) => (resource.includes('/') ? [`*/${resource.split('/')[1] ?? ''}`] : [])))];
  const denied: readonly Rule[] = [
    ...refused.verbs.map((verb) => ({ ...bad, verbs: [verb] })),
    ...refused.apiGroups.slice(1).map((apiGroup) => ({ ...bad, apiGroups: [apiGroup] })),
    ...refused.resources.slice(1).map((resource) => ({ ...bad, resources: [resource] })),
    ...wild.map((resource) => ({ ...bad, resources: [resource] })),
    { ...bad, verbs: ['*'] }, { ...bad, apiGroups: ['*'] }, { ...bad, resources: ['*'] },
    { verbs: ['example', ...bad.verbs], apiGroups: ['example.com', ...bad.apiGroups], resources: ['examples', ...bad.resources] },
  ];
  const allowed: readonly Rule[] = [
    { ...bad, verbs: ['example'] }, { ...bad, apiGroups: ['example.com'] }, { ...bad, resources: ['examples'] },
    { verbs: ['example'], apiGroups: ['example.com'], resources: ['examples'] },
    ...refused.resources.map((resource) => ({ ...bad, resources: [resource.includes('/') ? resource.slice(0, resource.indexOf('/')) : `${resource}/example`] })),
    { verbs: bad.verbs, nonResourceURLs: ['/metrics'] },
  ];
  const { kubernetes } = refused;
  const at = kubernetes === undefined ? {} : { kubernetes };
  return {
    allows: unique([
      ...allowed.map((rule) => ({ name: describe(rule), object: clusterRole(rule), ...at })),
      ...['system:example', 'cluster-admin', 'admin', 'edit', 'view'].map((name) => ({ name: `${describe(bad)} of the default role ${name}`, object: defaultRole(bad, name), ...at })),
      { name: `${describe(bad)} of an aggregated role`, object: clusterRole(bad, { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } }), ...at },
    ]),
    denies: unique([
      ...denied.map((rule) => ({ name: describe(rule), object: clusterRole(rule), field, needs, ...at })),
      { name: `${describe(bad)} of a role that only has the name of a default one`, object: clusterRole(bad, { metadata: { name: 'system:example' } }), field, needs, ...at },
      { name: `${describe(bad)} of a role that only has the label of the default ones`, object: defaultRole(bad, 'example'), field, needs, ...at },
      { name: `${describe(bad)} of a role with another label`, object: defaultRole(bad, 'system:example', 'example'), field, needs, ...at },
    ]),
  };
}

const unique = <T extends ControlCase>(cases: readonly T[]): T[] => [...new Map(cases.map((one) => [one.name, one])).values()];

/** The cases of several grants as one control's. */
export function joined(...several: readonly RuleCases[]): RuleCases {
  return { allows: unique(several.flatMap(({ allows }) => allows)), denies: unique(several.flatMap(({ denies }) => denies)) };
}
