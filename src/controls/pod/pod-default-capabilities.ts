import { control, needs } from '../control';
import { attack, cis, kubescape, owaspK10, pss } from '../references';
import { capabilities } from '../pod-proposal';

const defaults = [
  'AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID',
  'SYS_CHROOT',
];

export const podDefaultCapabilities = control({
  id: 'pod-default-capabilities',
  title: 'Containers add no capability beyond the default set of the container runtime',
  layer: 'container',
  component: 'pod',
  severity: 'high',
  rationale: 'A capability beyond the default set, such as SYS_ADMIN or NET_RAW, opens ways to the node and to the traffic of others.',
  remediation: 'Remove every entry beyond the default set from securityContext.capabilities.add of every container.',
  references: [pss('baseline'), cis('1.11', '5.2.9'), cis('1.10', '5.2.9'), owaspK10('2025', 'K01'), attack('T1611'), kubescape('C-0046')],
  peers: { checkov: 'CKV_K8S_25', trivy: 'AVD-KSV-0022', polaris: 'dangerousCapabilities', kubescape: 'C-0046', kubesec: 'CapSysAdmin' },
  each: 'container',
  field: 'securityContext.capabilities.add',
  expected: `empty, or only of ${defaults.join(', ')}`,
  revisions: {
    '1.0': `container.?securityContext.?capabilities.?add.orValue([]).all(name, name in ['${defaults.join("', '")}'])`,
  },
  fix: needs('whether the program works without the capabilities that it asks for', capabilities((name) => defaults.includes(name))),
});
