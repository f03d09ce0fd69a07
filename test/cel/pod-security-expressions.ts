/**
 * The Pod Security Standards of Kubernetes 1.37 over the whole object, as they were verified word for word against a real API server and its
 * PodSecurity admission. They use more of CEL than the shipped controls: nested comprehensions, plain access behind a guard, list literals of maps.
 */
const oneOf = (...values: readonly string[]): string => `[${values.map((value) => `'${value}'`).join(', ')}]`;

const capabilities = oneOf(
  'AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT',
);
const sysctls = oneOf(
  'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start',
);
const profiles = oneOf('RuntimeDefault', 'Localhost');
const seLinux = (options: string): string =>
  `${options}.?type.orValue('') in ${oneOf('', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t')}`
  + ` && ${options}.?user.orValue('') == '' && ${options}.?role.orValue('') == ''`;
const every = (condition: string): string => `variables.allContainers.all(c, ${condition})`;

export const podSecurityExpressions: Readonly<Record<string, string>> = {
  appArmorProfile: `(!variables.podSecurityContext.?appArmorProfile.hasValue() || variables.podSecurityContext.appArmorProfile.?type.orValue('') in ${profiles}) &&
${every(`!c.?securityContext.?appArmorProfile.hasValue() || c.securityContext.appArmorProfile.?type.orValue('') in ${profiles}`)} &&
variables.annotations.all(k, !k.startsWith('container.apparmor.security.beta.kubernetes.io/') || variables.annotations[k] in ['', 'runtime/default'] || variables.annotations[k].startsWith('localhost/'))`,
  capabilitiesBaseline: every(`c.?securityContext.?capabilities.?add.orValue([]).all(x, x in ${capabilities})`),
  hostNamespaces: '!variables.podSpec.?hostNetwork.orValue(false) && !variables.podSpec.?hostPID.orValue(false) && !variables.podSpec.?hostIPC.orValue(false)',
  hostPathVolumes: 'variables.volumes.all(v, !has(v.hostPath))',
  hostPorts: every('c.?ports.orValue([]).all(p, p.?hostPort.orValue(0) == 0)'),
  hostProbesAndHostLifecycle: every(
    '[c.?livenessProbe.orValue({}), c.?readinessProbe.orValue({}), c.?startupProbe.orValue({}), c.?lifecycle.?postStart.orValue({}), '
    + "c.?lifecycle.?preStop.orValue({})].all(h, h.?httpGet.?host.orValue('') == '' && h.?tcpSocket.?host.orValue('') == '')",
  ),
  privileged: every('!c.?securityContext.?privileged.orValue(false)'),
  procMount: `variables.inUserNamespace || ${every("c.?securityContext.?procMount.orValue('Default') == 'Default'")}`,
  seccompProfileBaseline: `(!variables.podSecurityContext.?seccompProfile.hasValue() || variables.podSecurityContext.seccompProfile.?type.orValue('') in ${profiles}) &&
${every(`!c.?securityContext.?seccompProfile.hasValue() || c.securityContext.seccompProfile.?type.orValue('') in ${profiles}`)}`,
  seLinuxOptions: `(${seLinux('variables.podSecurityContext.?seLinuxOptions')}) && ${every(seLinux('c.?securityContext.?seLinuxOptions'))}`,
  sysctls: `variables.podSecurityContext.?sysctls.orValue([]).all(s, s.name in ${sysctls})`,
  windowsHostProcess: `!variables.podSecurityContext.?windowsOptions.?hostProcess.orValue(false) &&
${every('!c.?securityContext.?windowsOptions.?hostProcess.orValue(false)')}`,
  allowPrivilegeEscalation: `variables.isWindows || ${every('c.?securityContext.?allowPrivilegeEscalation.orValue(true) == false')}`,
  capabilitiesRestricted: `variables.isWindows || ${every(
    "c.?securityContext.?capabilities.?drop.orValue([]).exists(x, x == 'ALL') && c.?securityContext.?capabilities.?add.orValue([]).all(x, x == 'NET_BIND_SERVICE')",
  )}`,
  procMountRestricted: every("c.?securityContext.?procMount.orValue('Default') == 'Default'"),
  restrictedVolumes: `variables.volumes.all(v, ${
    ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'].map((source) => `has(v.${source})`).join(' || ')
  })`,
  runAsNonRoot: `variables.inUserNamespace || (variables.podSecurityContext.?runAsNonRoot.orValue(true) && ${every(
    'c.?securityContext.?runAsNonRoot.orValue(variables.podSecurityContext.?runAsNonRoot.orValue(false))',
  )})`,
  runAsUser: `variables.inUserNamespace || (variables.podSecurityContext.?runAsUser.orValue(1) != 0 && ${every('c.?securityContext.?runAsUser.orValue(1) != 0')})`,
  seccompProfileRestricted: `variables.isWindows || (
(!variables.podSecurityContext.?seccompProfile.hasValue() || variables.podSecurityContext.seccompProfile.?type.orValue('') in ${profiles}) &&
${every(`c.?securityContext.?seccompProfile.hasValue() ? c.securityContext.seccompProfile.?type.orValue('') in ${profiles} : variables.podSecurityContext.?seccompProfile.hasValue()`)})`,
};
