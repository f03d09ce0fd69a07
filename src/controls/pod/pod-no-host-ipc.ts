import { control, needs } from '../control';
import { cisEditions, cisIn, kubescape, owaspK10, pss } from '../references';

export const podNoHostIpc = control({
  id: 'pod-no-host-ipc',
  title: 'Pods have an IPC namespace of their own',
  layer: 'container',
  component: 'pod',
  severity: 'high',
  rationale: 'With the IPC of the node a container reads and writes the shared memory of processes outside of it.',
  remediation: 'Remove hostIPC from the pod spec, or set it to false.',
  references: [pss('baseline'), ...cisIn(cisEditions, '5.2.4'), owaspK10('2025', 'K01'), kubescape('C-0038'), kubescape('C-0195')],
  peers: {
    kubeLinter: 'host-ipc', checkov: 'CKV_K8S_18', trivy: 'AVD-KSV-0008', polaris: 'hostIPCSet', kubescape: ['C-0038', 'C-0195'], kics: 'Shared Host IPC Namespace',
    kubesec: 'HostIPC', kubeaudit: 'NamespaceHostIPCTrue',
  },
  each: 'podSpec',
  field: 'hostIPC',
  expected: 'unset or false',
  revisions: {
    '1.0': '!podSpec.?hostIPC.orValue(false)',
  },
  fix: needs('whether the program works without the shared memory of its node, which it asks for', false),
});
