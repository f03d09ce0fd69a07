import type { KubernetesObject } from '../../src/manifest/object';
import { everyAccountIsOfOneWorkload, isStorageOfThePod } from './premises';
import type { ScannerFinding } from './scanners';

const workload = (kind: string, namespace: string, spec: object): KubernetesObject =>
  ({ apiVersion: 'apps/v1', kind, metadata: { name: 'db', namespace }, spec: { template: { spec } } });
const finding = (message: string): ScannerFinding => ({ scanner: 'kics', check: 'some', object: 'StatefulSet/db', message });
const mounting = finding('HIGH: readOnly is missing in metadata.name={{db}}.spec.template.spec.containers.name={{main}}.volumeMounts.name={{data}}');

const volumes = (...volume: readonly object[]): KubernetesObject => workload('StatefulSet', 'shop', { volumes: volume });
const claiming: KubernetesObject = { ...volumes(), spec: { volumeClaimTemplates: [{ metadata: { name: 'data' } }], template: { spec: {} } } };

test.each<[string, readonly KubernetesObject[], boolean]>([
  ['an emptyDir', [volumes({ name: 'data', emptyDir: { sizeLimit: '1Gi' } })], true],
  ['a claim of its own', [claiming], true],
  ['a folder of the node', [volumes({ name: 'data', hostPath: { path: '/var/lib' } }, { name: 'other', emptyDir: {} })], false],
  ['a claim that others may have', [volumes({ name: 'data', persistentVolumeClaim: { claimName: 'shared' } })], false],
  ['one of two of the same name', [claiming, volumes({ name: 'data', hostPath: { path: '/var/lib' } })], false],
  ['nothing of that name', [volumes()], false],
  ['no such workload', [], false],
])('%s is storage of the pod alone', (_, objects, is) => {
  expect(isStorageOfThePod(mounting, objects)).toBe(is);
});

test('a finding that names no mount is none of storage', () => {
  expect(isStorageOfThePod(finding('HIGH: something else'), [claiming])).toBe(false);
});

const account = { serviceAccountName: 'db-account' };

test.each<[string, readonly KubernetesObject[], boolean]>([
  ['in two namespaces', [workload('StatefulSet', 'shop', account), workload('Deployment', 'far', account)], true],
  ['in one namespace', [workload('StatefulSet', 'shop', account), workload('Deployment', 'shop', account)], false],
])('accounts of one name %s: each is of one workload', (_, objects, is) => {
  expect(everyAccountIsOfOneWorkload(finding('shared'), objects)).toBe(is);
});
