import { podSeccompRuntimeDefault } from '../../../src/controls/pod/pod-seccomp-runtime-default';
import { container, ephemeral, inContainer, init, podOf, secured, windows } from '../../support/pods';
import { testControl } from '../../support/test-control';

const profile = (type: string) => ({ seccompProfile: { type, ...(type === 'Localhost' && { localhostProfile: 'audit.json' }) } });
const safe = secured(profile('RuntimeDefault'));
const podField = 'spec.securityContext.seccompProfile.type';
const field = inContainer('seccompProfile.type');
const needs = 'whether the program works with the default seccomp profile';

testControl(podSeccompRuntimeDefault, {
  allows: [
    { name: 'RuntimeDefault on the pod', spec: podOf(container(), { securityContext: profile('RuntimeDefault') }) },
    { name: 'Localhost on the pod', spec: podOf(container(), { securityContext: profile('Localhost') }) },
    { name: 'a profile on every container', spec: init(safe, secured(profile('Localhost'))) },
    { name: 'a Windows pod from 1.25', spec: podOf(container(), windows), kubernetes: ['1.25', '1.37'] },
    {
      name: 'a Windows container from 1.25', kubernetes: '1.25',
      spec: podOf(secured(profile('Unconfined')), windows),
    },
  ],
  denies: [
    { name: 'an unset field', spec: podOf(container()), field: podField, fixed: { [podField]: 'RuntimeDefault' } },
    {
      name: 'a profile on one of two containers', spec: { containers: [safe, container({ name: 'other' })] },
      field: podField, fixed: { [podField]: 'RuntimeDefault', 'spec.containers[1].securityContext': undefined },
    },
    { name: 'an init container without one', spec: init(container(), safe), field: podField, fixed: { [podField]: 'RuntimeDefault' } },
    {
      name: 'an ephemeral container without one', spec: ephemeral(container(), safe), field: podField,
      fixed: { [podField]: 'RuntimeDefault' },
    },
    {
      name: 'a privileged container', spec: podOf(secured({ privileged: true })), field: podField,
      fixed: { [podField]: 'RuntimeDefault' },
    },
    { name: 'Unconfined on the pod', spec: podOf(container(), { securityContext: profile('Unconfined') }), field: podField, needs },
    {
      name: 'Unconfined on the pod, a profile on every container',
      spec: podOf(safe, { securityContext: profile('Unconfined') }), field: podField, needs,
    },
    {
      name: 'Unconfined on a container',
      spec: podOf(secured(profile('Unconfined')), { securityContext: profile('RuntimeDefault') }), field, needs,
    },
    {
      name: 'Unconfined on an init container', spec: init(secured(profile('Unconfined')), safe),
      field: 'spec.initContainers[0].securityContext.seccompProfile.type', needs,
    },
    {
      name: 'Unconfined on an ephemeral container', spec: ephemeral(secured(profile('Unconfined')), safe),
      field: 'spec.ephemeralContainers[0].securityContext.seccompProfile.type', needs,
    },
    {
      name: 'a Windows pod before 1.25', spec: podOf(container(), windows), kubernetes: '1.24', field: podField,
      needs: 'spec.os.name: windows',
    },
    { name: 'a Linux pod', spec: podOf(container(), { os: { name: 'linux' } }), field: podField, fixed: { [podField]: 'RuntimeDefault' } },
  ],
});
