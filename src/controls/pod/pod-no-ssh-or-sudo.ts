import { control, needs, type FixContext } from '../control';
import { kubescape, nist800190, owaspK10, threatMatrix } from '../references';
import { type ProposedEdit } from '../proposal';

const PROGRAMS = 'sshd|dropbear|sudo';

export const podNoSshOrSudo = control({
  id: 'pod-no-ssh-or-sudo',
  title: 'No container runs an SSH server or sudo',
  layer: 'container',
  component: 'pod',
  severity: 'low',
  rationale: 'An SSH server is a way in that no Kubernetes role and no audit log knows; sudo turns the user of a container into root.',
  remediation: 'Use kubectl exec or kubectl debug in place of sshd, run the program as the user that it needs, and close the ports 22 and 2222.',
  references: [nist800190('4.4.5'), owaspK10('2025', 'K01'), threatMatrix('MS-TA9010'), kubescape('C-0042'), kubescape('C-0062')],
  peers: { kubeLinter: 'ssh-port', kubescape: ['C-0042', 'C-0062'] },
  each: ['port', 'argument'],
  field: { port: 'containerPort', argument: '' },
  expected: 'no port and no program of SSH, and not sudo',
  revisions: {
    '1.0': {
      port: '!(port.?containerPort.orValue(0) in [22, 2222])',
      // As a word of its own, at the end of a path or not: `--sudo=false` and sshd_config are none.
      argument: `!argument.matches('(?:^|[ \\t\\n;&|(/])(?:${PROGRAMS})(?:$|[ \\t\\n;&|)])')`,
    },
  },
  fix: needs('what the container is used for over SSH, or as root', withoutPort),
});

/** What a command line should be instead, nobody knows. */
function withoutPort({ element, path }: FixContext): readonly ProposedEdit[] {
  return path.includes('ports') ? [{ path: element.path, value: undefined }] : [];
}
