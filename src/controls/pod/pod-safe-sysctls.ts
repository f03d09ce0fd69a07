import type { Minor } from '../../manifest/object';
import { control, needs } from '../control';
import { kubescape, owaspK10, pss } from '../references';
import { removedItem } from '../pod-proposal';

/** What each minor added to the safe set. */
const added: readonly (readonly [since: Minor, names: readonly string[]])[] = [
  ['1.0', [
    'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range',
    'net.ipv4.ip_unprivileged_port_start',
  ]],
  ['1.27', ['net.ipv4.ip_local_reserved_ports']],
  ['1.29', ['net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes']],
  ['1.32', ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']],
  ['1.37', ['net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat']],
];

const isSafeAt = (index: number): string => {
  const names = added.slice(0, index + 1).flatMap(([, more]) => more);
  return `sysctl.?name.orValue('') in ['${names.join("', '")}']`;
};

export const podSafeSysctls = control({
  id: 'pod-safe-sysctls',
  title: 'Pods set only sysctls that are safe',
  layer: 'container',
  component: 'pod',
  severity: 'medium',
  rationale: 'A sysctl outside of the safe set can switch off protections of the kernel or change it for every pod of the node.',
  remediation: 'Remove the sysctl from securityContext.sysctls of the pod, or set it on the node.',
  references: [pss('baseline'), owaspK10('2025', 'K01'), kubescape('C-0055')],
  peers: { kubeLinter: 'unsafe-sysctls', trivy: 'AVD-KSV-0026', kubescape: 'C-0055', kics: 'Cluster Allows Unsafe Sysctls' },
  each: 'sysctl',
  field: 'name',
  expected: 'a sysctl of the safe set of the Kubernetes minor',
  revisions: Object.fromEntries(added.map(([since], index) => [since, isSafeAt(index)])),
  fix: needs('whether the program works without the sysctl that it asks for', removedItem),
});
