import { imageDigest } from '../../../src/controls/image/image-digest';
import { harden } from '../../../src/harden/harden';
import { valueAt } from '../../../src/manifest/path';
import { container, ephemeral, init, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const pinned = container({ image: `registry.example.com/app:1.0@${digest}` });
const running = (image: string) => podOf(container({ image }));
const mounting = (reference: string) =>
  podOf(pinned, { volumes: [{ name: 'model', image: { reference } }, { name: 'scratch', emptyDir: {} }] });
const needs = 'the digest, which only the registry knows';

testControl(imageDigest, {
  allows: [
    { name: 'a tag and a digest', spec: podOf(pinned) },
    { name: 'a digest alone', spec: running(`app@${digest}`) },
    { name: 'a volume by digest', spec: mounting(`model@${digest}`) },
  ],
  denies: [
    { name: 'a tag', spec: running('registry.example.com/app:1.0'), field: 'spec.containers[0].image', needs },
    { name: 'no image', spec: { containers: [{ name: 'app' }] }, field: 'spec.containers[0].image', needs },
    { name: 'a digest that is cut off', spec: running('app@sha256:0123'), field: 'spec.containers[0].image', needs },
    { name: 'a digest that is too long', spec: running(`app@${digest}0`), field: 'spec.containers[0].image', needs },
    { name: 'an init container', spec: init(container(), pinned), field: 'spec.initContainers[0].image', needs },
    { name: 'an ephemeral container', spec: ephemeral(container(), pinned), field: 'spec.ephemeralContainers[0].image', needs },
    { name: 'a volume by tag', spec: mounting('model:1'), field: 'spec.volumes[0].image.reference', needs },
    {
      name: 'a volume without a reference', spec: podOf(pinned, { volumes: [{ name: 'model', image: {} }] }),
      field: 'spec.volumes[0].image.reference', needs,
    },
  ],
});

describe('what a lock records is written', () => {
  const digests = new Map([['docker.io/library/nginx:1.29', digest], ['registry.example.com/app:1.0', digest], ['docker.io/library/nginx:latest', digest]]);
  const repaired = (image: string): unknown => {
    const { object, findings } = harden({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: running(image) }, { controls: [imageDigest], digests });
    return findings.length > 0 ? findings.map((finding) => finding.needs) : valueAt(object, ['spec', 'containers', 0, 'image']);
  };

  test.each([
    ['nginx:1.29', `nginx:1.29@${digest}`],
    ['docker.io/library/nginx:1.29', `docker.io/library/nginx:1.29@${digest}`],
    ['registry.example.com/app:1.0', `registry.example.com/app:1.0@${digest}`],
    ['nginx:1.30', [needs]],
    ['nginx', [needs]],
    ['nginx:1.29@sha256:0123', [needs]],
    ['not an image', [needs]],
  ])('%s', (image, result) => expect(repaired(image)).toEqual(result));

  test('in a volume too', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: mounting('nginx:1.29') };
    expect(valueAt(harden(pod, { controls: [imageDigest], digests }).object, ['spec', 'volumes', 0, 'image', 'reference'])).toBe(`nginx:1.29@${digest}`);
  });
});
