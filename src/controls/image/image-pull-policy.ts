import { control, needs } from '../control';
import { cis, kubescape, nist800190, owaspK10 } from '../references';

/** Unset, Kubernetes pulls always what has no tag or the tag latest. An image with a digest is the same from everywhere. */
const isFresh = (image: string, policy: string): string =>
  `${image}.orValue('').contains('@') || ${policy}.orValue('') == 'Always'
  || (${policy}.orValue('') == '' && (!${image}.orValue('').matches(':[^:/]+$') || ${image}.orValue('').endsWith(':latest')))`;

export const imagePullPolicy = control({
  id: 'image-pull-policy',
  title: 'Images without a digest are pulled whenever a container starts',
  layer: 'container',
  component: 'image',
  severity: 'low',
  rationale: 'An image that is on the node already runs without asking the registry: an old one after the tag was moved, or a private one of somebody else.',
  remediation: 'Set imagePullPolicy to Always, or pin the image by digest.',
  references: [cis('1.12', '1.2.11'), nist800190('4.2.3'), kubescape('C-0075'), owaspK10('2022', 'K02')],
  peers: { checkov: 'CKV_K8S_15', kubeScore: 'container-image-pull-policy', polaris: 'pullPolicyNotAlways', kubescape: 'C-0075', kics: 'Image Pull Policy Of The Container Is Not Set To Always' },
  each: ['container', 'volume'],
  field: { container: 'imagePullPolicy', volume: 'image.pullPolicy' },
  expected: 'Always, for an image without a digest',
  revisions: {
    '1.0': {
      container: isFresh('container.?image', 'container.?imagePullPolicy'),
      // A volume that is no image has no tag either.
      volume: isFresh('volume.?image.?reference', 'volume.?image.?pullPolicy'),
    },
  },
  fix: needs('whether the registry can be reached, and lets the nodes in, whenever a pod starts', 'Always'),
});
