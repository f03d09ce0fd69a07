import { rbacNoAnonymousSubject } from '../../../src/controls/rbac/rbac-no-anonymous-subject';
import { clusterRoleBinding, defaultMetadata, group, roleBinding, serviceAccount, user } from '../../support/roles';
import { testControl } from '../../support/test-control';

const field = 'subjects[0].name';
const needs = 'who needs the role';

testControl(rbacNoAnonymousSubject, {
  allows: [
    { name: 'somebody', object: clusterRoleBinding([group('developers'), user('jane'), serviceAccount()]) },
    { name: 'the names of each other', object: clusterRoleBinding([group('system:anonymous'), user('system:authenticated'), user('system:unauthenticated')]) },
    {
      name: 'the binding of Kubernetes',
      object: clusterRoleBinding([group('system:authenticated'), group('system:unauthenticated')], 'system:public-info-viewer', defaultMetadata('system:public-info-viewer')),
    },
  ],
  denies: [
    { name: 'who is not logged in', object: clusterRoleBinding([user('system:anonymous')]), field, needs },
    { name: 'all who are not logged in', object: clusterRoleBinding([group('system:unauthenticated')]), field, needs },
    { name: 'all who are', object: roleBinding([group('system:authenticated')]), field, needs },
    { name: 'several', object: roleBinding([user('jane'), group('system:authenticated'), user('system:anonymous')]), field: ['subjects[1].name', 'subjects[2].name'], needs },
  ],
});
