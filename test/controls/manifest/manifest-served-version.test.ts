import { manifestServedVersion } from '../../../src/controls/manifest/manifest-served-version';
import type { KubernetesObject } from '../../../src/manifest/object';
import { testManifestControl } from '../../support/test-manifest-control';

const address = (apiVersion: string): KubernetesObject => ({
  apiVersion, kind: 'IPAddress', metadata: { name: '192.0.2.1' }, spec: { parentRef: { resource: 'services', name: 'web' } },
});
const field = 'apiVersion';

testManifestControl(manifestServedVersion, {
  allows: [
    { name: 'a version that stays', object: address('networking.k8s.io/v1') },
    { name: 'a version before its end was announced', object: address('networking.k8s.io/v1beta1'), kubernetes: '1.33' },
    { name: 'a custom resource', object: { apiVersion: 'example.com/v1alpha1', kind: 'Any', metadata: { name: 'case' } } },
  ],
  denies: [
    {
      name: 'a version that ends', object: address('networking.k8s.io/v1beta1'), kubernetes: '1.36', field,
      expected: 'networking.k8s.io/v1', actual: 'networking.k8s.io/v1beta1, which is deprecated and gone in 1.37',
      needs: 'whether every field means the same in networking.k8s.io/v1',
    },
    {
      name: 'a version whose last minor is not known', kubernetes: '1.37', field,
      object: { apiVersion: 'resource.k8s.io/v1beta2', kind: 'DeviceClass', metadata: { name: 'gpu' }, spec: {} },
      expected: 'resource.k8s.io/v1', actual: 'resource.k8s.io/v1beta2, which is deprecated', needs: 'whether every field means the same',
    },
    {
      name: 'a kind without a successor', kubernetes: '1.28', field,
      object: { apiVersion: 'networking.k8s.io/v1alpha1', kind: 'ClusterCIDR', metadata: { name: 'case' }, spec: { perNodeHostBits: 8 } },
      expected: 'a version that is not deprecated', actual: 'networking.k8s.io/v1alpha1, which is deprecated and gone in 1.29', needs: 'what replaces the kind',
    },
  ],
});
