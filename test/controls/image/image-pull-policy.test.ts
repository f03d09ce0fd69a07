import { imagePullPolicy } from '../../../src/controls/image/image-pull-policy';
import { container, ephemeral, type Fields, init, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const using = (image: string, policy?: string): Fields => podOf(container({ image, ...(policy === undefined ? {} : { imagePullPolicy: policy }) }));
const mounting = (reference: string, pullPolicy?: string): Fields =>
  podOf(container({ imagePullPolicy: 'Always' }), { volumes: [{ name: 'v', image: { reference, ...(pullPolicy === undefined ? {} : { pullPolicy }) } }] });
const digest = `@sha256:${'0123456789abcdef'.repeat(4)}`;
const always = container({ imagePullPolicy: 'Always' });
const field = 'spec.containers[0].imagePullPolicy';
const volumeField = 'spec.volumes[0].image.pullPolicy';
const needs = 'whether the registry can be reached';

testControl(imagePullPolicy, {
  allows: [
    { name: 'Always', spec: using('nginx:1.29', 'Always') },
    { name: 'an image with a digest', spec: using(`nginx:1.29${digest}`, 'IfNotPresent') },
    { name: 'an image with a digest and nothing said', spec: using(`nginx${digest}`) },
    { name: 'no tag, which Kubernetes pulls always', spec: using('registry:5000/nginx') },
    { name: 'the tag latest, which Kubernetes pulls always', spec: using('nginx:latest') },
    { name: 'an empty policy', spec: using('nginx', '') },
    { name: 'a volume that is always pulled', spec: mounting('models:1', 'Always') },
    { name: 'a volume with a digest', spec: mounting(`models:1${digest}`) },
    { name: 'a volume with the tag latest', spec: mounting('models:latest') },
    { name: 'a volume without a tag', spec: mounting('models') },
    { name: 'no image', spec: podOf({ name: 'app' }) },
    { name: 'a volume that is no image', spec: podOf(always, { volumes: [{ name: 'v', emptyDir: {} }] }) },
  ],
  denies: [
    { name: 'a tag and nothing said', spec: using('nginx:1.29'), field, needs },
    { name: 'IfNotPresent', spec: using('nginx:1.29', 'IfNotPresent'), field, needs },
    { name: 'Never', spec: using('nginx:1.29', 'Never'), field, needs },
    { name: 'the tag latest, not pulled', spec: using('nginx:latest', 'IfNotPresent'), field, needs },
    { name: 'no tag, not pulled', spec: using('nginx', 'Never'), field, needs },
    { name: 'an init container', spec: init(container(), always), field: 'spec.initContainers[0].imagePullPolicy', needs },
    { name: 'an ephemeral container', spec: ephemeral(container(), always), field: 'spec.ephemeralContainers[0].imagePullPolicy', needs },
    { name: 'a volume with a tag', spec: mounting('models:1'), field: volumeField, needs },
    { name: 'a volume that is not pulled', spec: mounting('models', 'IfNotPresent'), field: volumeField, needs },
    { name: 'a volume with the tag latest that is not pulled', spec: mounting('models:latest', 'Never'), field: volumeField, needs },
  ],
});
