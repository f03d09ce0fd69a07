import { podDropAllCapabilities } from '../../../src/controls/pod/pod-drop-all-capabilities';
import { container, ephemeral, inContainer, init, podOf, secured, windows } from '../../support/pods';
import { testControl } from '../../support/test-control';

const safe = secured({ capabilities: { drop: ['ALL'] } });
const field = inContainer('capabilities.drop');
const nonRoot = { securityContext: { runAsNonRoot: true } };

testControl(podDropAllCapabilities, {
  allows: [
    { name: 'ALL', spec: podOf(safe) },
    { name: 'ALL among others', spec: podOf(secured({ capabilities: { drop: ['NET_RAW', 'ALL'], add: ['NET_BIND_SERVICE'] } })) },
    { name: 'a Windows pod from 1.25', spec: podOf(container(), windows), kubernetes: ['1.25', '1.37'] },
  ],
  denies: [
    { name: 'an unset field', spec: podOf(container()), field, needs: 'the capabilities that the program uses as root' },
    { name: 'a non-root container', spec: podOf(secured({ runAsNonRoot: true })), field, fixed: { [field]: ['ALL'] } },
    { name: 'a container in a non-root pod', spec: podOf(container(), nonRoot), field, fixed: { [field]: ['ALL'] } },
    { name: 'a container with a user', spec: podOf(secured({ runAsUser: 10001 })), field, fixed: { [field]: ['ALL'] } },
    {
      name: 'a container in a pod with a user', spec: podOf(container(), { securityContext: { runAsUser: 1 } }), field,
      fixed: { [field]: ['ALL'] },
    },
    {
      name: 'user 0 in a pod with a user', spec: podOf(secured({ runAsUser: 0 }), { securityContext: { runAsUser: 1 } }), field,
      needs: 'the capabilities that the program uses as root',
    },
    { name: 'false over true of the pod', spec: podOf(secured({ runAsNonRoot: false }), nonRoot), field, needs: 'the capabilities' },
    {
      name: 'other capabilities', spec: podOf(secured({ capabilities: { drop: ['NET_RAW'], add: ['NET_BIND_SERVICE'] } }), nonRoot), field,
      fixed: { [field]: ['NET_RAW', 'ALL'], [inContainer('capabilities.add')]: ['NET_BIND_SERVICE'] },
    },
    { name: 'an empty list', spec: podOf(secured({ capabilities: { drop: [] } }), nonRoot), field, fixed: { [field]: ['ALL'] } },
    {
      name: 'a lower-case name', spec: podOf(secured({ capabilities: { drop: ['all'] } }), nonRoot), field,
      fixed: { [field]: ['all', 'ALL'] },
    },
    {
      name: 'an init container', spec: init(container(), safe, nonRoot),
      field: 'spec.initContainers[0].securityContext.capabilities.drop', fixed: {},
    },
    {
      name: 'an ephemeral container', spec: ephemeral(container(), safe, nonRoot),
      field: 'spec.ephemeralContainers[0].securityContext.capabilities.drop', fixed: {},
    },
    {
      name: 'a privileged container', spec: podOf(secured({ privileged: true }), nonRoot), field,
      needs: 'whether the program works without being privileged',
    },
    { name: 'a Windows pod before 1.25', spec: podOf(container(), windows), kubernetes: '1.24', field, needs: 'spec.os.name: windows' },
    { name: 'a Linux pod', spec: podOf(container(), { os: { name: 'linux' }, ...nonRoot }), field, fixed: { [field]: ['ALL'] } },
  ],
});
