import { rbacNoSecretRead } from '../../../src/controls/rbac/rbac-no-secret-read';
import { clusterRole, joined, role, ruleCases } from '../../support/roles';
import { testControl } from '../../support/test-control';

const field = 'rules[0].resources';
const needs = 'which Secrets the holder reads';
const secrets = { verbs: ['get', 'list'], apiGroups: [''], resources: ['secrets'] };

testControl(rbacNoSecretRead, joined(
  ruleCases({ verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['secrets'] }, field, needs),
  {
    allows: [
      { name: 'named Secrets', object: role({ ...secrets, resourceNames: ['db-password'] }) },
      { name: 'two named Secrets', object: role({ ...secrets, resourceNames: ['db-password', 'tls'] }) },
      { name: 'writing them', object: clusterRole({ ...secrets, verbs: ['create', 'update', 'delete'] }) },
    ],
    denies: [
      { name: 'a Role', object: role(secrets), field, needs },
      { name: 'an empty list of names', object: role({ ...secrets, resourceNames: [] }), field, needs },
    ],
  },
));
