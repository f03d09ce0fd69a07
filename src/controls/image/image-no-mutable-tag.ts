import { control, needs, type FixContext } from '../control';
import { kubescape, nist800190, owaspK10 } from '../references';
import { decide, type ProposedEdit } from '../proposal';
import { imageOf } from '../pod-proposal';

/** Tags that are meant to move. No tag at all means `latest`. */
const moving = ['latest', 'main', 'master', 'dev', 'develop', 'edge', 'nightly'];

// A digest ends with a colon and its digits, which are no moving tag. A colon before the last slash belongs to the port of the registry.
const isFixed = (image: string): string =>
  `${image}.orValue('').matches(':[^:/]+$') && !${image}.orValue('').matches(':(${moving.join('|')})$')`;

export const imageNoMutableTag = control({
  id: 'image-no-mutable-tag',
  title: 'Images have a tag that is not meant to move',
  layer: 'container',
  component: 'image',
  severity: 'medium',
  rationale: 'A moving tag runs what was pushed last: nobody can tell which code is running, and a bad push spreads by itself.',
  remediation: 'Give every image the tag of a release, or better a digest.',
  references: [nist800190('4.2.2'), owaspK10('2022', 'K02'), kubescape('C-0075')],
  peers: {
    kubeLinter: 'latest-tag', checkov: 'CKV_K8S_14', trivy: 'AVD-KSV-0013', kubeScore: 'container-image-tag', polaris: 'tagNotSpecified',
    kubescape: 'C-0075', kics: 'Invalid Image Tag',
    kubeaudit: 'ImageTagMissing',
  },
  each: ['container', 'volume'],
  field: { container: 'image', volume: 'image.reference' },
  expected: `an image with a digest, or with a tag other than ${moving.join(', ')}`,
  revisions: {
    '1.0': { container: isFixed('container.?image'), volume: `!volume.?image.hasValue() || (${isFixed('volume.?image.?reference')})` },
  },
  fix: needs('the release that the program was tested with', withRelease),
});

function withRelease(context: FixContext): readonly ProposedEdit[] {
  const name = imageOf(context).replace(/@.*$/, '').replace(/:[^:/]*$/, '');
  return name === '' ? [] : [{ path: context.path, value: decide('the release that the program was tested with', '1.4.2', `${name}:`) }];
}
