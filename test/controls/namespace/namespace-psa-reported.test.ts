import { namespacePsaReported } from '../../../src/controls/namespace/namespace-psa-reported';
import { labelField, namespaceWith } from '../../support/namespaces';
import { testControl } from '../../support/test-control';

const field = 'metadata.labels';
const needs = 'why the namespace reports less than the restricted standard';
const all = {
  [labelField('audit')]: 'restricted', [labelField('audit-version')]: 'v1.34', [labelField('warn')]: 'restricted',
  [labelField('warn-version')]: 'v1.34',
};

testControl(namespacePsaReported, {
  allows: [
    { name: 'both restricted', object: namespaceWith({ audit: 'restricted', warn: 'restricted' }) },
  ],
  denies: [
    {
      name: 'no labels', object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
      kubernetes: '1.34', field, fixed: all,
    },
    {
      name: 'neither', object: namespaceWith({ enforce: 'restricted' }), kubernetes: '1.34', field,
      fixed: { ...all, [labelField('enforce')]: 'restricted' },
    },
    {
      name: 'audit alone', object: namespaceWith({ audit: 'restricted' }), kubernetes: '1.34', field,
      fixed: { [labelField('warn')]: 'restricted', [labelField('audit-version')]: undefined },
    },
    {
      name: 'warn alone', object: namespaceWith({ warn: 'restricted' }), kubernetes: '1.34', field,
      fixed: { [labelField('audit')]: 'restricted' },
    },
    {
      name: 'a version without its level', object: namespaceWith({ audit: 'restricted', 'warn-version': 'v1.28' }),
      kubernetes: '1.34', field,
      fixed: { [labelField('warn')]: 'restricted', [labelField('warn-version')]: 'v1.28' },
    },
    { name: 'audit below it', object: namespaceWith({ audit: 'baseline', warn: 'restricted' }), field, needs },
    { name: 'warn below it', object: namespaceWith({ audit: 'restricted', warn: 'baseline' }), field, needs },
  ],
});
