import { serviceaccountNoAutomount } from '../../../src/controls/serviceaccount/serviceaccount-no-automount';
import { container, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const field = 'spec.automountServiceAccountToken';
const needs = 'whether the program calls the Kubernetes API';

testControl(serviceaccountNoAutomount, {
  allows: [
    { name: 'false', spec: podOf(container(), { automountServiceAccountToken: false }) },
    { name: 'false with an account', spec: podOf(container(), { automountServiceAccountToken: false, serviceAccountName: 'api' }) },
  ],
  denies: [
    { name: 'an unset field', spec: podOf(container()), field, fixed: { [field]: false } },
    { name: 'the default account', spec: podOf(container(), { serviceAccountName: 'default' }), field, fixed: { [field]: false } },
    { name: 'an empty account', spec: podOf(container(), { serviceAccountName: '' }), field, fixed: { [field]: false } },
    { name: 'an account of its own', spec: podOf(container(), { serviceAccountName: 'api' }), field, needs },
    { name: 'an account by the old name of the field', spec: podOf(container(), { serviceAccount: 'api' }), field, needs },
    { name: 'true', spec: podOf(container(), { automountServiceAccountToken: true }), field, needs },
  ],
});
