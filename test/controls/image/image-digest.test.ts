import { imageDigest } from '../../../src/controls/image/image-digest';
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
