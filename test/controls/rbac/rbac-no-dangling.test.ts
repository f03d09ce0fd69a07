import { rbacNoDangling } from '../../../src/controls/rbac/rbac-no-dangling';
import type { KubernetesObject } from '../../../src/manifest/object';
import { clusterRole, clusterRoleBinding, group, role, roleBinding, serviceAccount } from '../../support/roles';
import { deployment, testGraphControl } from '../../support/test-graph-control';

const rule = { verbs: ['get'], apiGroups: [''], resources: ['configmaps'] };
const account = (name: string, namespace = 'shop'): KubernetesObject => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
const people = [group('developers')];

testGraphControl(rbacNoDangling, {
  allows: [
    { name: 'what is there', objects: [role(rule), account('app'), roleBinding([serviceAccount()]), deployment('web', { serviceAccountName: 'app' })] },
    { name: 'a ClusterRole that is there', objects: [clusterRole(rule), clusterRoleBinding(people), roleBinding(people, 'case', 'ClusterRole')] },
    { name: 'default roles', objects: [clusterRole(rule), clusterRoleBinding(people, 'view'), clusterRoleBinding(people, 'system:auth-delegator'), roleBinding(people, 'edit', 'ClusterRole')] },
    { name: 'default roles of kube-system', objects: [role(rule, 'kube-system'), roleBinding(people, 'extension-apiserver-authentication-reader', 'Role', 'kube-system')] },
    { name: 'roles of elsewhere', objects: [roleBinding(people, 'theirs'), clusterRoleBinding(people, 'theirs')] },
    { name: 'Roles of this namespace elsewhere, and of another here', objects: [role(rule, 'far'), roleBinding(people)] },
    { name: 'accounts of elsewhere', objects: [account('app'), clusterRoleBinding([serviceAccount('prometheus', 'monitoring')], 'view')] },
    { name: 'accounts that Kubernetes makes', objects: [account('app', 'kube-system'), account('x'), clusterRoleBinding([serviceAccount('job-controller', 'kube-system'), serviceAccount('default')], 'view')] },
    { name: 'pods without an account of their own', objects: [account('app'), deployment('web'), deployment('api', { serviceAccountName: 'default' }), deployment('db', { serviceAccountName: '' })] },
    { name: 'an account without a namespace, of the binding', objects: [account('app'), roleBinding([{ kind: 'ServiceAccount', name: 'app' }], 'view', 'ClusterRole')] },
  ],
  denies: [
    { name: 'a Role that is not there', objects: [role(rule), roleBinding(people, 'cases')], blames: ['RoleBinding case: roleRef.name'], says: 'must be a Role that exists (is cases)' },
    { name: 'a Role of another namespace', objects: [role(rule, 'far'), { ...role(rule), metadata: { name: 'other', namespace: 'shop' } }, roleBinding(people)], blames: ['RoleBinding case: roleRef.name'] },
    { name: 'a Role that only has the name of a default one', objects: [role(rule), roleBinding(people, 'view')], blames: ['RoleBinding case: roleRef.name'] },
    { name: 'the reader of kube-system elsewhere', objects: [role(rule), roleBinding(people, 'extension-apiserver-authentication-reader')], blames: ['RoleBinding case: roleRef.name'] },
    { name: 'a ClusterRole that is not there', objects: [clusterRole(rule), clusterRoleBinding(people, 'cases')], blames: ['ClusterRoleBinding case: roleRef.name'] },
    { name: 'an account that is not there', objects: [account('app'), clusterRoleBinding([serviceAccount('app'), serviceAccount('ap')], 'view')], blames: ['ClusterRoleBinding case: subjects[1].name'], says: 'a ServiceAccount that exists in "shop" (is ap)' },
    { name: 'an account of the pods that is not there', objects: [account('app'), deployment('web', { serviceAccountName: 'ap' })], blames: ['Deployment web: spec.template.spec.serviceAccountName'] },
  ],
});
