import type { JsonValue } from '../src/manifest/object';

/**
 * What is mounted: clients look in the directory `serviceaccount` below it for their token, the certificate of the API server and their
 * namespace. (A mount of that directory itself is what trivy takes for the token of every pod: it looks for the setting of the pod on the workload.)
 */
export const TOKEN_DIRECTORY = '/var/run/secrets/kubernetes.io';
/** The name of the volume. */
export const TOKEN_VOLUME = 'kube-api-access';

/**
 * The files that clients in a cluster expect, with a token that lives for an hour, ends with its pod and is good for one audience.
 * (What `automountServiceAccountToken` mounts is the same, for everybody and without an audience of choice.)
 */
export function tokenVolume(audience: string | undefined): Readonly<Record<string, JsonValue>> {
  return {
    name: TOKEN_VOLUME,
    projected: {
      defaultMode: 0o440,
      sources: [
        { serviceAccountToken: { path: 'serviceaccount/token', expirationSeconds: 3600, ...(audience === undefined ? {} : { audience }) } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'serviceaccount/ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'serviceaccount/namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
      ],
    },
  };
}
