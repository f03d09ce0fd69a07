import { rbacNoNamespacePatch } from '../../../src/controls/rbac/rbac-no-namespace-patch';
import { clusterRole, joined, role, ruleCases } from '../../support/roles';
import { testControl } from '../../support/test-control';

const namespaces = { verbs: ['update', 'patch'], apiGroups: [''], resources: ['namespaces'] };
const field = 'rules[0].verbs';
const needs = 'whether the holder manages namespaces';

testControl(rbacNoNamespacePatch, joined(ruleCases(namespaces, field, needs), {
  allows: [{ name: 'creating and deleting them', object: clusterRole({ ...namespaces, verbs: ['create', 'delete', 'get'] }) }],
  denies: [
    { name: 'a Role, which is about its own namespace', object: role(namespaces), field, needs },
    { name: 'a named namespace', object: clusterRole({ ...namespaces, resourceNames: ['shop'] }), field, needs },
  ],
}));
