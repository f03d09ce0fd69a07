import { serviceaccountDedicated } from '../../../src/controls/serviceaccount/serviceaccount-dedicated';
import { container, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const field = 'spec.serviceAccountName';
const needs = 'the ServiceAccount that belongs to the program';

testControl(serviceaccountDedicated, {
  allows: [
    { name: 'an account', spec: podOf(container(), { serviceAccountName: 'shop' }) },
    { name: 'an account by the old field', spec: podOf(container(), { serviceAccount: 'shop' }) },
    { name: 'an account that hides the old field', spec: podOf(container(), { serviceAccountName: 'shop', serviceAccount: 'default' }) },
    { name: 'an empty name and the old field', spec: podOf(container(), { serviceAccountName: '', serviceAccount: 'shop' }) },
  ],
  denies: [
    { name: 'nothing set', spec: podOf(container()), field, needs },
    { name: 'the default account', spec: podOf(container(), { serviceAccountName: 'default' }), field, needs },
    { name: 'an empty name', spec: podOf(container(), { serviceAccountName: '' }), field, needs },
    { name: 'the default account by the old field', spec: podOf(container(), { serviceAccount: 'default' }), field: 'spec.serviceAccount', needs },
    { name: 'an empty old field', spec: podOf(container(), { serviceAccount: '' }), field, needs },
    { name: 'the default account that hides the old field', spec: podOf(container(), { serviceAccountName: 'default', serviceAccount: 'shop' }), field, needs },
  ],
});
