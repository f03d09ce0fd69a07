import { isKubernetesOwn, rbacKinds, roleOf, subjectsOf } from '../../graph/rbac';
import { isNamespacedResource } from '../../graph/resource-scope';
import type { KubernetesObject, Minor } from '../../manifest/object';
import { needs, type FixContext } from '../control';
import { type Fields, fieldsAt, itemsAt, stringsAt } from '../../manifest/fields';
import { type GraphContext, graphControl, type GraphFailure, type ObjectSet } from '../graph-control';
import { nist800190, nsa, owaspK10 } from '../references';
import { decide, type ProposedEdit } from '../proposal';

export const rbacNamespaced = graphControl({
  id: 'rbac-namespaced',
  title: 'Workloads write in namespaces, not in the cluster',
  layer: 'cluster',
  component: 'rbac',
  severity: 'medium',
  rationale: 'What a RoleBinding grants in one namespace, a ClusterRoleBinding grants in all, kube-system among them, and in those that come later.',
  remediation: 'Bind the role by a RoleBinding in each namespace in which the workload writes, instead of a ClusterRoleBinding.',
  references: [nsa('A2'), nist800190('4.3.1'), owaspK10('2025', 'K02')],
  reads: rbacKinds,
  findAll: clusterWide,
});

/** Default roles that write, and hold nothing but resources of namespaces. */
const DEFAULTS: ReadonlySet<string> = new Set(['admin', 'edit']);

function* clusterWide({ set, kubernetes }: GraphContext): Iterable<GraphFailure> {
  for (const binding of set.ofKind('rbac.authorization.k8s.io', 'ClusterRoleBinding')) {
    if (isKubernetesOwn(binding) || !subjectsOf(binding).some(({ kind }) => kind === 'ServiceAccount') || !couldBeNamespaced(binding, set, kubernetes)) continue;
    const { name } = fieldsAt(binding, 'roleRef');
    yield {
      object: binding, path: ['kind'], expected: 'RoleBinding where all that the role grants is in namespaces',
      actual: `ClusterRoleBinding of ${JSON.stringify(name)}`, fix: needs('in which namespaces the workload writes', inNamespace),
    };
  }
}

function couldBeNamespaced(binding: KubernetesObject, set: ObjectSet, minor: Minor): boolean {
  const role = roleOf(binding, set);
  if (role === undefined) return DEFAULTS.has(String(fieldsAt(binding, 'roleRef')['name']));
  const rules = itemsAt(role, 'rules');
  return rules.every((rule) => isNamespaced(rule, minor)) && rules.some(isMoreThanReading);
}

/** Whether a rule is about resources of namespaces only, as far as that is known. */
const isNamespaced = (rule: Fields, minor: Minor): boolean => itemsIn(rule).length > 0
  && itemsIn(rule).every(([apiGroup, resource]) => isNamespacedResource(apiGroup, resource, minor) === true);

const itemsIn = (rule: Fields): readonly (readonly [apiGroup: string, resource: string])[] =>
  stringsAt(rule, 'apiGroups').flatMap((apiGroup) => stringsAt(rule, 'resources').map((resource) => [apiGroup, resource] as const));

const READING: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

/** A controller that watches the whole cluster has to read all of it, and tells of what it does by events. */
function isMoreThanReading(rule: Fields): boolean {
  const resources = stringsAt(rule, 'resources').filter((resource) => resource !== 'events');
  return resources.includes('secrets') || (resources.length > 0 && stringsAt(rule, 'verbs').some((verb) => !READING.has(verb)));
}

function inNamespace({ path }: FixContext): readonly ProposedEdit[] {
  return [{ path, value: 'RoleBinding' }, { path: ['metadata', 'namespace'], value: decide('the namespace that the workload writes to', 'shop') }];
}
