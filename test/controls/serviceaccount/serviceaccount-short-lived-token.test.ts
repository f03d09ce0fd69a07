import { serviceaccountShortLivedToken } from '../../../src/controls/serviceaccount/serviceaccount-short-lived-token';
import { container, type Fields, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const token = (fields: Fields = {}): Fields => ({ serviceAccountToken: { path: 'token', ...fields } });
const root: Fields = { configMap: { name: 'kube-root-ca.crt' } };
const projecting = (sources: readonly Fields[], fields: Fields = {}): Fields => podOf(container(), { volumes: [{ name: 'a', projected: { sources } }], ...fields });
const expiry = 'spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds';
const sources = 'spec.volumes[0].projected.sources';
const needs = 'who reads the token';

testControl(serviceaccountShortLivedToken, {
  allows: [
    { name: 'no volume', spec: podOf(container()) },
    { name: 'a volume without a token', spec: projecting([{ secret: { name: 's' } }]) },
    { name: 'the expiry of Kubernetes', spec: projecting([token({ audience: 'vault' })]) },
    { name: 'an hour', spec: projecting([token({ audience: 'vault', expirationSeconds: 3600 })]) },
    { name: 'a token for the Kubernetes API', spec: projecting([token({ expirationSeconds: 600 }), root]) },
    { name: 'what Kubernetes mounts itself', spec: projecting([token({ expirationSeconds: 3607 }), root]) },
    { name: 'the same where it is asked for', spec: projecting([token({ expirationSeconds: 3607 }), root], { automountServiceAccountToken: true }) },
  ],
  denies: [
    { name: 'a second more', spec: projecting([token({ audience: 'vault', expirationSeconds: 3601 })]), field: expiry, needs },
    { name: 'a day', spec: projecting([token({ expirationSeconds: 86400 }), root]), field: expiry, needs },
    { name: 'between an hour and what Kubernetes mounts', spec: projecting([token({ expirationSeconds: 3606 }), root]), field: expiry, needs },
    { name: 'a second more than what Kubernetes mounts', spec: projecting([token({ expirationSeconds: 3608 }), root]), field: expiry, needs },
    {
      name: 'what Kubernetes mounts, where it was told not to', field: expiry, needs,
      spec: projecting([token({ expirationSeconds: 3607 }), root], { automountServiceAccountToken: false }),
    },
    { name: 'a token without an audience', spec: projecting([token()]), field: sources, needs },
    { name: 'an empty audience', spec: projecting([token({ audience: '' })]), field: sources, needs },
    { name: 'a token without an audience beside one with', spec: projecting([token({ audience: 'vault' }), token({ path: 'b' })]), field: sources, needs },
    { name: 'another ConfigMap', spec: projecting([token(), { configMap: { name: 'ca' } }]), field: sources, needs },
  ],
});
