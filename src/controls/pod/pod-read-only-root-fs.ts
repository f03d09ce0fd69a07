import type { Edit } from '../../manifest/apply';
import { control, type FixContext, type Needs, needs } from '../control';
import { isForWindows, podSpecOf, securityContextOf } from '../effective';
import { type Fields, fieldsAt, itemsAt } from '../../manifest/fields';
import { attack, kubescape, nist800190, nsa, owaspK10 } from '../references';
import { appended, namesWindows } from '../pod-proposal';
import { decide, type ProposedEdit } from '../proposal';

export const podReadOnlyRootFs = control({
  id: 'pod-read-only-root-fs',
  title: 'The root filesystem of every container is read-only',
  layer: 'container',
  component: 'pod',
  severity: 'high',
  rationale: 'On a writable root filesystem an intruder installs tools and replaces the program, until the container is gone.',
  remediation: 'Set securityContext.readOnlyRootFilesystem to true on every container, and mount an emptyDir where the program writes.',
  references: [nsa('P2'), nist800190('4.4.3'), owaspK10('2025', 'K01'), attack('T1525'), kubescape('C-0017')],
  peers: {
    kubeLinter: 'no-read-only-root-fs', checkov: 'CKV_K8S_22', trivy: 'AVD-KSV-0014',
    kubeScore: 'container-security-context-readonlyrootfilesystem', polaris: 'notReadOnlyRootFilesystem', kubescape: 'C-0017', kics: 'Root Container Not Mounted Read-only',
    kubesec: 'ReadOnlyRootFilesystem', kubeaudit: ['ReadOnlyRootFilesystemFalse', 'ReadOnlyRootFilesystemNil'],
  },
  each: 'container',
  field: 'securityContext.readOnlyRootFilesystem',
  expected: 'true',
  revisions: {
    // Windows writes its registry on the root filesystem: the API server refuses the field there.
    '1.0': 'variables.isWindows || container.?securityContext.?readOnlyRootFilesystem.orValue(false) == true',
  },
  fix: makeReadOnly,
});

const TMP = '/tmp';
const TMP_SIZE = '64Mi';
const MAX_NAME = 63;

function makeReadOnly(context: FixContext): readonly Edit[] | Needs {
  const { value: podSpec, path: podSpecPath } = podSpecOf(context);
  const { value: container, path: containerPath } = context.element;
  if (isForWindows(podSpec)) return needs('spec.os.name: windows, with which the field does not apply', namesWindows);
  if (securityContextOf(container)['readOnlyRootFilesystem'] === false) return needs('where the program writes on its root filesystem', withScratch);
  const readOnly: Edit = { path: context.path, value: true };
  const mounts = itemsAt(container, 'volumeMounts');
  if (mounts.some(isMountedAtTmp)) return [readOnly];
  // A volume for each container: sharing one would let containers see files that were private to each of them.
  const volumes = itemsAt(podSpec, 'volumes');
  const name = freeName([...volumes, ...claimsOf(context.object)], container as Fields);
  return [
    readOnly,
    append([...podSpecPath, 'volumes'], volumes.length, { name, emptyDir: { sizeLimit: TMP_SIZE } }),
    append([...containerPath, 'volumeMounts'], mounts.length, { name, mountPath: TMP }),
  ];
}

/** The path is not in use yet: the list of mounts would have two of it. */
function withScratch(context: FixContext): readonly ProposedEdit[] {
  const volumes = itemsAt(podSpecOf(context).value, 'volumes');
  const name = freeName([...volumes, ...claimsOf(context.object)], context.element.value as Fields);
  const mountPath = decide('where the program writes', itemsAt(context.element.value, 'volumeMounts').some(isMountedAtTmp) ? '/var/cache/program' : TMP);
  return [
    { path: context.path, value: true },
    appended([...podSpecOf(context).path, 'volumes'], volumes.length, { name, emptyDir: { sizeLimit: TMP_SIZE } }),
    appended([...context.element.path, 'volumeMounts'], itemsAt(context.element.value, 'volumeMounts').length, { name, mountPath }),
  ];
}

const isMountedAtTmp = ({ mountPath }: Fields): boolean => typeof mountPath === 'string' && mountPath.replace(/\/+$/, '') === TMP;

/** Adds to a list, or makes the list where there is none: an edit inside of an absent list would have nowhere to stand in the source. */
const append = (list: Edit['path'], length: number, item: { [field: string]: unknown } & Exclude<Edit['value'], undefined>): Edit =>
  length === 0 ? { path: list, value: [item] } : { path: [...list, length], value: item };

/** The claim templates of a StatefulSet: each becomes a volume of its pods, in place of one with its name. */
const claimsOf = (object: unknown): readonly Fields[] =>
  itemsAt(fieldsAt(object, 'spec'), 'volumeClaimTemplates').map((claim) => fieldsAt(claim, 'metadata'));

function freeName(volumes: readonly Fields[], container: Fields): string {
  const taken = new Set(volumes.map(({ name }) => name));
  const candidates = ['tmp', `tmp-${String(container['name'])}`.slice(0, MAX_NAME).replace(/-+$/, '')];
  const free = candidates.find((name) => !taken.has(name));
  if (free !== undefined) return free;
  let number = 2;
  while (taken.has(`tmp-${number}`)) number++;
  return `tmp-${number}`;
}
