import { isNamespacedResource } from '../../src/graph/resource-scope';

test.each<[string, string, boolean | undefined]>([
  ['', 'pods', true], ['', 'pods/exec', true], ['', 'nodes', false], ['', 'nodes/proxy', false], ['', 'endpoints', true], ['', 'namespaces', false],
  ['apps', 'deployments', true], ['apps', 'pods', undefined], ['networking.k8s.io', 'networkpolicies', true], ['networking.k8s.io', 'ingresses', true],
  ['networking.k8s.io', 'ingressclasses', false], ['storage.k8s.io', 'storageclasses', false], ['rbac.authorization.k8s.io', 'clusterroles', false],
  ['authorization.k8s.io', 'localsubjectaccessreviews', true], ['authorization.k8s.io', 'subjectaccessreviews', false],
  ['example.com', 'examples', undefined], ['', '*', undefined],
])('%s/%s', (apiGroup, resource, expected) => expect(isNamespacedResource(apiGroup, resource, '1.37')).toBe(expected));

test('a resource is known from its minor on', () => {
  expect(isNamespacedResource('networking.k8s.io', 'servicecidrs', '1.37')).toBe(false);
  expect(isNamespacedResource('nothing.k8s.io', 'nothings', '1.28')).toBeUndefined();
});
