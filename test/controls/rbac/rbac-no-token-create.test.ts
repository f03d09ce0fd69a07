import { rbacNoTokenCreate } from '../../../src/controls/rbac/rbac-no-token-create';
import { joined, role, ruleCases } from '../../support/roles';
import { testControl } from '../../support/test-control';

const tokens = { verbs: ['create'], apiGroups: [''], resources: ['serviceaccounts/token'] };
const field = 'rules[0].resources';
const needs = 'for which accounts the holder asks for tokens';

testControl(rbacNoTokenCreate, joined(ruleCases(tokens, field, needs), {
  allows: [
    { name: 'named accounts', object: role({ ...tokens, resourceNames: ['app'] }) },
    { name: 'two named accounts', object: role({ ...tokens, resourceNames: ['app', 'worker'] }) },
  ],
  denies: [{ name: 'a Role', object: role(tokens), field, needs }],
}));
