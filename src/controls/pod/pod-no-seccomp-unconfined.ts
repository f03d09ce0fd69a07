import { control, needs } from '../control';
import { cis, kubescape, nsa, owaspK10, pss } from '../references';

const isConfined = (element: 'podSpec' | 'container'): string =>
  `!${element}.?securityContext.?seccompProfile.hasValue()
  || ${element}.?securityContext.?seccompProfile.?type.orValue('') in ['RuntimeDefault', 'Localhost']`;

export const podNoSeccompUnconfined = control({
  id: 'pod-no-seccomp-unconfined',
  title: 'Seccomp is not switched off',
  layer: 'container',
  component: 'pod',
  severity: 'medium',
  rationale: 'Unconfined removes the filter that keeps most of the bugs of the kernel out of reach of a container.',
  remediation: 'Remove securityContext.seccompProfile, or set its type to RuntimeDefault.',
  references: [
    pss('baseline'), cis('1.12', '5.6.2'), cis('1.11', '5.6.2'), cis('1.10', '5.7.2'), nsa('P6'), owaspK10('2025', 'K01'),
    kubescape('C-0055'),
  ],
  peers: {
    trivy: 'AVD-KSV-0104', polaris: 'linuxHardening', kubescape: 'C-0055',
    kubesec: 'SeccompUnconfined', kubeaudit: ['SeccompDisabledContainer', 'SeccompDisabledPod'],
  },
  each: ['podSpec', 'container'],
  field: 'securityContext.seccompProfile.type',
  expected: 'unset, RuntimeDefault or Localhost',
  revisions: {
    '1.19': { podSpec: isConfined('podSpec'), container: isConfined('container') },
  },
  fix: needs('whether the program works with the default seccomp profile of the container runtime', 'RuntimeDefault'),
});
