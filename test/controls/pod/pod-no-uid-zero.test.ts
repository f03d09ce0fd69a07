import { podNoUidZero } from '../../../src/controls/pod/pod-no-uid-zero';
import { container, ephemeral, inContainer, init, podOf, secured } from '../../support/pods';
import { testControl } from '../../support/test-control';

const root = secured({ runAsUser: 0 });
const field = inContainer('runAsUser');
const podField = 'spec.securityContext.runAsUser';
const needs = 'a user that the program can run as';

testControl(podNoUidZero, {
  allows: [
    { name: 'an unset field', spec: podOf(container()) },
    { name: 'another user', spec: podOf(secured({ runAsUser: 1 }), { securityContext: { runAsUser: 1000 } }) },
    {
      name: 'user 0 in a user namespace from 1.35',
      spec: podOf(root, { hostUsers: false, securityContext: { runAsUser: 0 } }), kubernetes: '1.35',
    },
  ],
  denies: [
    { name: 'user 0 of a container', spec: podOf(root), field, needs },
    { name: 'user 0 of the pod', spec: podOf(container(), { securityContext: { runAsUser: 0 } }), field: podField, needs },
    {
      name: 'user 0 of the pod, another of every container',
      spec: podOf(secured({ runAsUser: 1000 }), { securityContext: { runAsUser: 0 } }),
      field: podField, needs,
    },
    {
      name: 'user 0 of an init container', spec: init(root, container()),
      field: 'spec.initContainers[0].securityContext.runAsUser', needs,
    },
    {
      name: 'user 0 of an ephemeral container', spec: ephemeral(root, container()),
      field: 'spec.ephemeralContainers[0].securityContext.runAsUser', needs,
    },
    {
      name: 'user 0 in a user namespace before 1.35', spec: podOf(root, { hostUsers: false, securityContext: { runAsUser: 0 } }),
      kubernetes: ['1.23', '1.34'], field: [podField, field], needs,
    },
  ],
});
