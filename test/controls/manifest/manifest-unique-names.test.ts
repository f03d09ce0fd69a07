import { manifestUniqueNames } from '../../../src/controls/manifest/manifest-unique-names';
import type { KubernetesObject } from '../../../src/manifest/object';
import { container, podOf } from '../../support/pods';
import { testGraphControl } from '../../support/test-graph-control';

const configMap = (name: string, namespace?: string): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(namespace === undefined ? {} : { namespace }) } });
const pod = (metadata: KubernetesObject['metadata']): KubernetesObject => ({ apiVersion: 'v1', kind: 'Pod', metadata, spec: podOf(container()) });
const deployment = (): KubernetesObject => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { selector: {}, template: { spec: podOf(container()) } },
});
const needs = 'which of the two is meant';

testGraphControl(manifestUniqueNames, {
  allows: [
    { name: 'different names', objects: [configMap('a'), configMap('b')] },
    { name: 'different namespaces', objects: [configMap('a', 'shop'), configMap('a', 'bank'), configMap('a')] },
    { name: 'different kinds', objects: [configMap('web'), deployment()] },
    { name: 'different files, which may be alternatives', files: [[configMap('a')], [configMap('a')]] },
    { name: 'names that the API server makes', objects: [pod({ generateName: 'a-' }), pod({ generateName: 'a-' })] },
  ],
  denies: [
    { name: 'the same name', objects: [configMap('a'), configMap('b'), configMap('a')], blames: ['ConfigMap a: metadata.name'], needs },
    { name: 'the same name in a namespace', objects: [configMap('a', 'shop'), configMap('a', 'shop')], blames: ['ConfigMap a: metadata.name'], needs },
    { name: 'a workload', objects: [deployment(), deployment()], blames: ['Deployment web: metadata.name'], needs },
    { name: 'a third one', objects: [configMap('a'), configMap('a'), configMap('a')], blames: ['ConfigMap a: metadata.name', 'ConfigMap a: metadata.name'], needs },
  ],
});
