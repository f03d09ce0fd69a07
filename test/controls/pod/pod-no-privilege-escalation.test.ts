import { podNoPrivilegeEscalation } from '../../../src/controls/pod/pod-no-privilege-escalation';
import { container, ephemeral, inContainer, init, podOf, secured, windows } from '../../support/pods';
import { testControl } from '../../support/test-control';

const safe = secured({ allowPrivilegeEscalation: false });
const field = inContainer('allowPrivilegeEscalation');

testControl(podNoPrivilegeEscalation, {
  allows: [
    { name: 'false', spec: podOf(safe) },
    { name: 'a Windows pod from 1.25', spec: podOf(container(), windows), kubernetes: ['1.25', '1.37'] },
  ],
  denies: [
    { name: 'an unset field', spec: podOf(container()), field, fixed: { [field]: false } },
    {
      name: 'a security context without it', spec: podOf(secured({ runAsUser: 1 })), field,
      fixed: { [field]: false, [inContainer('runAsUser')]: 1 },
    },
    { name: 'true', spec: podOf(secured({ allowPrivilegeEscalation: true })), field, needs: 'whether the program runs setuid binaries' },
    {
      name: 'an init container', spec: init(container(), safe),
      field: 'spec.initContainers[0].securityContext.allowPrivilegeEscalation', fixed: {},
    },
    {
      name: 'an ephemeral container', spec: ephemeral(container(), safe),
      field: 'spec.ephemeralContainers[0].securityContext.allowPrivilegeEscalation', fixed: {},
    },
    {
      name: 'a privileged container', spec: podOf(secured({ privileged: true })), field,
      needs: 'whether the program works without being privileged',
    },
    {
      name: 'a container with CAP_SYS_ADMIN', spec: podOf(secured({ capabilities: { add: ['CAP_SYS_ADMIN'] } })), field,
      needs: 'whether the program works without CAP_SYS_ADMIN',
    },
    {
      name: 'a container with SYS_ADMIN among others', spec: podOf(secured({ capabilities: { add: ['CHOWN', 'SYS_ADMIN'] } })), field,
      needs: 'whether the program works without CAP_SYS_ADMIN',
    },
    {
      name: 'a container with another capability', spec: podOf(secured({ capabilities: { add: ['CHOWN'] } })), field,
      fixed: { [field]: false },
    },
    { name: 'a Windows pod before 1.25', spec: podOf(container(), windows), kubernetes: '1.24', field, needs: 'spec.os.name: windows' },
    {
      name: 'a pod for Windows nodes that does not say so',
      spec: podOf(container(), { nodeSelector: { 'kubernetes.io/os': 'windows' } }), field,
      needs: 'spec.os.name: windows',
    },
    { name: 'a Linux pod', spec: podOf(container(), { os: { name: 'linux' } }), field, fixed: { [field]: false } },
  ],
});
