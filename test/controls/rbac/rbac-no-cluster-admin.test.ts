import { rbacNoClusterAdmin } from '../../../src/controls/rbac/rbac-no-cluster-admin';
import { clusterRoleBinding, defaultMetadata, group, roleBinding, serviceAccount } from '../../support/roles';
import { testControl } from '../../support/test-control';

const field = 'roleRef.name';
const needs = 'what the holder really uses';

testControl(rbacNoClusterAdmin, {
  allows: [
    { name: 'another role', object: clusterRoleBinding([serviceAccount()], 'view') },
    { name: 'a Role that has the name', object: roleBinding([serviceAccount()], 'cluster-admin', 'Role') },
    { name: 'the binding of Kubernetes', object: clusterRoleBinding([group('system:masters')], 'cluster-admin', defaultMetadata('cluster-admin')) },
  ],
  denies: [
    { name: 'a service account', object: clusterRoleBinding([serviceAccount()], 'cluster-admin'), field, needs },
    { name: 'people', object: clusterRoleBinding([group('admins')], 'cluster-admin'), field, needs },
    { name: 'one namespace', object: roleBinding([group('admins')], 'cluster-admin', 'ClusterRole'), field, needs },
  ],
});
