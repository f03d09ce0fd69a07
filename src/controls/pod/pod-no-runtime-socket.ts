import { control, needs } from '../control';
import { attack, kubescape, nist800190, owaspK10 } from '../references';
import { withoutVolume } from '../pod-proposal';

/** The kernel takes `/run//x` and `/run/./x` for `/run/x`. */
const SLASH = '/(?:\\\\.?/)*';
const END = '(?:/\\\\.?)*$';
const names = (...all: readonly string[]): string => `(?:${all.join('|')})`;

const folders = names('containerd', 'crio', 'podman', 'k3s', `k3s${SLASH}containerd`, 'k0s');
const sockets = names('docker', 'containerd', 'crio', 'podman', 'cri-dockerd', 'dockershim');
const run = `${SLASH}(?:var${SLASH})?run`;

const patterns = [
  // The folders in which a socket is, up to the root.
  '^/[./]*$',
  `^${run}(?:${SLASH}${folders})?${END}`,
  `^${run}${SLASH}(?:${folders}${SLASH})?${sockets}\\\\.sock${END}`,
];

export const podNoRuntimeSocket = control({
  id: 'pod-no-runtime-socket',
  title: 'No volume reaches the socket of the container runtime',
  layer: 'container',
  component: 'pod',
  severity: 'critical',
  rationale: 'The runtime does what its socket is told: whoever reaches it starts a privileged container on the node, past every policy of the cluster.',
  remediation: 'Remove the hostPath volume of the socket, or of the folder that it is in, such as /run and /.',
  references: [nist800190('4.4.5'), owaspK10('2025', 'K01'), attack('T1609'), attack('T1611'), kubescape('C-0074')],
  peers: {
    kubeLinter: 'docker-sock', checkov: 'CKV_K8S_27', trivy: 'AVD-KSV-0006', kubescape: 'C-0074', kics: 'Docker Daemon Socket is Exposed to Containers',
    kubesec: 'DockerSock',
  },
  each: 'volume',
  field: 'hostPath.path',
  expected: 'a path that no socket of a container runtime is in',
  revisions: {
    '1.0': patterns.map((pattern) => `!volume.?hostPath.?path.orValue('').matches('${pattern}')`).join('\n  && '),
  },
  fix: needs('what the program asks the container runtime for', withoutVolume),
});
