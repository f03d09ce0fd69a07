import { podSelinuxRestricted } from '../../../src/controls/pod/pod-selinux-restricted';
import { container, ephemeral, inContainer, init, podOf, type Fields, secured } from '../../support/pods';
import { testControl } from '../../support/test-control';

const selinux = (seLinuxOptions: Fields) => ({ seLinuxOptions });
const onContainer = (options: Fields) => podOf(secured(selinux(options)));
const onPod = (options: Fields) => podOf(container(), { securityContext: selinux(options) });
const needs = 'whether the program works with the SELinux type';

testControl(podSelinuxRestricted, {
  allows: [
    { name: 'an unset field', spec: podOf(container()) },
    { name: 'a level', spec: podOf(secured(selinux({ level: 's0' })), { securityContext: selinux({ level: 's0' }) }) },
    {
      name: 'empty values',
      spec: podOf(secured(selinux({ type: '', user: '', role: '' })), { securityContext: selinux({ type: '', user: '', role: '' }) }),
    },
    { name: 'container_t', spec: podOf(secured(selinux({ type: 'container_t' })), { securityContext: selinux({ type: 'container_t' }) }) },
    {
      name: 'container_init_t',
      spec: podOf(secured(selinux({ type: 'container_init_t' })), { securityContext: selinux({ type: 'container_init_t' }) }),
    },
    {
      name: 'container_kvm_t',
      spec: podOf(secured(selinux({ type: 'container_kvm_t' })), { securityContext: selinux({ type: 'container_kvm_t' }) }),
    },
    {
      name: 'container_engine_t from 1.31', kubernetes: ['1.31', '1.37'],
      spec: podOf(secured(selinux({ type: 'container_engine_t' })), { securityContext: selinux({ type: 'container_engine_t' }) }),
    },
  ],
  denies: [
    { name: 'another type of a container', spec: onContainer({ type: 'spc_t' }), field: inContainer('seLinuxOptions.type'), needs },
    { name: 'another type of the pod', spec: onPod({ type: 'spc_t' }), field: 'spec.securityContext.seLinuxOptions.type', needs },
    {
      name: 'a user of a container', spec: onContainer({ user: 'sysadm_u', type: 'container_t' }),
      field: inContainer('seLinuxOptions.user'), needs,
    },
    { name: 'a user of the pod', spec: onPod({ user: 'sysadm_u' }), field: 'spec.securityContext.seLinuxOptions.user', needs },
    {
      name: 'a role of a container', spec: onContainer({ role: 'sysadm_r', type: 'container_t' }),
      field: inContainer('seLinuxOptions.role'), needs,
    },
    { name: 'a role of the pod', spec: onPod({ role: 'sysadm_r' }), field: 'spec.securityContext.seLinuxOptions.role', needs },
    {
      name: 'a type of an init container', spec: init(secured(selinux({ type: 'spc_t' })), container()),
      field: 'spec.initContainers[0].securityContext.seLinuxOptions.type', needs,
    },
    {
      name: 'a type of an ephemeral container', spec: ephemeral(secured(selinux({ type: 'spc_t' })), container()),
      field: 'spec.ephemeralContainers[0].securityContext.seLinuxOptions.type', needs,
    },
    {
      name: 'container_engine_t before 1.31', kubernetes: ['1.28', '1.30'],
      spec: podOf(secured(selinux({ type: 'container_engine_t' })), { securityContext: selinux({ type: 'container_engine_t' }) }),
      field: ['spec.securityContext.seLinuxOptions.type', inContainer('seLinuxOptions.type')], needs,
    },
  ],
});
