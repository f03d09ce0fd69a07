import { secretHardenedObject } from '../../../src/controls/secret/secret-hardened-object';
import type { JsonValue, KubernetesObject } from '../../../src/manifest/object';
import { testControl } from '../../support/test-control';

const secret = (fields: Readonly<Record<string, JsonValue>> = {}): KubernetesObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, ...fields });
const needs = 'whether something updates the Secret in place';

testControl(secretHardenedObject, {
  allows: [
    { name: 'an immutable Secret', object: secret({ immutable: true }) },
    { name: 'a certificate, which is renewed', object: secret({ type: 'kubernetes.io/tls' }) },
  ],
  denies: [
    { name: 'nothing set', object: secret(), field: 'immutable', needs },
    { name: 'false', object: secret({ immutable: false }), field: 'immutable', needs },
    { name: 'the ordinary type', object: secret({ type: 'Opaque' }), field: 'immutable', needs },
    { name: 'an empty type', object: secret({ type: '' }), field: 'immutable', needs },
  ],
});
