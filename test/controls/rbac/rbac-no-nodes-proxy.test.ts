import { rbacNoNodesProxy } from '../../../src/controls/rbac/rbac-no-nodes-proxy';
import { clusterRole, joined, ruleCases } from '../../support/roles';
import { testControl } from '../../support/test-control';

const field = 'rules[0].resources';
const needs = 'which part of the API of the kubelet the holder reads';

testControl(rbacNoNodesProxy, joined(
  ruleCases({ verbs: ['get', 'create', 'update', 'patch', 'delete'], apiGroups: [''], resources: ['nodes/proxy'] }, field, needs),
  {
    allows: [
      { name: 'the single parts', object: clusterRole({ verbs: ['get'], apiGroups: [''], resources: ['nodes/metrics', 'nodes/stats', 'nodes/log'] }) },
      { name: 'verbs that nobody asks for', object: clusterRole({ verbs: ['list', 'watch'], apiGroups: [''], resources: ['nodes/proxy', '*'] }) },
    ],
    denies: [{
      name: 'a single node', field, needs,
      object: clusterRole({ verbs: ['get'], apiGroups: [''], resources: ['nodes/proxy'], resourceNames: ['node-1'] }),
    }],
  },
));
