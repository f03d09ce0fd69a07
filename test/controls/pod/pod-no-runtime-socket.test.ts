import { podNoRuntimeSocket } from '../../../src/controls/pod/pod-no-runtime-socket';
import { container, type Fields, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const mounted = (...paths: readonly string[]): Fields => podOf(container(), { volumes: paths.map((path, index) => ({ name: `v${index}`, hostPath: { path } })) });
const needs = 'what the program asks the container runtime for';
const denied = (name: string, ...paths: readonly string[]) =>
  ({ name, spec: mounted(...paths), field: paths.map((_, index) => `spec.volumes[${index}].hostPath.path`), needs });

testControl(podNoRuntimeSocket, {
  allows: [
    { name: 'no volume', spec: podOf(container()) },
    { name: 'other volumes', spec: podOf(container(), { volumes: [{ name: 'a', emptyDir: {} }, { name: 'b', configMap: { name: 'b' } }] }) },
    { name: 'other paths', spec: mounted('/var/log', '/etc/kubernetes', '/dev', '/lib/modules', '/sys/fs/cgroup', '/var/lib/docker') },
    { name: 'other paths below /run', spec: mounted('/run/systemd', '/var/run/netns', '/run/xtables.lock', '/run/flannel', '/run/containerd/io.containerd.runtime.v2.task') },
    { name: 'names that only look alike', spec: mounted('/run/mydocker.sock', '/srv/run/docker.sock', '/run/docker.sock.bak', '/runner', '/home/run') },
  ],
  denies: [
    denied('the socket of Docker', '/var/run/docker.sock', '/run/docker.sock'),
    denied('the socket of containerd', '/run/containerd/containerd.sock', '/var/run/containerd/containerd.sock', '/run/k3s/containerd/containerd.sock'),
    denied('the sockets of other runtimes', '/var/run/crio/crio.sock', '/run/cri-dockerd.sock', '/run/podman/podman.sock', '/var/run/dockershim.sock'),
    denied('a folder with a socket', '/run/containerd', '/var/run/crio', '/run/k3s', '/run/k3s/containerd', '/run/podman', '/run/k0s'),
    denied('a folder above', '/', '/run', '/var/run'),
    denied('other ways to write it', '//run//docker.sock', '/var/./run/./docker.sock', '/run/', '/./', '/run/containerd/./', '/var/run/docker.sock/'),
    denied('the second of two', '/run', '/var/run'),
    {
      name: 'one among others', spec: mounted('/var/log', '/run'), field: 'spec.volumes[1].hostPath.path', needs,
    },
  ],
});
