import { imageNoMutableTag } from '../../../src/controls/image/image-no-mutable-tag';
import { container, ephemeral, init, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const running = (image: string) => podOf(container({ image }));
const mounting = (reference: string) =>
  podOf(container(), { volumes: [{ name: 'model', image: { reference } }, { name: 'scratch', emptyDir: {} }] });
const field = 'spec.containers[0].image';
const needs = 'the release that the program was tested with';

testControl(imageNoMutableTag, {
  allows: [
    { name: 'a release', spec: running('app:1.0') },
    { name: 'a release behind a registry with a port', spec: running('registry.example.com:5000/team/app:1.0') },
    { name: 'a release whose name ends like a moving tag', spec: running('app:1.0-latest') },
    { name: 'a moving tag with a digest', spec: running(`app:latest@${digest}`) },
    { name: 'a digest alone', spec: running(`app@${digest}`) },
    { name: 'a volume by release', spec: mounting('model:1') },
    { name: 'a volume by digest', spec: mounting(`model@${digest}`) },
  ],
  denies: [
    { name: 'no tag', spec: running('app'), field, needs },
    { name: 'no tag behind a registry with a port', spec: running('registry.example.com:5000/app'), field, needs },
    { name: 'an empty tag', spec: running('app:'), field, needs },
    { name: 'no image', spec: { containers: [{ name: 'app' }] }, field, needs },
    { name: 'latest', spec: running('app:latest'), field, needs },
    { name: 'main', spec: running('registry.example.com/app:main'), field, needs },
    { name: 'master', spec: running('app:master'), field, needs },
    { name: 'dev', spec: running('app:dev'), field, needs },
    { name: 'develop', spec: running('app:develop'), field, needs },
    { name: 'edge', spec: running('app:edge'), field, needs },
    { name: 'nightly', spec: running('app:nightly'), field, needs },
    { name: 'an init container', spec: init(container({ image: 'app' }), container()), field: 'spec.initContainers[0].image', needs },
    {
      name: 'an ephemeral container', spec: ephemeral(container({ image: 'app' }), container()),
      field: 'spec.ephemeralContainers[0].image', needs,
    },
    { name: 'a volume by a moving tag', spec: mounting('model:latest'), field: 'spec.volumes[0].image.reference', needs },
    { name: 'a volume without a tag', spec: mounting('model'), field: 'spec.volumes[0].image.reference', needs },
    {
      name: 'a volume without a reference', spec: podOf(container(), { volumes: [{ name: 'model', image: {} }] }),
      field: 'spec.volumes[0].image.reference', needs,
    },
  ],
});
