import { rbacNoAdmissionWrite } from '../../../src/controls/rbac/rbac-no-admission-write';
import { clusterRole, joined, ruleCases } from '../../support/roles';
import { testControl } from '../../support/test-control';

const admission = {
  verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
  apiGroups: ['admissionregistration.k8s.io'],
  resources: [
    'mutatingwebhookconfigurations', 'validatingwebhookconfigurations', 'mutatingadmissionpolicies', 'mutatingadmissionpolicybindings',
    'validatingadmissionpolicies', 'validatingadmissionpolicybindings',
  ],
};
const field = 'rules[0].resources';
const needs = 'whether the holder manages admission on purpose';

testControl(rbacNoAdmissionWrite, joined(ruleCases(admission, field, needs), {
  allows: [{ name: 'reading it', object: clusterRole({ ...admission, verbs: ['get', 'list', 'watch'] }) }],
  denies: [{ name: 'a named configuration, which can be rewritten', object: clusterRole({ ...admission, resourceNames: ['injector'] }), field, needs }],
}));
