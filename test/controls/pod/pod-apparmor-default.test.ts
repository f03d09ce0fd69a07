import { podApparmorDefault } from '../../../src/controls/pod/pod-apparmor-default';
import type { KubernetesObject } from '../../../src/manifest/object';
import { container, type Fields, init, podOf, secured, windows } from '../../support/pods';
import { testManifestControl } from '../../support/test-manifest-control';

const annotation = (name: string): string => `container.apparmor.security.beta.kubernetes.io/${name}`;
const annotationField = (name: string): string => `metadata.annotations["${annotation(name)}"]`;
const pod = (spec: Fields, annotations: Readonly<Record<string, string>> = {}): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'case', annotations }, spec });
const profile = { appArmorProfile: { type: 'RuntimeDefault' } };
const platform = { appArmor: true };
const podField = 'spec.securityContext.appArmorProfile.type';
const two: Fields = { containers: [container(), container({ name: 'second' })] };

testManifestControl(podApparmorDefault, {
  allows: [
    { name: 'nodes that nothing is known of', object: pod(podOf(container())) },
    { name: 'nodes without AppArmor', object: pod(podOf(container())), platform: { appArmor: false } },
    { name: 'a profile of the pod', object: pod(podOf(container(), { securityContext: profile })), platform },
    { name: 'a profile of every container', object: pod(init(secured(profile), secured(profile))), platform },
    { name: 'annotations for every container', object: pod(two, { [annotation('app')]: 'runtime/default', [annotation('second')]: 'localhost/web' }), platform },
    { name: 'a field for one, an annotation for the other', object: pod(init(secured(profile), container()), { [annotation('app')]: 'runtime/default' }), platform },
    { name: 'a profile that is another control\'s matter', object: pod(podOf(secured({ appArmorProfile: { type: 'Unconfined' } }))), platform },
    { name: 'a Windows pod', object: pod(podOf(container(), windows)), platform },
    { name: 'no pod', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'case' } }, platform },
  ],
  denies: [
    { name: 'nothing set', object: pod(podOf(container())), platform, field: podField, expected: 'RuntimeDefault', fixed: { [podField]: 'RuntimeDefault' } },
    { name: 'nothing on one of two', object: pod(init(container(), secured(profile))), platform, field: podField, fixed: { [podField]: 'RuntimeDefault' } },
    {
      name: 'a template', platform, field: 'spec.template.spec.securityContext.appArmorProfile.type',
      object: { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'case' }, spec: { template: { spec: podOf(container()) } } },
      fixed: { 'spec.template.spec.securityContext.appArmorProfile.type': 'RuntimeDefault' },
    },
    {
      name: 'an annotation for one of two, which a field of the pod may not contradict', object: pod(two, { [annotation('app')]: 'localhost/web' }), platform,
      field: 'spec.containers[1].securityContext.appArmorProfile.type',
      fixed: { 'spec.containers[1].securityContext.appArmorProfile.type': 'RuntimeDefault', [podField]: undefined },
    },
    {
      name: 'a cluster without the fields', object: pod(two), platform, kubernetes: '1.29',
      field: [annotationField('app'), annotationField('second')], expected: 'runtime/default',
      fixed: { [annotationField('app')]: 'runtime/default', [podField]: undefined },
    },
    { name: 'the first with the fields', object: pod(two), platform, kubernetes: '1.30', field: podField, fixed: { [podField]: 'RuntimeDefault' } },
    {
      name: 'a privileged container', object: pod(podOf(secured({ privileged: true }))), platform, field: podField,
      needs: 'whether the privileged container works under a profile',
    },
  ],
});
