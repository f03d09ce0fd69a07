import { podNoWritableHostPath } from '../../../src/controls/pod/pod-no-writable-host-path';
import { container, ephemeral, type Fields, init } from '../../support/pods';
import { testControl } from '../../support/test-control';

const volumes: readonly Fields[] = [{ name: 'logs', hostPath: { path: '/var/log' } }, { name: 'tmp', emptyDir: {} }];
const mounting = (...mounts: readonly Fields[]): Fields => container({ volumeMounts: mounts.map((mount) => ({ mountPath: '/logs', ...mount })) });
const podOf = (only: Fields): Fields => ({ containers: [only], volumes });
const safe = mounting({ name: 'logs', readOnly: true, recursiveReadOnly: 'Enabled' });
const writable = mounting({ name: 'logs' });
const field = 'spec.containers[0].volumeMounts[0]';
const needs = 'whether the program writes there';

testControl(podNoWritableHostPath, {
  allows: [
    { name: 'no mount', spec: podOf(container()) },
    { name: 'a writable emptyDir', spec: podOf(mounting({ name: 'tmp' })) },
    { name: 'a mount of a claim template', spec: podOf(mounting({ name: 'data' })) },
    { name: 'a path that is read-only all the way down', spec: podOf(safe) },
    { name: 'a read-only path before 1.33', spec: podOf(mounting({ name: 'logs', readOnly: true })), kubernetes: '1.32' },
  ],
  denies: [
    { name: 'a mount that does not say', spec: podOf(writable), field, needs },
    { name: 'a writable mount', spec: podOf(mounting({ name: 'logs', readOnly: false })), field, needs },
    { name: 'a read-only mount with writable ones below', spec: podOf(mounting({ name: 'logs', readOnly: true })), kubernetes: '1.33', field, needs },
    {
      name: 'a mount that is recursive where the node can', kubernetes: '1.33', field, needs,
      spec: podOf(mounting({ name: 'logs', readOnly: true, recursiveReadOnly: 'IfPossible' })),
    },
    {
      name: 'a writable mount that claims to be recursive', field, needs,
      spec: podOf(mounting({ name: 'logs', readOnly: false, recursiveReadOnly: 'Enabled' })),
    },
    {
      name: 'a mount that does not say, and claims to be recursive', field, needs,
      spec: podOf(mounting({ name: 'logs', recursiveReadOnly: 'Enabled' })),
    },
    { name: 'the second mount', spec: podOf(mounting({ name: 'tmp' }, { name: 'logs' })), field: 'spec.containers[0].volumeMounts[1]', needs },
    { name: 'an init container', spec: { ...init(writable, safe), volumes }, field: 'spec.initContainers[0].volumeMounts[0]', needs },
    { name: 'an ephemeral container', spec: { ...ephemeral(writable, safe), volumes }, field: 'spec.ephemeralContainers[0].volumeMounts[0]', needs },
  ],
});
