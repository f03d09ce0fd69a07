import { control, needs, type FixContext } from '../control';
import { nist800190, nsa, owaspK10 } from '../references';
import { decide, type ProposedEdit } from '../proposal';
import { podSpecOf, securityContextOf } from '../effective';

const LOWEST = 10000;

/** The container's own word counts before the pod's. Where there is none, the image decides, and a user without a group there gets group 0. */
const isHigh = (field: 'runAsUser' | 'runAsGroup'): string =>
  `container.?securityContext.?${field}.orValue(variables.podSecurityContext.?${field}.orValue(0)) >= ${LOWEST}`;

export const podHighUidGid = control({
  id: 'pod-high-uid-gid',
  title: 'Users and groups of containers are none of the node',
  layer: 'container',
  component: 'pod',
  severity: 'low',
  rationale: 'Whoever escapes from a container has the files of the user and of the groups that have the same numbers on the node.',
  remediation: `Set runAsUser and runAsGroup to ${LOWEST} or more, leave group 0 out of fsGroup and supplementalGroups, or set hostUsers to false.`,
  references: [nsa('P1'), nist800190('4.5.2'), owaspK10('2025', 'K01')],
  peers: {
    checkov: 'CKV_K8S_40', trivy: ['AVD-KSV-0020', 'AVD-KSV-0021', 'AVD-KSV-0116'], kubeScore: 'container-security-context-user-group-id', kics: 'Container Running With Low UID',
    kubesec: ['RunAsUser', 'RunAsGroup'],
  },
  each: ['podSpec', 'container'],
  field: { podSpec: ['securityContext.fsGroup', 'securityContext.supplementalGroups'], container: 'securityContext' },
  expected: `with users and groups of ${LOWEST} or more, and without group 0`,
  revisions: {
    '1.0': {
      // In a user namespace, no number is one of the node.
      podSpec: `variables.inUserNamespace
  || (podSpec.?securityContext.?fsGroup.orValue(1) != 0 && !(0 in podSpec.?securityContext.?supplementalGroups.orValue([])))`,
      container: `variables.inUserNamespace || variables.isWindows || (${isHigh('runAsUser')} && ${isHigh('runAsGroup')})`,
    },
  },
  fix: needs('the user and the group that the image is built for', withHighIds),
});

const USER = decide('the user that the image is built for', 10001);
const GROUP = decide('the group that the image is built for', 10001);

function withHighIds(context: FixContext): readonly ProposedEdit[] {
  const { element: { value, path } } = context;
  const at = (field: string): ProposedEdit['path'] => [...path, 'securityContext', field];
  const own = securityContextOf(value);
  if (context.container !== undefined) {
    const inherited = securityContextOf(podSpecOf(context).value);
    const isLow = (field: string): boolean => Number(own[field] ?? inherited[field] ?? 0) < LOWEST;
    return [...(isLow('runAsUser') ? [{ path: at('runAsUser'), value: USER }] : []), ...(isLow('runAsGroup') ? [{ path: at('runAsGroup'), value: GROUP }] : [])];
  }
  const groups: unknown = own['supplementalGroups'];
  const others = Array.isArray(groups) ? groups.filter((group) => typeof group === 'number' && group !== 0) as number[] : [];
  return [
    ...(own['fsGroup'] === 0 ? [{ path: at('fsGroup'), value: GROUP }] : []),
    ...(Array.isArray(groups) && others.length < groups.length ? [{ path: at('supplementalGroups'), value: others }] : []),
  ];
}
