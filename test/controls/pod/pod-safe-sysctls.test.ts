import { podSafeSysctls } from '../../../src/controls/pod/pod-safe-sysctls';
import type { Minor } from '../../../src/manifest/object';
import { container, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const setting = (...names: string[]) => podOf(container(), { securityContext: { sysctls: names.map((name) => ({ name, value: '1' })) } });
const field = 'spec.securityContext.sysctls[0].name';
const needs = 'whether the program works without the sysctl';

const added = (since: Minor, before: readonly Minor[], names: readonly string[]) => ({
  allows: { name: `what ${since} added`, spec: setting(...names), kubernetes: since },
  denies: {
    name: `what ${since} added, before`, spec: setting(...names), kubernetes: before, needs,
    field: names.map((_name, index) => `spec.securityContext.sysctls[${index}].name`),
  },
});
const since127 = added('1.27', ['1.0', '1.26'], ['net.ipv4.ip_local_reserved_ports']);
const since129 = added('1.29', ['1.27', '1.28'], [
  'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes',
]);
const since132 = added('1.32', ['1.29', '1.31'], ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']);
const since137 = added('1.37', ['1.32', '1.36'], ['net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat']);

testControl(podSafeSysctls, {
  allows: [
    { name: 'none', spec: podOf(container()) },
    {
      name: 'the first set',
      spec: setting(
        'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range',
        'net.ipv4.ip_unprivileged_port_start',
      ),
    },
    { name: 'the set of 1.27 later', spec: setting('net.ipv4.ip_local_reserved_ports'), kubernetes: ['1.29', '1.32', '1.37'] },
    {
      name: 'the set of 1.29 later', kubernetes: ['1.32', '1.37'],
      spec: setting('net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes'),
    },
    { name: 'the set of 1.32 later', spec: setting('net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'), kubernetes: '1.37' },
    since127.allows, since129.allows, since132.allows, since137.allows,
  ],
  denies: [
    { name: 'a sysctl of the node', spec: setting('kernel.msgmax'), field, needs },
    {
      name: 'an unknown name beside a safe one', spec: setting('net.ipv4.tcp_syncookies', 'net.core.somaxconn'),
      field: 'spec.securityContext.sysctls[1].name', needs,
    },
    since127.denies, since129.denies, since132.denies, since137.denies,
  ],
});
