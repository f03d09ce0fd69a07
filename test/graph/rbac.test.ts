import { Objects } from '../../src/graph/object-set';
import { bindingsOf, isDefaultRole, isKubernetesOwn, roleOf, subjectsOf } from '../../src/graph/rbac';
import type { KubernetesObject } from '../../src/manifest/object';
import { clusterRole, clusterRoleBinding, defaultMetadata, group, role, roleBinding, serviceAccount } from '../support/roles';

const rule = { verbs: ['get'], apiGroups: [''], resources: ['pods'] };
const here = role(rule);
const there = role(rule, 'far');
const wide = clusterRole(rule);
const set = new Objects([here, there, wide]);
const people = [group('developers')];
const referring = (roleRef: object): KubernetesObject => ({ ...roleBinding(people), roleRef });

test('a role is found by group, kind and name, a Role in the namespace of the binding', () => {
  expect(roleOf(roleBinding(people), set)).toBe(here);
  expect(roleOf(roleBinding(people, 'case', 'Role', 'far'), set)).toBe(there);
  expect(roleOf(roleBinding(people, 'case', 'Role', 'elsewhere'), set)).toBeUndefined();
  expect(roleOf(roleBinding(people, 'case', 'ClusterRole'), set)).toBe(wide);
  expect(roleOf(clusterRoleBinding(people), set)).toBe(wide);
  expect(roleOf(clusterRoleBinding(people, 'cases'), set)).toBeUndefined();
  expect(roleOf(referring({ apiGroup: 'example.com', kind: 'Role', name: 'case' }), set)).toBeUndefined();
  expect(roleOf(referring({ kind: 'Role', name: 'case' }), set)).toBe(here);
  expect(roleOf(referring({ kind: 'Group', name: 'case' }), set)).toBeUndefined();
});

test('a ClusterRoleBinding cannot bind a Role', () => {
  expect(roleOf({ ...clusterRoleBinding(people), roleRef: { kind: 'Role', name: 'case' } }, new Objects([{ ...here, metadata: { name: 'case' } }]))).toBeUndefined();
});

test('subjects are those of the binding, accounts in its namespace unless they name one', () => {
  expect(subjectsOf(roleBinding([{ kind: 'ServiceAccount', name: 'app' }, serviceAccount('app', 'far')]))).toEqual([
    { kind: 'ServiceAccount', name: 'app', namespace: 'shop' }, { kind: 'ServiceAccount', name: 'app', namespace: 'far' },
  ]);
  expect(subjectsOf(referring({}))).toHaveLength(1);
  expect(bindingsOf(new Objects([clusterRoleBinding(people), here, roleBinding(people)])).map(({ kind }) => kind)).toEqual(['RoleBinding', 'ClusterRoleBinding']);
});

test('default roles are in every cluster', () => {
  expect(['cluster-admin', 'admin', 'edit', 'view', 'system:node', 'mine'].map((name) => isDefaultRole(clusterRoleBinding(people, name)))).toEqual([true, true, true, true, true, false]);
  expect(isDefaultRole(roleBinding(people, 'view'))).toBe(false);
  expect(['kube-system', 'shop'].map((namespace) => isDefaultRole(roleBinding(people, 'extension-apiserver-authentication-reader', 'Role', namespace)))).toEqual([true, false]);
});

test('what Kubernetes makes itself has the label and the name', () => {
  const own = (metadata: object): boolean => isKubernetesOwn(clusterRoleBinding(people, 'view', metadata));
  expect(['system:x', 'cluster-admin', 'admin', 'edit', 'view', 'mine'].map((name) => own(defaultMetadata(name)))).toEqual([true, true, true, true, true, false]);
  expect(own({ name: 'system:x' })).toBe(false);
});
