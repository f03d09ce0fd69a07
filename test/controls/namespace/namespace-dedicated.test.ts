import { namespaceDedicated } from '../../../src/controls/namespace/namespace-dedicated';
import type { KubernetesObject } from '../../../src/manifest/object';
import { container, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const inNamespace = (namespace?: string): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'case', ...(namespace === undefined ? {} : { namespace }) }, spec: podOf(container()) });
const field = 'metadata.namespace';
const needs = 'the namespace that the program belongs to';

testControl(namespaceDedicated, {
  allows: [
    { name: 'a namespace of its own', object: inNamespace('shop') },
    { name: 'names that only look alike', object: inNamespace('kubernetes-dashboard') },
  ],
  denies: [
    { name: 'no namespace', object: inNamespace(), field, needs },
    { name: 'the default namespace', object: inNamespace('default'), field, needs },
    { name: 'a namespace of Kubernetes', object: inNamespace('kube-system'), field, needs },
    {
      name: 'a template with a namespace in an object without', field, needs,
      object: {
        apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'case' },
        spec: { template: { metadata: { namespace: 'shop' }, spec: podOf(container()) } },
      },
    },
  ],
});
