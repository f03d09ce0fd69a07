import { control, needs } from '../control';
import { attack, cis, kubescape, owaspK10, pss } from '../references';
import { capabilities } from '../pod-proposal';

const addsNone = "container.?securityContext.?capabilities.?add.orValue([]).all(name, name == 'NET_BIND_SERVICE')";

export const podNoAddedCapabilities = control({
  id: 'pod-no-added-capabilities',
  title: 'Containers add no capability but NET_BIND_SERVICE',
  layer: 'container',
  component: 'pod',
  severity: 'high',
  rationale: 'Each capability is a part of root: SYS_ADMIN mounts disks, NET_ADMIN reroutes traffic, SYS_PTRACE reads other processes.',
  remediation: 'Remove every entry but NET_BIND_SERVICE from securityContext.capabilities.add of every container.',
  references: [
    pss('restricted'), cis('1.12', '5.2.9'), cis('1.11', '5.2.9'), cis('1.11', '5.2.10'), cis('1.10', '5.2.9'), cis('1.10', '5.2.10'),
    owaspK10('2025', 'K01'), attack('T1611'), kubescape('C-0046'), kubescape('C-0200'),
  ],
  peers: {
    checkov: ['CKV_K8S_25', 'CKV_K8S_39'], trivy: ['AVD-KSV-0005', 'AVD-KSV-0022', 'AVD-KSV-0120'],
    polaris: 'dangerousCapabilities', kubescape: ['C-0046', 'C-0200'], kics: 'Containers With Added Capabilities',
    kubeaudit: 'CapabilityAdded',
  },
  each: 'container',
  field: 'securityContext.capabilities.add',
  expected: 'empty, or NET_BIND_SERVICE alone',
  revisions: {
    '1.22': addsNone,
    // Windows has no capabilities: the API server refuses the field there.
    '1.25': `variables.isWindows || ${addsNone}`,
  },
  fix: needs('whether the program works without the capabilities that it asks for', capabilities((name) => name === 'NET_BIND_SERVICE')),
  overrides: 'pod-default-capabilities',
});
