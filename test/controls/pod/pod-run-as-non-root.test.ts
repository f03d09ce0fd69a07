import { podRunAsNonRoot } from '../../../src/controls/pod/pod-run-as-non-root';
import { container, ephemeral, inContainer, init, podOf, secured } from '../../support/pods';
import { testControl } from '../../support/test-control';

const safe = secured({ runAsNonRoot: true });
const field = inContainer('runAsNonRoot');
const podField = 'spec.securityContext.runAsNonRoot';
const needs = 'whether the image has a numeric non-root user';

testControl(podRunAsNonRoot, {
  allows: [
    { name: 'true on the pod', spec: podOf(container(), { securityContext: { runAsNonRoot: true } }) },
    { name: 'true on every container', spec: init(safe, safe) },
    { name: 'true on both', spec: podOf(safe, { securityContext: { runAsNonRoot: true } }) },
    { name: 'a user namespace from 1.35', spec: podOf(container(), { hostUsers: false }), kubernetes: ['1.35', '1.37'] },
    {
      name: 'false in a user namespace from 1.35', kubernetes: '1.35',
      spec: podOf(secured({ runAsNonRoot: false }), { hostUsers: false, securityContext: { runAsNonRoot: false } }),
    },
  ],
  denies: [
    { name: 'an unset field', spec: podOf(container()), field, needs },
    { name: 'a pod security context without it', spec: podOf(container(), { securityContext: { fsGroup: 1 } }), field, needs },
    { name: 'a user of the container', spec: podOf(secured({ runAsUser: 10001 })), field, fixed: { [field]: true } },
    {
      name: 'a user of the pod', spec: podOf(container(), { securityContext: { runAsUser: 10001 } }), field,
      fixed: { [field]: true, [podField]: undefined },
    },
    { name: 'user 0', spec: podOf(secured({ runAsUser: 0 })), field, needs },
    {
      name: 'user 0 of the container, another of the pod',
      spec: podOf(secured({ runAsUser: 0 }), { securityContext: { runAsUser: 10001 } }), field, needs,
    },
    {
      name: 'false on the container',
      spec: podOf(secured({ runAsNonRoot: false }), { securityContext: { runAsNonRoot: true } }), field, needs,
    },
    { name: 'false on the pod', spec: podOf(container(), { securityContext: { runAsNonRoot: false } }), field: podField, needs },
    {
      name: 'false on the pod, true on every container', spec: podOf(safe, { securityContext: { runAsNonRoot: false } }),
      field: podField, fixed: { [podField]: true },
    },
    {
      name: 'false on the pod, a user on every container',
      spec: podOf(secured({ runAsUser: 10001 }), { securityContext: { runAsNonRoot: false } }),
      field: podField, fixed: { [podField]: true, [field]: undefined },
    },
    {
      name: 'false on the pod, no user on one container',
      spec: { containers: [secured({ runAsUser: 10001 }), container({ name: 'other' })], securityContext: { runAsNonRoot: false } },
      field: podField, needs,
    },
    { name: 'an init container', spec: init(container(), safe), field: 'spec.initContainers[0].securityContext.runAsNonRoot', needs },
    {
      name: 'an ephemeral container', spec: ephemeral(container(), safe),
      field: 'spec.ephemeralContainers[0].securityContext.runAsNonRoot', needs,
    },
    { name: 'a user namespace before 1.35', spec: podOf(container(), { hostUsers: false }), kubernetes: ['1.28', '1.34'], field, needs },
    { name: 'the users of the node', spec: podOf(container(), { hostUsers: true }), field, needs },
  ],
});
