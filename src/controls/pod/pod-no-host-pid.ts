import { control, needs } from '../control';
import { attack, cisEditions, cisIn, kubescape, owaspK10, pss } from '../references';

export const podNoHostPid = control({
  id: 'pod-no-host-pid',
  title: 'Pods have a process namespace of their own',
  layer: 'container',
  component: 'pod',
  severity: 'high',
  rationale: 'Among the processes of the node a container reads their environment and memory, and may enter their namespaces.',
  remediation: 'Remove hostPID from the pod spec, or set it to false.',
  references: [pss('baseline'), ...cisIn(cisEditions, '5.2.3'), owaspK10('2025', 'K01'), attack('T1611'), kubescape('C-0038'), kubescape('C-0194')],
  peers: {
    kubeLinter: 'host-pid', checkov: 'CKV_K8S_17', trivy: 'AVD-KSV-0010', polaris: 'hostPIDSet', kubescape: ['C-0038', 'C-0194'], kics: 'Shared Host PID Namespace',
    kubesec: 'HostPID', kubeaudit: 'NamespaceHostPIDTrue',
  },
  each: 'podSpec',
  field: 'hostPID',
  expected: 'unset or false',
  revisions: {
    '1.0': '!podSpec.?hostPID.orValue(false)',
  },
  fix: needs('whether the program works without the processes of its node, which it asks to see', false),
});
