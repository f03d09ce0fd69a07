import { rbacNoEscalationVerbs } from '../../../src/controls/rbac/rbac-no-escalation-verbs';
import { clusterRole, joined, type Rule, ruleCases } from '../../support/roles';
import { testControl } from '../../support/test-control';

const field = 'rules[0].verbs';
const needs = 'whom the holder acts for';
const rbac = { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'clusterroles'] };
const core = { apiGroups: [''], resources: ['users', 'groups', 'serviceaccounts'] };
const modes = {
  verbs: ['impersonate:user-info', 'impersonate:serviceaccount', 'impersonate:arbitrary-node', 'impersonate:associated-node'],
  apiGroups: ['authentication.k8s.io'], resources: ['users', 'groups', 'serviceaccounts', 'nodes'],
};
const attributes: Rule = { verbs: ['impersonate'], apiGroups: ['authentication.k8s.io'], resources: ['userextras/scopes'] };
const binding: Rule = { verbs: ['bind'], ...rbac };
const acting: Rule = { verbs: ['impersonate'], ...core };

testControl(rbacNoEscalationVerbs, joined(
  ruleCases({ verbs: ['escalate'], ...rbac }, field, needs),
  ruleCases({ verbs: ['bind'], ...rbac }, field, needs),
  ruleCases({ verbs: ['impersonate'], ...core }, field, needs),
  ruleCases({ verbs: ['impersonate'], apiGroups: ['authentication.k8s.io'], resources: ['uids'] }, field, needs),
  ruleCases({ ...modes, kubernetes: ['1.36', '1.37'] }, field, needs),
  {
    allows: [
      { name: 'writing roles', object: clusterRole({ verbs: ['create', 'update', 'get'], ...rbac }) },
      { name: 'binding a named role', object: clusterRole({ ...binding, resourceNames: ['view'] }) },
      { name: 'binding two named roles', object: clusterRole({ ...binding, resourceNames: ['view', 'edit'] }) },
      { name: 'acting for a named account', object: clusterRole({ ...acting, resourceNames: ['system:serviceaccount:shop:app'] }) },
      { name: 'acting for two named accounts', object: clusterRole({ ...acting, resourceNames: ['a', 'b'] }) },
      { name: 'a named attribute', object: clusterRole({ ...attributes, resourceNames: ['read'] }) },
      { name: 'two named attributes', object: clusterRole({ ...attributes, resourceNames: ['read', 'write'] }) },
      { name: 'modes that 1.35 does not know', object: clusterRole(modes), kubernetes: ['1.28', '1.35'] },
      { name: 'a mode for a named user', object: clusterRole({ ...modes, resourceNames: ['jane'] }) },
      { name: 'a mode for two named users', object: clusterRole({ ...modes, resourceNames: ['jane', 'john'] }) },
      { name: 'what may be done in the name of others', object: clusterRole({ verbs: ['impersonate-on:user-info:list'], apiGroups: [''], resources: ['pods'] }) },
      { name: 'a resource whose name only begins alike', object: clusterRole({ ...attributes, resources: ['userextrasx'] }) },
    ],
    denies: [
      { name: 'binding cluster-admin', object: clusterRole({ ...binding, resourceNames: ['view', 'cluster-admin'] }), field, needs },
      { name: 'escalating a named role', object: clusterRole({ verbs: ['escalate'], ...rbac, resourceNames: ['view'] }), field, needs },
      { name: 'every verb on a named role', object: clusterRole({ verbs: ['*'], ...rbac, resourceNames: ['view'] }), field, needs },
      { name: 'acting as system:masters', object: clusterRole({ ...acting, resourceNames: ['developers', 'system:masters'] }), field, needs },
      { name: 'an attribute of users', object: clusterRole(attributes), field, needs },
      { name: 'an attribute of users among others', object: clusterRole({ ...attributes, resources: ['examples', 'userextras/scopes'] }), field, needs },
      { name: 'an attribute of a member of system:masters', object: clusterRole({ ...attributes, resourceNames: ['system:masters'] }), field, needs },
      {
        name: 'a mode for system:masters', object: clusterRole({ ...modes, resourceNames: ['jane', 'system:masters'] }), kubernetes: '1.36', field, needs,
      },
    ],
  },
));
