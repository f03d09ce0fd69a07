import { control, needs } from '../control';
import { kubescape, nsa, owaspK10, pss } from '../references';
import { decide } from '../proposal';

const podIsNotZero = 'podSpec.?securityContext.?runAsUser.orValue(1) != 0';
const containerIsNotZero = 'container.?securityContext.?runAsUser.orValue(1) != 0';

export const podNoUidZero = control({
  id: 'pod-no-uid-zero',
  title: 'No container asks for user 0',
  layer: 'container',
  component: 'pod',
  severity: 'high',
  rationale: 'User 0 is root: whatever the process is tricked into doing, it does as the owner of every file in the container.',
  remediation: 'Set securityContext.runAsUser to a user of the image other than 0, or remove it.',
  references: [pss('restricted'), nsa('P1'), owaspK10('2025', 'K01'), kubescape('C-0013')],
  peers: { trivy: 'AVD-KSV-0105', kubescape: 'C-0013', kubeaudit: ['RunAsUserCSCRoot', 'RunAsUserPSCRoot'] },
  each: ['podSpec', 'container'],
  field: 'securityContext.runAsUser',
  expected: 'unset or not 0',
  revisions: {
    '1.23': { podSpec: podIsNotZero, container: containerIsNotZero },
    // Root in a user namespace is nobody on the node.
    '1.35': {
      podSpec: `variables.inUserNamespace || ${podIsNotZero}`,
      container: `variables.inUserNamespace || ${containerIsNotZero}`,
    },
  },
  fix: needs('a user that the program can run as: it must be able to read and write its files', decide('a user that can read and write the files of the program', 10001)),
});
