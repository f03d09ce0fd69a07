import { podReadOnlyRootFs } from '../../../src/controls/pod/pod-read-only-root-fs';
import { container, ephemeral, inContainer, init, podOf, secured, windows } from '../../support/pods';
import { testControl } from '../../support/test-control';

const safe = secured({ readOnlyRootFilesystem: true });
const field = inContainer('readOnlyRootFilesystem');
const volumes = 'spec.volumes';
const mounts = 'spec.containers[0].volumeMounts';
const tmp = { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } };
const atTmp = { name: 'tmp', mountPath: '/tmp' };

testControl(podReadOnlyRootFs, {
  allows: [
    { name: 'true', spec: podOf(safe) },
    { name: 'a Windows pod', spec: podOf(container(), windows) },
  ],
  denies: [
    { name: 'an unset field', spec: podOf(container()), field, fixed: { [field]: true, [volumes]: [tmp], [mounts]: [atTmp] } },
    {
      name: 'false', spec: podOf(secured({ readOnlyRootFilesystem: false })), field,
      needs: 'where the program writes on its root filesystem',
    },
    {
      name: 'a container that mounts something at /tmp',
      spec: podOf(container({ volumeMounts: [{ name: 'scratch', mountPath: '/tmp/' }] }), { volumes: [{ name: 'scratch', emptyDir: {} }] }),
      field, fixed: { [field]: true, [volumes]: [{ name: 'scratch', emptyDir: {} }], [mounts]: [{ name: 'scratch', mountPath: '/tmp/' }] },
    },
    {
      name: 'a container that mounts something below /tmp',
      spec: podOf(container({ volumeMounts: [{ name: 'scratch', mountPath: '/tmp/cache' }] }), { volumes: [{ name: 'scratch', emptyDir: {} }] }),
      field,
      fixed: { [volumes]: [{ name: 'scratch', emptyDir: {} }, tmp], [mounts]: [{ name: 'scratch', mountPath: '/tmp/cache' }, atTmp] },
    },
    {
      name: 'two containers, a volume for each',
      spec: { containers: [container(), container({ name: 'other' })] },
      field: [field, 'spec.containers[1].securityContext.readOnlyRootFilesystem'],
      fixed: {
        [volumes]: [tmp, { name: 'tmp-other', emptyDir: { sizeLimit: '64Mi' } }],
        [mounts]: [atTmp], 'spec.containers[1].volumeMounts': [{ name: 'tmp-other', mountPath: '/tmp' }],
      },
    },
    {
      name: 'a volume that is named tmp already', spec: podOf(container(), { volumes: [{ name: 'tmp', configMap: { name: 'x' } }] }),
      field, fixed: { 'spec.volumes[1].name': 'tmp-app', [mounts]: [{ name: 'tmp-app', mountPath: '/tmp' }] },
    },
    {
      name: 'volumes with all of the names that come to mind',
      spec: podOf(container(), { volumes: ['tmp', 'tmp-app', 'tmp-2'].map((name) => ({ name, emptyDir: {} })) }),
      field, fixed: { 'spec.volumes[3].name': 'tmp-3', [mounts]: [{ name: 'tmp-3', mountPath: '/tmp' }] },
    },
    {
      name: 'a name that is too long for a volume',
      spec: podOf(container({ name: `${'a'.repeat(58)}-b` }), { volumes: [{ name: 'tmp', emptyDir: {} }] }),
      field, fixed: { 'spec.volumes[1].name': `tmp-${'a'.repeat(58)}` },
    },
    {
      name: 'a claim of a StatefulSet that is named tmp',
      object: {
        apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'case' },
        spec: { serviceName: 'x', selector: {}, volumeClaimTemplates: [{ metadata: { name: 'tmp' } }], template: { spec: podOf(container()) } },
      },
      field: `spec.template.${field}`, fixed: { 'spec.template.spec.volumes[0].name': 'tmp-app' },
    },
    {
      name: 'an init container', spec: init(container(), safe),
      field: 'spec.initContainers[0].securityContext.readOnlyRootFilesystem', fixed: { [volumes]: [tmp] },
    },
    {
      name: 'an ephemeral container', spec: ephemeral(container(), safe),
      field: 'spec.ephemeralContainers[0].securityContext.readOnlyRootFilesystem',
      fixed: { 'spec.ephemeralContainers[0].volumeMounts': [atTmp] },
    },
    {
      name: 'a pod for Windows nodes that does not say so',
      spec: podOf(container(), { nodeSelector: { 'kubernetes.io/os': 'windows' } }), field,
      needs: 'spec.os.name: windows',
    },
    { name: 'a Linux pod', spec: podOf(container(), { os: { name: 'linux' } }), field, fixed: { [field]: true } },
  ],
});
