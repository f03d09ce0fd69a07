import { podNoSshOrSudo } from '../../../src/controls/pod/pod-no-ssh-or-sudo';
import { container, init, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const needs = 'what the container is used for over SSH, or as root';
const words = (...args: readonly string[]) => podOf(container({ args }));
const deniedWords = (name: string, ...args: readonly string[]) =>
  ({ name, spec: words(...args), field: args.map((_, index) => `spec.containers[0].args[${index}]`), needs });

testControl(podNoSshOrSudo, {
  allows: [
    { name: 'nothing set', spec: podOf(container()) },
    { name: 'other ports', spec: podOf(container({ ports: [{ containerPort: 8022 }, { containerPort: 220 }] })) },
    { name: 'other programs', spec: podOf(container({ command: ['/bin/server'], args: ['ssh', 'git@example.com', '-c', 'echo pseudo'] })) },
    { name: 'options and files with such names', spec: words('--sudo=false', '/etc/ssh/sshd_config', '--no-sudo', 'sudo.conf', 'sshd-keygen') },
  ],
  denies: [
    { name: 'the port of SSH', spec: podOf(container({ ports: [{ containerPort: 22 }] })), field: 'spec.containers[0].ports[0].containerPort', needs },
    {
      name: 'the other port of SSH', needs, field: 'spec.containers[0].ports[1].containerPort',
      spec: podOf(container({ ports: [{ containerPort: 8080 }, { containerPort: 2222 }] })),
    },
    { name: 'the server as the command', spec: podOf(container({ command: ['/usr/sbin/sshd', '-D'] })), field: 'spec.containers[0].command[0]', needs },
    { name: 'an init container', spec: init(container({ command: ['sudo', 'id'] }), container()), field: 'spec.initContainers[0].command[0]', needs },
    deniedWords('words of a shell', 'sudo', 'cd /; sudo id', 'id|sudo tee x', 'true && sudo', '(sudo id)', 'sshd;', 'a;sshd', 'a\nsudo b', 'sudo\tid', 'a&sshd&', 'x $(sudo id)'),
    deniedWords('another server', 'dropbear', '/usr/sbin/dropbear -F'),
  ],
});
