import { namespacePsaPinned } from '../../../src/controls/namespace/namespace-psa-pinned';
import { labelField, namespaceWith } from '../../support/namespaces';
import { testControl } from '../../support/test-control';

const field = labelField('enforce-version');
const needs = 'the version whose meaning the pods of the namespace were made for';

testControl(namespacePsaPinned, {
  allows: [
    { name: 'a minor', object: namespaceWith({ 'enforce-version': 'v1.30' }) },
    { name: 'a minor of one digit', object: namespaceWith({ 'enforce-version': 'v1.9' }) },
  ],
  denies: [
    { name: 'no such label', object: namespaceWith({ enforce: 'restricted' }), kubernetes: '1.30', field, fixed: { [field]: 'v1.30' } },
    {
      name: 'no labels', object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
      kubernetes: '1.37', field, fixed: { [field]: 'v1.37' },
    },
    { name: 'latest', object: namespaceWith({ 'enforce-version': 'latest' }), field, needs },
    { name: 'a patch release', object: namespaceWith({ 'enforce-version': 'v1.30.1' }), field, needs },
    { name: 'a word before', object: namespaceWith({ 'enforce-version': 'xv1.30' }), field, needs },
    { name: 'no minor', object: namespaceWith({ 'enforce-version': 'v1.' }), field, needs },
    { name: 'no dot', object: namespaceWith({ 'enforce-version': 'v1x30' }), field, needs },
  ],
});
