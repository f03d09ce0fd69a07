import { rbacNoSystemMasters } from '../../../src/controls/rbac/rbac-no-system-masters';
import { clusterRoleBinding, defaultMetadata, group, roleBinding, serviceAccount, user } from '../../support/roles';
import { testControl } from '../../support/test-control';

const needs = 'which people the binding is for';

testControl(rbacNoSystemMasters, {
  allows: [
    { name: 'another group', object: clusterRoleBinding([group('admins'), serviceAccount('system:masters')]) },
    { name: 'a user that has the name', object: clusterRoleBinding([user('system:masters')]) },
    { name: 'the binding of Kubernetes', object: clusterRoleBinding([group('system:masters')], 'cluster-admin', defaultMetadata('cluster-admin')) },
    { name: 'nobody', object: clusterRoleBinding([]) },
  ],
  denies: [
    { name: 'the cluster', object: clusterRoleBinding([group('system:masters')]), field: 'subjects[0].name', needs },
    { name: 'a namespace, among others', object: roleBinding([group('admins'), group('system:masters')]), field: 'subjects[1].name', needs },
  ],
});
