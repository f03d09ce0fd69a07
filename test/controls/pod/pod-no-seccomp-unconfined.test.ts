import { podNoSeccompUnconfined } from '../../../src/controls/pod/pod-no-seccomp-unconfined';
import { container, ephemeral, inContainer, init, podOf, secured } from '../../support/pods';
import { testControl } from '../../support/test-control';

const profile = (type: string) => ({ seccompProfile: { type } });
const unconfined = secured(profile('Unconfined'));
const needs = 'whether the program works with the default seccomp profile';

testControl(podNoSeccompUnconfined, {
  allows: [
    { name: 'an unset field', spec: podOf(container()) },
    { name: 'RuntimeDefault', spec: podOf(secured(profile('RuntimeDefault')), { securityContext: profile('RuntimeDefault') }) },
    { name: 'Localhost', spec: podOf(secured(profile('Localhost')), { securityContext: profile('Localhost') }) },
  ],
  denies: [
    {
      name: 'Unconfined on the pod', spec: podOf(container(), { securityContext: profile('Unconfined') }),
      field: 'spec.securityContext.seccompProfile.type', needs,
    },
    { name: 'Unconfined on a container', spec: podOf(unconfined), field: inContainer('seccompProfile.type'), needs },
    {
      name: 'Unconfined on an init container', spec: init(unconfined, container()),
      field: 'spec.initContainers[0].securityContext.seccompProfile.type', needs,
    },
    {
      name: 'Unconfined on an ephemeral container', spec: ephemeral(unconfined, container()),
      field: 'spec.ephemeralContainers[0].securityContext.seccompProfile.type', needs,
    },
  ],
});
