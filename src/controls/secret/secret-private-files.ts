import type { Edit } from '../../manifest/apply';
import { control, type FixContext, type Needs, needs } from '../control';
import { podSpecOf, securityContextOf } from '../effective';
import { fieldsAt, itemsAt } from '../../manifest/fields';
import { nsa, owaspK10, threatMatrix } from '../references';
import { type ProposedEdit } from '../proposal';

const OWNER_ONLY = 0o400;
/** The modes that keep others out: for the owner, or the owner and the group, to read, to write or to run. */
const MODES = [0o400, 0o440, 0o500, 0o550, 0o600, 0o640, 0o700, 0o750];
/** What Kubernetes makes of an unset mode. */
const DEFAULT_MODE = 0o644;

const isPrivate = (mode: string): string => `${mode} in [${MODES.join(', ')}]`;

export const secretPrivateFiles = control({
  id: 'secret-private-files',
  title: 'Files of mounted Secrets are closed to other users',
  layer: 'container',
  component: 'secrets',
  severity: 'low',
  rationale: 'A file that everyone may read is open to every process of the container, whatever user it has been confined to.',
  remediation: 'Set defaultMode of volumes with Secrets to 0400, and fsGroup to the group of the program.',
  references: [nsa('N7'), owaspK10('2025', 'K03'), threatMatrix('MS-M9023')],
  each: ['volume', 'projectedVolume'],
  field: { volume: 'secret.defaultMode', projectedVolume: 'projected.defaultMode' },
  expected: '0400, or another mode that gives nothing to others',
  revisions: {
    '1.6': {
      volume: `!volume.?secret.hasValue() || (${isPrivate(`volume.?secret.?defaultMode.orValue(${DEFAULT_MODE})`)}
  && volume.?secret.?items.orValue([]).all(item, ${isPrivate(`item.?mode.orValue(${OWNER_ONLY})`)}))`,
      projectedVolume: `!projectedVolume.?projected.?sources.orValue([]).exists(source, source.?secret.hasValue())
  || ${isPrivate(`projectedVolume.?projected.?defaultMode.orValue(${DEFAULT_MODE})`)}`,
    },
  },
  fix: closeToOthers,
});

/** The kubelet gives the files of a volume to the group in fsGroup, so every container of the pod still reads them. */
function closeToOthers(context: FixContext): readonly Edit[] | Needs {
  const { element: { value: volume }, path } = context;
  const isDecided = valueOf(volume, 'secret', 'defaultMode') !== undefined || valueOf(volume, 'projected', 'defaultMode') !== undefined;
  if (isDecided || itemsAt(fieldsAt(volume, 'secret'), 'items').some(({ mode }) => mode !== undefined)) {
    return needs('whether a program of another user reads the files, for which somebody opened them', ownerOnly);
  }
  if (typeof securityContextOf(podSpecOf(context).value)['fsGroup'] !== 'number') {
    return needs('whether the program can read files of mode 0400: as root, or by a group in fsGroup', OWNER_ONLY);
  }
  return [{ path, value: OWNER_ONLY }];
}

function ownerOnly({ element: { value, path }, path: field }: FixContext): readonly ProposedEdit[] {
  const items = itemsAt(fieldsAt(value, 'secret'), 'items');
  return [
    { path: field, value: OWNER_ONLY },
    ...items.flatMap(({ mode }, index) => (
      mode === undefined || MODES.includes(Number(mode)) ? [] : [{ path: [...path, 'secret', 'items', index, 'mode'], value: undefined }]
    )),
  ];
}

const valueOf = (volume: unknown, source: string, field: string): unknown => fieldsAt(volume, source)[field];
