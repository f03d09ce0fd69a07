import { rbacNoExec } from '../../../src/controls/rbac/rbac-no-exec';
import { joined, role, ruleCases } from '../../support/roles';
import { testControl } from '../../support/test-control';

const apiGroups = [''];
const resources = ['pods/exec', 'pods/attach', 'pods/portforward'];
const field = 'rules[0].resources';
const needs = 'whether the holder is there to debug pods';

testControl(rbacNoExec, joined(
  ruleCases({ verbs: ['create'], apiGroups, resources }, field, needs),
  ruleCases({ verbs: ['update', 'patch'], apiGroups, resources: ['pods/ephemeralcontainers'] }, field, needs),
  {
    allows: [
      { name: 'get from 1.35, which asks for create as well', object: role({ verbs: ['get'], apiGroups, resources }), kubernetes: ['1.35', '1.37'] },
      { name: 'reading logs', object: role({ verbs: ['get', 'list', 'watch'], apiGroups, resources: ['pods', 'pods/log', 'pods/status'] }) },
      { name: 'creating debug containers, which nobody asks for', object: role({ verbs: ['create'], apiGroups, resources: ['pods/ephemeralcontainers'] }) },
    ],
    denies: [
      { name: 'get of exec before 1.35', object: role({ verbs: ['get'], apiGroups, resources: ['pods/exec'] }), kubernetes: ['1.28', '1.34'], field, needs },
      { name: 'a named pod', object: role({ verbs: ['create'], apiGroups, resources: ['pods/exec'], resourceNames: ['db-0'] }), field, needs },
    ],
  },
));
