import type { Edit } from '../../manifest/apply';
import { control, type FixContext, type Needs, needs } from '../control';
import { isForWindows, securityContextOf } from '../effective';
import { fieldsAt } from '../../manifest/fields';
import { attack, cis, kubescape, nist800190, nsa, owaspK10, pss } from '../references';
import { namesWindows } from '../pod-proposal';

const profiles = "['RuntimeDefault', 'Localhost']";
// Where no word is said at all, one on the pod is enough: it is the pod that is to blame.
const podIsConfined = `podSpec.?securityContext.?seccompProfile.hasValue()
  ? podSpec.?securityContext.?seccompProfile.?type.orValue('') in ${profiles}
  : variables.allContainers.all(container, container.?securityContext.?seccompProfile.hasValue())`;
const containerIsConfined = `!container.?securityContext.?seccompProfile.hasValue()
  || container.?securityContext.?seccompProfile.?type.orValue('') in ${profiles}`;

const DEFAULT_PROFILE = needs('whether the program works with the default seccomp profile of the container runtime', 'RuntimeDefault');

export const podSeccompRuntimeDefault = control({
  id: 'pod-seccomp-runtime-default',
  title: 'A seccomp profile confines every container',
  layer: 'container',
  component: 'pod',
  severity: 'medium',
  rationale: 'Without seccomp a process may call all of the kernel, so one bug in a rare system call is a way out of the container.',
  remediation: 'Set securityContext.seccompProfile.type to RuntimeDefault on the pod.',
  references: [
    pss('restricted'), cis('1.12', '5.6.2'), cis('1.11', '5.6.2'), cis('1.10', '5.7.2'), nsa('P6'), nist800190('4.4.3'),
    owaspK10('2025', 'K01'), attack('T1611'), kubescape('C-0055'), kubescape('C-0210'),
  ],
  peers: {
    checkov: 'CKV_K8S_31', trivy: ['AVD-KSV-0030', 'AVD-KSV-0104'], kubeScore: 'container-seccomp-profile',
    polaris: 'linuxHardening', kubescape: ['C-0055', 'C-0210'], kics: 'Seccomp Profile Is Not Configured',
    kubesec: 'SeccompAny', kubeaudit: ['SeccompProfileMissing', 'SeccompDisabledContainer', 'SeccompDisabledPod'],
  },
  each: ['podSpec', 'container'],
  field: 'securityContext.seccompProfile.type',
  expected: 'RuntimeDefault or Localhost',
  revisions: {
    '1.19': { podSpec: podIsConfined, container: containerIsConfined },
    // Windows has no seccomp: the API server refuses the field there.
    '1.25': { podSpec: `variables.isWindows || (${podIsConfined})`, container: `variables.isWindows || (${containerIsConfined})` },
  },
  fix: { podSpec: confine, container: DEFAULT_PROFILE },
  overrides: 'pod-no-seccomp-unconfined',
});

function confine({ element, path }: FixContext): readonly Edit[] | Needs {
  if (isForWindows(element.value)) return needs('spec.os.name: windows, with which the field does not apply', namesWindows);
  if (fieldsAt(securityContextOf(element.value), 'seccompProfile')['type'] !== undefined) {
    return DEFAULT_PROFILE;
  }
  // Containers with a profile of their own keep it; privileged ones are never confined, whatever the pod says.
  return [{ path, value: 'RuntimeDefault' }];
}
