import { podHighUidGid } from '../../../src/controls/pod/pod-high-uid-gid';
import { container, ephemeral, init, podOf, secured, windows } from '../../support/pods';
import { testControl } from '../../support/test-control';

const high = secured({ runAsUser: 10000, runAsGroup: 10000 });
const field = 'spec.containers[0].securityContext';
const needs = 'the user and the group that the image is built for';

testControl(podHighUidGid, {
  allows: [
    { name: 'the lowest of both', spec: podOf(high) },
    { name: 'both from the pod', spec: podOf(container(), { securityContext: { runAsUser: 10000, runAsGroup: 10000 } }) },
    { name: 'one from the pod', spec: podOf(secured({ runAsUser: 10001 }), { securityContext: { runAsUser: 0, runAsGroup: 10001 } }) },
    { name: 'groups of the pod', spec: podOf(high, { securityContext: { fsGroup: 10001, supplementalGroups: [10002, 1] } }) },
    { name: 'a user namespace', spec: podOf(container(), { hostUsers: false, securityContext: { fsGroup: 0, supplementalGroups: [0] } }) },
    { name: 'a Windows pod', spec: podOf(container(), windows) },
  ],
  denies: [
    { name: 'nothing set', spec: podOf(container()), field, needs },
    { name: 'a low user', spec: podOf(secured({ runAsUser: 9999, runAsGroup: 10000 })), field, needs },
    { name: 'a low group', spec: podOf(secured({ runAsUser: 10000, runAsGroup: 9999 })), field, needs },
    { name: 'a user without a group', spec: podOf(secured({ runAsUser: 10000 })), field, needs },
    { name: 'a group without a user', spec: podOf(secured({ runAsGroup: 10000 })), field, needs },
    { name: 'user 1', spec: podOf(secured({ runAsUser: 1, runAsGroup: 1 })), field, needs },
    {
      name: 'a low user that hides that of the pod', field, needs,
      spec: podOf(secured({ runAsUser: 70 }), { securityContext: { runAsUser: 10000, runAsGroup: 10000 } }),
    },
    { name: 'an init container', spec: init(container(), high), field: 'spec.initContainers[0].securityContext', needs },
    { name: 'an ephemeral container', spec: ephemeral(container(), high), field: 'spec.ephemeralContainers[0].securityContext', needs },
    { name: 'group 0 for volumes', spec: podOf(high, { securityContext: { fsGroup: 0 } }), field: 'spec.securityContext.fsGroup', needs },
    {
      name: 'group 0 among others', spec: podOf(high, { securityContext: { supplementalGroups: [10001, 0] } }),
      field: 'spec.securityContext.supplementalGroups', needs,
    },
    { name: 'the users of the node', spec: podOf(container(), { hostUsers: true }), field, needs },
  ],
});
