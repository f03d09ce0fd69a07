import { podNoSecretEnv } from '../../../src/controls/pod/pod-no-secret-env';
import { container, ephemeral, type Fields, init, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const variable = (valueFrom: Fields): Fields => ({ name: 'PASSWORD', valueFrom });
const secretVariable = variable({ secretKeyRef: { name: 'db', key: 'password' } });
const needs = 'whether the program can read the secret from a file';

testControl(podNoSecretEnv, {
  allows: [
    { name: 'no environment', spec: podOf(container()) },
    {
      name: 'other sources',
      spec: podOf(container({
        env: [
          { name: 'MODE', value: 'x' },
          variable({ configMapKeyRef: { name: 'x', key: 'y' } }),
          variable({ fieldRef: { fieldPath: 'metadata.name' } }),
        ],
        envFrom: [{ configMapRef: { name: 'x' } }],
      })),
    },
    { name: 'a Secret as a volume', spec: podOf(container(), { volumes: [{ name: 'db', secret: { secretName: 'db' } }] }) },
  ],
  denies: [
    {
      name: 'a key of a Secret', spec: podOf(container({ env: [secretVariable] })),
      field: 'spec.containers[0].env[0].valueFrom.secretKeyRef', needs,
    },
    {
      name: 'the second variable', spec: podOf(container({ env: [{ name: 'MODE', value: 'x' }, secretVariable] })),
      field: 'spec.containers[0].env[1].valueFrom.secretKeyRef', needs,
    },
    {
      name: 'a whole Secret', spec: podOf(container({ envFrom: [{ secretRef: { name: 'db' } }] })),
      field: 'spec.containers[0].envFrom[0].secretRef', needs,
    },
    {
      name: 'an init container', spec: init(container({ env: [secretVariable] }), container()),
      field: 'spec.initContainers[0].env[0].valueFrom.secretKeyRef', needs,
    },
    {
      name: 'an ephemeral container', spec: ephemeral(container({ envFrom: [{ secretRef: { name: 'db' } }] }), container()),
      field: 'spec.ephemeralContainers[0].envFrom[0].secretRef', needs,
    },
  ],
});
