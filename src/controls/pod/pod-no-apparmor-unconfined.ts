import { control, needs } from '../control';
import { kubescape, nsa, owaspK10, pss } from '../references';

const isConfined = (element: 'podSpec' | 'container'): string =>
  `!${element}.?securityContext.?appArmorProfile.hasValue()
  || ${element}.?securityContext.?appArmorProfile.?type.orValue('') in ['RuntimeDefault', 'Localhost']`;

const annotationConfines = `!annotation.startsWith('container.apparmor.security.beta.kubernetes.io/')
  || variables.annotations[annotation] in ['', 'runtime/default']
  || variables.annotations[annotation].startsWith('localhost/')`;

export const podNoApparmorUnconfined = control({
  id: 'pod-no-apparmor-unconfined',
  title: 'AppArmor is not switched off',
  layer: 'container',
  component: 'pod',
  severity: 'medium',
  rationale: 'Unconfined removes the profile that keeps a container from mounting, tracing and writing under /proc and /sys.',
  remediation: 'Remove securityContext.appArmorProfile and the AppArmor annotations, or set the type to RuntimeDefault.',
  references: [pss('baseline'), nsa('P6'), owaspK10('2025', 'K01'), kubescape('C-0055')],
  peers: { trivy: 'AVD-KSV-0002', polaris: 'linuxHardening', kubescape: 'C-0055' },
  each: ['podSpec', 'container', 'annotation'],
  field: { podSpec: 'securityContext.appArmorProfile.type', container: 'securityContext.appArmorProfile.type', annotation: '' },
  expected: 'unset, RuntimeDefault or Localhost',
  revisions: {
    // The fields came in Kubernetes 1.30 and left the annotations valid. Pod Security admission reads both at every version.
    '1.0': { podSpec: isConfined('podSpec'), container: isConfined('container'), annotation: annotationConfines },
  },
  fix: needs('whether the program works with the AppArmor profile of the container runtime', (context) => [{ path: context.path, value: context.path.includes('annotations') ? 'runtime/default' : 'RuntimeDefault' }]),
});
