import { namespaceOf } from '../../graph/object-set';
import { bindingsOf, isDefaultRole, rbacKinds, roleOf, subjectsOf } from '../../graph/rbac';
import { type Needs, needs } from '../control';
import { fieldsAt } from '../../manifest/fields';
import type { KubernetesObject } from '../../manifest/object';
import { type GraphContext, graphControl, type GraphFailure, type ObjectSet } from '../graph-control';
import { kubescape, nsa, owaspK10 } from '../references';
import { decide } from '../proposal';

export const rbacNoDangling = graphControl({
  id: 'rbac-no-dangling',
  title: 'Bindings and pods name roles and service accounts that exist',
  layer: 'cluster',
  component: 'rbac',
  severity: 'low',
  rationale: 'A binding to what does not exist waits: whoever may create a service account or a role of that name gets the permissions.',
  remediation: 'Create the role or the service account that is named, or remove the binding.',
  references: [nsa('A2'), owaspK10('2025', 'K02'), kubescape('C-0307')],
  peers: { kubeLinter: 'non-existent-service-account', kubescape: 'C-0307' },
  reads: ['workloads', { apiGroup: '', kind: 'ServiceAccount' }, ...rbacKinds],
  findAll: dangling,
});

const RBAC = 'rbac.authorization.k8s.io';
/** One of those that there are. */
const fixOf = (candidates: readonly KubernetesObject[]): Needs => {
  const [first] = candidates.flatMap(({ metadata }) => metadata?.name ?? []).sort();
  return first === undefined ? needs('what the name should be') : needs('what the name should be', decide('the name that is meant', first));
};

function* dangling({ set }: GraphContext): Iterable<GraphFailure> {
  for (const binding of bindingsOf(set)) {
    const { kind } = fieldsAt(binding, 'roleRef');
    if (knowsRoles(set, kind, namespaceOf(binding)) && !isDefaultRole(binding) && roleOf(binding, set) === undefined) {
      const { name } = fieldsAt(binding, 'roleRef');
      const missing = { kinds: [String(kind)], ...(kind === 'Role' && { namespace: namespaceOf(binding) }), name: String(name) };
      yield { object: binding, path: ['roleRef', 'name'], expected: `a ${String(kind)} that exists`, fix: fixOf(rolesFor(set, kind, namespaceOf(binding))), missing };
    }
    for (const [index, subject] of subjectsOf(binding).entries()) {
      if (subject.kind !== 'ServiceAccount' || exists(set, subject.namespace, subject.name)) continue;
      yield { object: binding, path: ['subjects', index, 'name'], ...accountThatExists(set, subject.namespace, subject.name) };
    }
  }
  for (const { object, namespace, podSpec, podSpecPath } of set.workloads) {
    const { serviceAccountName } = podSpec;
    if (typeof serviceAccountName !== 'string' || serviceAccountName === '' || exists(set, namespace, serviceAccountName)) continue;
    yield { object, path: [...podSpecPath, 'serviceAccountName'], ...accountThatExists(set, namespace, serviceAccountName) };
  }
}

const accountThatExists = (set: ObjectSet, namespace: string, name: string): Pick<GraphFailure, 'expected' | 'fix' | 'missing'> => ({
  expected: `a ServiceAccount that exists in ${JSON.stringify(namespace)}`,
  fix: fixOf(set.ofKindIn('', 'ServiceAccount', namespace)), missing: { kinds: ['ServiceAccount'], namespace, name },
});

/** What is not in the set may be in the cluster all the same. Only where the set has others of the same sort is it taken to be complete. */
const knowsRoles = (set: ObjectSet, kind: unknown, namespace: string): boolean => rolesFor(set, kind, namespace).length > 0;

const rolesFor = (set: ObjectSet, kind: unknown, namespace: string): readonly KubernetesObject[] =>
  (kind === 'ClusterRole' ? set.ofKind(RBAC, kind) : set.ofKindIn(RBAC, String(kind), namespace));

/**
 * The controller manager makes the accounts of its controllers itself. What names no namespace gets one from whoever applies it, which may be
 * any: only another name speaks against it.
 */
function exists(set: ObjectSet, namespace: string, name: string): boolean {
  if (namespace === 'kube-system' || name === 'default') return true;
  const accounts = set.ofKindIn('', 'ServiceAccount', namespace);
  const isMeant = ({ metadata }: KubernetesObject): boolean => metadata?.name === name;
  if (accounts.length === 0 || accounts.some(isMeant)) return true;
  return (namespace === '' ? set.ofKind('', 'ServiceAccount') : set.ofKindIn('', 'ServiceAccount', '')).some(isMeant);
}
