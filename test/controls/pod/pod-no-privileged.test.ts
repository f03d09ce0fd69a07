import { podNoPrivileged } from '../../../src/controls/pod/pod-no-privileged';
import { container, ephemeral, inContainer, init, podOf, secured } from '../../support/pods';
import { testControl } from '../../support/test-control';

const privileged = secured({ privileged: true });
const needs = 'what the program does to its node';

testControl(podNoPrivileged, {
  allows: [
    { name: 'an unset field', spec: podOf(container()) },
    { name: 'an empty security context', spec: podOf(secured({})) },
    { name: 'false', spec: podOf(secured({ privileged: false })) },
  ],
  denies: [
    { name: 'true', spec: podOf(privileged), field: inContainer('privileged'), needs },
    { name: 'an init container', spec: init(privileged, container()), field: 'spec.initContainers[0].securityContext.privileged', needs },
    {
      name: 'an ephemeral container', spec: ephemeral(privileged, container()),
      field: 'spec.ephemeralContainers[0].securityContext.privileged', needs,
    },
    {
      name: 'one of two containers',
      spec: { containers: [container(), { ...privileged, name: 'other' }] },
      field: 'spec.containers[1].securityContext.privileged',
      needs,
    },
  ],
});
