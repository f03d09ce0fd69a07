import { rbacHumanWorkloadSeparation } from '../../../src/controls/rbac/rbac-human-workload-separation';
import { clusterRoleBinding, group, roleBinding, serviceAccount, user } from '../../support/roles';
import { testControl } from '../../support/test-control';

const field = 'subjects';
const needs = 'which of the subjects need which part';

testControl(rbacHumanWorkloadSeparation, {
  allows: [
    { name: 'people', object: clusterRoleBinding([user('jane'), group('developers')]) },
    { name: 'service accounts', object: clusterRoleBinding([serviceAccount('a'), serviceAccount('b'), group('system:serviceaccounts:shop')]) },
    { name: 'parts of Kubernetes', object: clusterRoleBinding([user('system:kube-scheduler'), group('system:nodes'), serviceAccount()]) },
    { name: 'a service account by its name as a user', object: clusterRoleBinding([user('system:serviceaccount:shop:app'), serviceAccount()]) },
    { name: 'parts of Kubernetes and people', object: clusterRoleBinding([user('system:kube-scheduler'), group('system:nodes'), group('developers')]) },
    { name: 'nobody', object: roleBinding([]) },
  ],
  denies: [
    { name: 'a group and a service account', object: clusterRoleBinding([group('developers'), serviceAccount()]), field, needs },
    { name: 'a user and a service account', object: roleBinding([serviceAccount(), user('jane')]), field, needs },
    { name: 'people and all service accounts of a namespace', object: roleBinding([group('developers'), group('system:serviceaccounts:shop')]), field, needs },
    { name: 'people and a service account by its name as a user', object: roleBinding([group('developers'), user('system:serviceaccount:shop:app')]), field, needs },
  ],
});
