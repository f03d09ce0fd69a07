import { namespacePsaEnforced } from '../../../src/controls/namespace/namespace-psa-enforced';
import { labelField, namespaceWith } from '../../support/namespaces';
import { testControl } from '../../support/test-control';

const field = labelField('enforce');
const needs = 'whether all pods of the namespace meet the restricted standard';

testControl(namespacePsaEnforced, {
  allows: [
    { name: 'restricted', object: namespaceWith({ enforce: 'restricted' }) },
  ],
  denies: [
    { name: 'no such label', object: namespaceWith({ warn: 'restricted' }), field, needs },
    { name: 'no labels', object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }, field, needs },
    { name: 'baseline', object: namespaceWith({ enforce: 'baseline' }), field, needs },
    { name: 'privileged', object: namespaceWith({ enforce: 'privileged' }), field, needs },
    { name: 'an empty label', object: namespaceWith({ enforce: '' }), field, needs },
  ],
});
