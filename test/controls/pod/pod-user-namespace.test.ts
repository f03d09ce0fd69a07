import { podUserNamespace } from '../../../src/controls/pod/pod-user-namespace';
import { container, podOf, secured, windows } from '../../support/pods';
import { testControl } from '../../support/test-control';

const platform = { userNamespaces: true };
const field = 'spec.hostUsers';

testControl(podUserNamespace, {
  allows: [
    { name: 'false', spec: podOf(container(), { hostUsers: false }) },
    { name: 'the network of the node', spec: podOf(container(), { hostNetwork: true }) },
    { name: 'the processes of the node', spec: podOf(container(), { hostPID: true }) },
    { name: 'the IPC of the node', spec: podOf(container(), { hostIPC: true }) },
    { name: 'a Windows pod', spec: podOf(container(), windows) },
  ],
  denies: [
    { name: 'an unset field', spec: podOf(container()), field, needs: 'whether the nodes support user namespaces' },
    { name: 'an unset field on nodes with user namespaces', spec: podOf(container()), platform, field, fixed: { [field]: false } },
    {
      name: 'no namespace of the node',
      spec: podOf(container(), { hostNetwork: false, hostPID: false, hostIPC: false }), platform, field,
      fixed: { [field]: false },
    },
    {
      name: 'true', spec: podOf(container(), { hostUsers: true }), platform, field,
      needs: 'whether the program works without the users of its node',
    },
    {
      name: 'a block device', spec: podOf(container({ volumeDevices: [{ name: 'disk', devicePath: '/dev/x' }] })), platform, field,
      needs: 'whether the program works in a user namespace',
    },
    {
      name: 'a volume on NFS', spec: podOf(container(), { volumes: [{ name: 'media', nfs: { server: 'nfs.example.com', path: '/' } }] }), platform, field,
      needs: 'whether the kernel of the nodes maps the users of files on NFS',
    },
    {
      name: 'a volume on NFS by its driver', spec: podOf(container(), { volumes: [{ name: 'media', csi: { driver: 'nfs.csi.k8s.io' } }] }), platform, field,
      needs: 'whether the kernel of the nodes maps the users of files on NFS',
    },
    {
      name: 'a privileged container', spec: podOf(secured({ privileged: true })), platform, field,
      needs: 'whether the program works in a user namespace',
    },
    {
      name: 'a pod for Windows nodes that does not say so',
      spec: podOf(container(), { nodeSelector: { 'kubernetes.io/os': 'windows' } }), platform, field,
      needs: 'spec.os.name: windows',
    },
  ],
});
