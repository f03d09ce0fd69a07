import { control, needs, type FixContext } from '../control';
import { attack, kubescape, nist800190, nsa, owaspK10 } from '../references';
import { decide, type ProposedEdit } from '../proposal';
import { imageOf } from '../pod-proposal';

const isPinned = (image: string): string => `${image}.orValue('').matches('@sha256:[0-9a-f]{64}$')`;

export const imageDigest = control({
  id: 'image-digest',
  title: 'Images are pinned by digest',
  layer: 'container',
  component: 'image',
  severity: 'medium',
  rationale: 'Whoever can push to the registry can move a tag to another image, and the next pod runs it.',
  remediation: 'Write images as name:tag@sha256:digest.',
  references: [nsa('P3'), nist800190('4.2.2'), owaspK10('2022', 'K02'), attack('T1525'), kubescape('C-0306')],
  peers: { checkov: 'CKV_K8S_43', kubescape: 'C-0306', kics: 'Image Without Digest' },
  each: ['container', 'volume'],
  field: { container: 'image', volume: 'image.reference' },
  expected: 'an image with a digest, name:tag@sha256:<digest>',
  revisions: {
    '1.0': { container: isPinned('container.?image'), volume: `!volume.?image.hasValue() || ${isPinned('volume.?image.?reference')}` },
  },
  fix: (context) => {
    const image = imageOf(context);
    const digest = context.digestOf(image);
    return digest === undefined ? UNKNOWN : [{ path: context.path, value: `${image}@${digest}` }];
  },
});

const EXAMPLE = `sha256:${'4c2e7b1f'.repeat(8)}`;

const UNKNOWN = needs('the digest, which only the registry knows', withDigest);

function withDigest(context: FixContext): readonly ProposedEdit[] {
  const name = imageOf(context).replace(/@.*$/, '');
  return name === '' ? [] : [{ path: context.path, value: decide('the digest that the registry has for it', EXAMPLE, `${name}@`) }];
}
