import { podNoApparmorUnconfined } from '../../../src/controls/pod/pod-no-apparmor-unconfined';
import { container, ephemeral, inContainer, init, podOf, secured } from '../../support/pods';
import { testControl } from '../../support/test-control';

const profile = (type: string) => ({ appArmorProfile: { type } });
const unconfined = secured(profile('Unconfined'));
const annotation = 'container.apparmor.security.beta.kubernetes.io/app';
const needs = 'whether the program works with the AppArmor profile';

testControl(podNoApparmorUnconfined, {
  allows: [
    { name: 'nothing set', spec: podOf(container()) },
    { name: 'RuntimeDefault', spec: podOf(secured(profile('RuntimeDefault')), { securityContext: profile('RuntimeDefault') }) },
    { name: 'Localhost', spec: podOf(secured(profile('Localhost')), { securityContext: profile('Localhost') }) },
    { name: 'the default profile in an annotation', spec: podOf(container()), annotations: { [annotation]: 'runtime/default' } },
    { name: 'a local profile in an annotation', spec: podOf(container()), annotations: { [annotation]: 'localhost/nginx' } },
    { name: 'an empty annotation', spec: podOf(container()), annotations: { [annotation]: '' } },
    { name: 'another annotation', spec: podOf(container()), annotations: { 'example.com/app': 'unconfined' } },
  ],
  denies: [
    {
      name: 'Unconfined in an annotation', spec: podOf(container()), annotations: { [annotation]: 'unconfined' },
      field: `metadata.annotations["${annotation}"]`, needs,
    },
    {
      name: 'Unconfined on the pod', spec: podOf(container(), { securityContext: profile('Unconfined') }),
      field: 'spec.securityContext.appArmorProfile.type', needs,
    },
    { name: 'Unconfined on a container', spec: podOf(unconfined), field: inContainer('appArmorProfile.type'), needs },
    {
      name: 'Unconfined on an init container', spec: init(unconfined, container()),
      field: 'spec.initContainers[0].securityContext.appArmorProfile.type', needs,
    },
    {
      name: 'Unconfined on an ephemeral container', spec: ephemeral(unconfined, container()),
      field: 'spec.ephemeralContainers[0].securityContext.appArmorProfile.type', needs,
    },
  ],
});
