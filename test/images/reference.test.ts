import { fullNameOf, imagesIn, parseImageReference } from '../../src/images/reference';
import type { KubernetesObject } from '../../src/manifest/object';

const digest = `sha256:${'0'.repeat(64)}`;

test.each([
  ['nginx', { registry: 'docker.io', repository: 'library/nginx' }],
  ['nginx:1.29', { registry: 'docker.io', repository: 'library/nginx', tag: '1.29' }],
  ['grafana/grafana:12.1.0', { registry: 'docker.io', repository: 'grafana/grafana', tag: '12.1.0' }],
  ['index.docker.io/nginx:1', { registry: 'docker.io', repository: 'library/nginx', tag: '1' }],
  ['registry.example.com/shop/api:1.4.2', { registry: 'registry.example.com', repository: 'shop/api', tag: '1.4.2' }],
  ['registry.example.com:5000/api', { registry: 'registry.example.com:5000', repository: 'api' }],
  ['localhost/api:1', { registry: 'localhost', repository: 'api', tag: '1' }],
  ['REGISTRY.example.com/api:1', { registry: 'registry.example.com', repository: 'api', tag: '1' }],
  [`registry.example.com/api:1@${digest}`, { registry: 'registry.example.com', repository: 'api', tag: '1', digest }],
  [`registry.example.com/api@${digest}`, { registry: 'registry.example.com', repository: 'api', digest }],
])('%s', (text, reference) => {
  expect(parseImageReference(text)).toEqual(reference);
});

test.each(['', 'Nginx', 'a b', 'nginx:', 'nginx:a:b', '/nginx', 'nginx/', 'registry.example.com/', 'api@sha256:1', `api@${digest}@${digest}`, 'user:password@registry.example.com/api', '../api'])(
  '%j is no name of an image', (text) => {
    expect(parseImageReference(text)).toBeUndefined();
  });

test('there is one full name', () => {
  const names = ['nginx', 'nginx:latest', 'library/nginx', 'docker.io/library/nginx:latest', 'index.docker.io/nginx'].map((text) => fullNameOf(parseImageReference(text)!));
  expect(new Set(names)).toEqual(new Set(['docker.io/library/nginx:latest']));
});

test('the images of an object: every kind of container, and volumes', () => {
  const spec = {
    initContainers: [{ name: 'i', image: 'init' }], containers: [{ name: 'a', image: 'one' }, { name: 'b' }], ephemeralContainers: [{ name: 'e', image: 'debug' }],
    volumes: [{ name: 'v', image: { reference: 'model' } }, { name: 'w', emptyDir: {} }],
  };
  const job: KubernetesObject = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'x' }, spec: { jobTemplate: { spec: { template: { spec } } } } };
  expect(imagesIn(job).map(({ path, image }) => [path.slice(5).join('.'), image])).toEqual([
    ['initContainers.0.image', 'init'], ['containers.0.image', 'one'], ['ephemeralContainers.0.image', 'debug'], ['volumes.0.image.reference', 'model'],
  ]);
  expect(imagesIn({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec })).toEqual([]);
});
