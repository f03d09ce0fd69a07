import type { KubernetesObject } from '../../../src/manifest/object';
import type { Path } from '../../../src/manifest/path';
import { schemaOf, validate } from '../../../src/manifest/schema/index';
import { placeFor } from '../../../src/manifest/schema/placement';

const pod = schemaOf('v1', 'Pod', '1.37')?.type;
const deployment = schemaOf('apps/v1', 'Deployment', '1.37')?.type;

describe('placeFor', () => {
  test.each<readonly [string, Path, string | undefined]>([
    ['below', ['spec', 'containers', 0, 'runAsNonRoot'], 'spec.containers[0].securityContext.runAsNonRoot'],
    ['below, by two', ['spec', 'containers', 0, 'securityContext', 'add'], 'spec.containers[0].securityContext.capabilities.add'],
    ['around', ['spec', 'containers', 0, 'hostNetwork'], 'spec.hostNetwork'],
    ['beside', ['spec', 'containers', 1, 'securityContext', 'fsGroup'], 'spec.securityContext.fsGroup'],
    ['in a list', ['spec', 'securityContext', 'readOnlyRootFilesystem'], 'spec.containers[].securityContext.readOnlyRootFilesystem'],
    ['at the root', ['labels'], 'metadata.labels'],
    ['in the metadata', ['spec', 'annotations'], 'metadata.annotations'],
    ['in two equally near', ['spec', 'host'], undefined],
    ['nowhere', ['spec', 'containers', 0, 'nosuchfield'], undefined],
    ['not in what Kubernetes writes itself', ['spec', 'containers', 0, 'controller'], undefined],
  ])('%s', (_name, path, place) => {
    expect(pod && placeFor(pod, path)).toBe(place);
  });

  test('finds the way from a workload to its pods', () => {
    expect(deployment && placeFor(deployment, ['spec', 'securityContext'])).toBe('spec.template.spec.securityContext');
    expect(deployment && placeFor(deployment, ['spec', 'template', 'restartPolicy'])).toBe('spec.template.spec.restartPolicy');
    expect(deployment && placeFor(deployment, ['spec', 'template', 'spec', 'replicas'])).toBe('spec.replicas');
  });
});

test('a name that is only misspelt is no misplaced one', () => {
  const object: KubernetesObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ name: 'a', securityContxt: {}, privileged: false }] } };
  expect(validate(object, '1.37').map(({ suggestion, place }) => [suggestion, place])).toEqual([
    ['securityContext', undefined], [undefined, 'spec.containers[0].securityContext.privileged'],
  ]);
});
