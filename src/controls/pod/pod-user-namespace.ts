import type { Edit } from '../../manifest/apply';
import { control, type FixContext, type Needs, needs } from '../control';
import { containersOf, isForWindows, nfsVolumeOf, securityContextOf } from '../effective';
import { type Fields, itemsAt } from '../../manifest/fields';
import { attack, nist800190, nsa, owaspK10 } from '../references';
import { namesWindows } from '../pod-proposal';
import { type ProposedEdit } from '../proposal';

export const podUserNamespace = control({
  id: 'pod-user-namespace',
  title: 'Pods have a user namespace of their own',
  layer: 'container',
  component: 'pod',
  severity: 'medium',
  rationale: 'Without a user namespace, root in the container is root on the node the moment it escapes.',
  remediation: 'Set hostUsers to false in the pod spec.',
  references: [nsa('P1'), nist800190('4.5.2'), owaspK10('2025', 'K01'), attack('T1611')],
  each: 'podSpec',
  field: 'hostUsers',
  expected: 'false',
  revisions: {
    // On by default since 1.33. With other namespaces of the node, and on Windows, the API server refuses it.
    '1.33': `variables.inUserNamespace || variables.isWindows || podSpec.?hostNetwork.orValue(false) == true
  || podSpec.?hostPID.orValue(false) == true || podSpec.?hostIPC.orValue(false) == true`,
  },
  fix: separateUsers,
});

function separateUsers({ element, path, platform }: FixContext): readonly Edit[] | Needs {
  const podSpec = element.value as Fields;
  if (platform.userNamespaces !== true) return needs('whether the nodes support user namespaces; declare it in the platform', apart);
  if (podSpec['hostUsers'] === true) return needs('whether the program works without the users of its node, which it asks for', apart);
  if (isForWindows(podSpec)) return needs('spec.os.name: windows, with which the field does not apply', namesWindows);
  if (nfsVolumeOf(podSpec) !== undefined) return needs('whether the kernel of the nodes maps the users of files on NFS', apart);
  if (containersOf(podSpec).some(isBoundToNode)) return needs('whether the program works in a user namespace', apart);
  return [{ path, value: false }];
}

/** The API server refuses block devices in a user namespace, and the field for Windows. */
function apart(context: FixContext): readonly ProposedEdit[] {
  const { element: { value }, path } = context;
  if (isForWindows(value)) return namesWindows(context);
  return containersOf(value).some((container) => itemsAt(container, 'volumeDevices').length > 0) ? [] : [{ path, value: false }];
}

/** The API server refuses block devices in a user namespace; a privileged container is privileged only within it. */
const isBoundToNode = (container: Fields): boolean =>
  itemsAt(container, 'volumeDevices').length > 0 || securityContextOf(container)['privileged'] === true;
