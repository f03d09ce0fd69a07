import { admissionRegistryAllowlist } from '../../../src/controls/admission/admission-registry-allowlist';
import { withParameters } from '../../../src/controls/parameterized-control';
import { check } from '../../../src/index';
import type { JsonValue } from '../../../src/manifest/object';
import { container, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const image = (reference: string): JsonValue => podOf(container({ image: reference }));
const volume = (source: JsonValue): JsonValue => podOf(container({ image: 'registry.example.com/shop/app:1' }), { volumes: [{ name: 'data', image: source }] });
const needs = 'which approved registry has a copy';

const registries = [
  'registry.example.com/shop', 'mirror.example.com:5000', 'docker.io/library', 'docker.io/bitnami', 'docker.io/grafana/loki', 'docker.io/library/special',
];

const control = withParameters(admissionRegistryAllowlist, { registries });

testControl(control, {
  allows: [
    ...[
      'registry.example.com/shop/app:1', 'registry.example.com/shop/a/b@sha256:0', 'registry.example.com/shop:1', 'mirror.example.com:5000/any/app',
      'nginx', 'nginx:1.29', 'nginx@sha256:0', 'library/nginx:1', 'docker.io/nginx', 'docker.io/library/nginx:1', 'index.docker.io/library/nginx',
      'bitnami/redis:7', 'docker.io/bitnami/redis', 'grafana/loki:3', 'docker.io/grafana/loki@sha256:0', 'docker.io/library/special:2',
    ].map((reference) => ({ name: reference, spec: image(reference) })),
    { name: 'a volume', spec: volume({ reference: 'registry.example.com/shop/data:1' }) },
    { name: 'a volume without an image', spec: podOf(container({ image: 'nginx' }), { volumes: [{ name: 'data', emptyDir: {} }] }) },
    { name: 'every container', spec: podOf(container({ image: 'nginx' }), { initContainers: [container({ name: 'i', image: 'bitnami/redis' })] }) },
  ],
  denies: [
    ...[
      'registry.example.com/other/app', 'registry.example.com/shopping/app', 'registryxexample.com/shop/app', 'evil.com/registry.example.com/shop/app',
      'mirror.example.com/app', 'mirror.example.com:50000/app', 'quay.io/library/nginx', 'ghcr.io/bitnami/redis', 'bitnamix/redis',
      'grafana/grafana', 'grafana/lokix', 'localhost/bitnami/redis', 'libraryx/nginx', 'library/a/b', 'indexxdocker.io/library/nginx', 'x/bitnami/redis', '',
    ].map((reference) => ({ name: reference === '' ? 'no image' : reference, spec: image(reference), field: 'spec.containers[0].image', needs })),
    { name: 'an image that is not set', spec: { containers: [{ name: 'app' }] }, field: 'spec.containers[0].image', needs },
    { name: 'an init container', spec: podOf(container({ image: 'nginx' }), { initContainers: [container({ name: 'i', image: 'evil/app' })] }), field: 'spec.initContainers[0].image', needs },
    { name: 'a volume from elsewhere', spec: volume({ reference: 'quay.io/data:1' }), field: 'spec.volumes[0].image.reference', needs },
    { name: 'a volume with nothing', spec: volume({}), field: 'spec.volumes[0].image.reference', needs },
  ],
});

/** Whether an image comes from one registry. */
function isFrom(registry: string, reference: string): boolean {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: image(reference) };
  const { findings } = check([pod], { controls: [admissionRegistryAllowlist], parameters: { 'admission-registry-allowlist': { registries: [registry] } } });
  return findings.length === 0;
}

test.each([
  ['nginx', true], ['grafana/loki:3', true], ['docker.io/a/b', true], ['index.docker.io/a', true], ['a_b/c-d@sha256:0', true],
  ['quay.io/a', false], ['localhost/a', false], ['registry:5000/a', false], ['Registry/a', false], ['dockerxio/a', true], ['docker.io.evil.com/a', false],
])('the whole of docker.io: %s', (reference, expected) => {
  expect(isFrom('docker.io', reference)).toBe(expected);
});

test('localhost and hosts that are only known by their port', () => {
  expect(isFrom('localhost', 'localhost/a')).toBe(true);
  expect(isFrom('registry:5000', 'registry:5000/a')).toBe(true);
  expect(isFrom('registry:5000', 'registry/a')).toBe(false);
});
