import { serviceaccountNotShared } from '../../../src/controls/serviceaccount/serviceaccount-not-shared';
import type { KubernetesObject } from '../../../src/manifest/object';
import { container, podOf } from '../../support/pods';
import { clusterRoleBinding, serviceAccount, user } from '../../support/roles';
import { testGraphControl } from '../../support/test-graph-control';

const deployment = (name: string, serviceAccountName?: string, namespace = 'shop'): KubernetesObject => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace },
  spec: { selector: { matchLabels: { name } }, template: { metadata: { labels: { name } }, spec: podOf(container(), serviceAccountName === undefined ? {} : { serviceAccountName }) } },
});
const pod = (name: string, ownerReferences: readonly object[]): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop', ownerReferences }, spec: podOf(container(), { serviceAccountName: 'app' }) } as KubernetesObject);
const roleBinding = (name: string, namespace = 'shop'): KubernetesObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'b', namespace },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' }, subjects: [{ kind: 'ServiceAccount', name }],
});
const needs = 'which rights each of the two programs needs';
const blames = (...names: readonly string[]): readonly string[] => names.map((name) => `Deployment ${name}: spec.template.spec.serviceAccountName`);
const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'u' };

testGraphControl(serviceaccountNotShared, {
  allows: [
    { name: 'one workload', objects: [deployment('web', 'app'), roleBinding('app')] },
    { name: 'an account without rights', objects: [deployment('web', 'app'), deployment('api', 'app')] },
    { name: 'rights of others', objects: [deployment('web', 'app'), deployment('api', 'app'), roleBinding('other'), clusterRoleBinding([user('app')])] },
    { name: 'accounts of two namespaces', objects: [deployment('web', 'app'), deployment('api', 'app', 'bank'), roleBinding('app'), roleBinding('app', 'bank')] },
    { name: 'the default account, which is another matter', objects: [deployment('web'), deployment('api', ''), deployment('db', 'default'), roleBinding('default')] },
    { name: 'pods of one owner', objects: [deployment('web', 'app'), pod('web-1', [owner]), pod('web-2', [owner]), roleBinding('app')] },
    { name: 'variants of one workload', files: [[deployment('web', 'app'), roleBinding('app')], [deployment('web', 'app')]] },
  ],
  denies: [
    { name: 'rights in the namespace', objects: [deployment('web', 'app'), deployment('api', 'app'), roleBinding('app')], blames: blames('web'), needs, expected: 'an account of its own, for Deployment api has this one and its rights' },
    { name: 'rights in the cluster', objects: [deployment('web', 'app'), deployment('api', 'app'), clusterRoleBinding([serviceAccount('app')])], blames: blames('web'), needs },
    { name: 'three workloads', objects: [deployment('web', 'app'), deployment('api', 'app'), deployment('db', 'app'), roleBinding('app')], blames: blames('db', 'web'), needs },
  ],
});
