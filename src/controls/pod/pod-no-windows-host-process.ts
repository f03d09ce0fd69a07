import { control, needs } from '../control';
import { cis, kubescape, owaspK10, pss } from '../references';

export const podNoWindowsHostProcess = control({
  id: 'pod-no-windows-host-process',
  title: 'No Windows container is a process of its node',
  layer: 'container',
  component: 'pod',
  severity: 'high',
  rationale: 'A HostProcess container runs on the Windows node itself, with its files, its network and, if it asks, its SYSTEM account.',
  remediation: 'Remove securityContext.windowsOptions.hostProcess from the pod and its containers, or set it to false.',
  references: [
    pss('baseline'), cis('1.12', '5.2.10'), cis('1.11', '5.2.11'), cis('1.10', '5.2.11'), owaspK10('2025', 'K01'), kubescape('C-0202'),
  ],
  peers: { trivy: 'AVD-KSV-0103', polaris: 'hostProcess', kubescape: 'C-0202' },
  each: ['podSpec', 'container'],
  field: 'securityContext.windowsOptions.hostProcess',
  expected: 'unset or false',
  revisions: {
    '1.0': {
      podSpec: '!podSpec.?securityContext.?windowsOptions.?hostProcess.orValue(false)',
      container: '!container.?securityContext.?windowsOptions.?hostProcess.orValue(false)',
    },
  },
  fix: needs('whether the program works inside of a container, which agents for Windows nodes do not', false),
});
