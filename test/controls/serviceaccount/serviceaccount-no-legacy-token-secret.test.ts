import { serviceaccountNoLegacyTokenSecret } from '../../../src/controls/serviceaccount/serviceaccount-no-legacy-token-secret';
import type { KubernetesObject } from '../../../src/manifest/object';
import { testControl } from '../../support/test-control';

const secret = (type?: string): KubernetesObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, ...(type === undefined ? {} : { type }) });
const account = (...names: readonly string[]): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 's' }, secrets: names.map((name) => ({ name })) });
const needs = 'who uses the token';

testControl(serviceaccountNoLegacyTokenSecret, {
  allows: [
    { name: 'a Secret', object: secret() },
    { name: 'a Secret of another type', object: secret('kubernetes.io/tls') },
    { name: 'an account', object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 's' } } },
    { name: 'an account that may mount a Secret', object: account('registry-credentials', 'my-token-for-app', 's-token') },
    { name: 'an entry without a name', object: { ...account(), secrets: [{ namespace: 'shop' }] } },
  ],
  denies: [
    { name: 'the Secret of a token', object: secret('kubernetes.io/service-account-token'), field: 'type', needs },
    { name: 'the token of an account', object: account('registry-credentials', 's-token-x7k2p'), field: 'secrets', needs },
  ],
});
