import { control, needs, type FixContext } from '../control';
import { kubescape, nist800190, owaspK10, threatMatrix } from '../references';
import { type ProposedEdit } from '../proposal';
import { latestMinor, minorNumber } from '../../platform';

const isReadOnly = '!(volumeMount.?name.orValue(\'\') in variables.hostPathVolumes) || volumeMount.?readOnly.orValue(false) == true';

export const podNoWritableHostPath = control({
  id: 'pod-no-writable-host-path',
  title: 'Paths of the node are mounted read-only, with all that is mounted below them',
  layer: 'container',
  component: 'pod',
  severity: 'high',
  rationale: 'Whoever can write to a path of the node can leave a program there that the node runs as root.',
  remediation: 'Set readOnly to true and recursiveReadOnly to Enabled on every mount of a hostPath volume.',
  references: [nist800190('4.5.5'), owaspK10('2025', 'K01'), threatMatrix('MS-TA9013'), kubescape('C-0045')],
  peers: { kubeLinter: 'writable-host-mount', kubescape: 'C-0045', kics: 'Volume Mount With OS Directory Write Permissions' },
  each: 'volumeMount',
  field: '',
  expected: 'read-only, file systems mounted below it included',
  revisions: {
    '1.0': isReadOnly,
    // readOnly alone leaves what the node has mounted below the path writable. The field that closes this is stable since 1.33.
    '1.33': `(${isReadOnly})
  && (!(volumeMount.?name.orValue('') in variables.hostPathVolumes) || volumeMount.?recursiveReadOnly.orValue('') == 'Enabled')`,
  },
  fix: needs('whether the program writes there, and whether the nodes can mount read-only recursively', readOnly),
});

/** From this minor on the nodes can mount everything below read-only as well, unless mounts propagate. */
const FIRST_RECURSIVE = 33;

function readOnly({ element: { path }, platform: { kubernetes = latestMinor } }: FixContext): readonly ProposedEdit[] {
  const whole = [{ path: [...path, 'recursiveReadOnly'], value: 'Enabled' }, { path: [...path, 'mountPropagation'], value: undefined }];
  return [{ path: [...path, 'readOnly'], value: true }, ...(minorNumber(kubernetes) < FIRST_RECURSIVE ? [] : whole)];
}
