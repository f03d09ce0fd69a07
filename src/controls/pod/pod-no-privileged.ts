import { control, needs } from '../control';
import { attack, cisEditions, cisIn, kubescape, nist800190, nsa, owaspK10, pss, threatMatrix } from '../references';

export const podNoPrivileged = control({
  id: 'pod-no-privileged',
  title: 'No container is privileged',
  layer: 'container',
  component: 'pod',
  severity: 'critical',
  rationale: 'A privileged container has every capability and every device of its node: whoever takes it over is root on the node.',
  remediation: 'Remove securityContext.privileged from every container, or set it to false.',
  references: [
    pss('baseline'), ...cisIn(cisEditions, '5.2.2'), nsa('P4'), nist800190('4.4.3'), owaspK10('2025', 'K01'),
    attack('T1611'), threatMatrix('MS-TA9018'), kubescape('C-0057'), kubescape('C-0193'),
  ],
  peers: {
    kubeLinter: 'privileged-container', checkov: 'CKV_K8S_16', trivy: 'AVD-KSV-0017',
    kubeScore: 'container-security-context-privileged', polaris: 'runAsPrivileged', kubescape: ['C-0057', 'C-0193'], kics: 'Container Is Privileged',
    kubesec: 'Privileged', kubeaudit: 'PrivilegedTrue',
  },
  each: 'container',
  field: 'securityContext.privileged',
  expected: 'unset or false',
  revisions: {
    '1.0': '!container.?securityContext.?privileged.orValue(false)',
  },
  fix: needs('what the program does to its node: with less than every privilege it may not work', false),
});
