import type { JsonValue } from '../src/manifest/object';

/** Where clients in a cluster look for their token, the certificate of the API server and their namespace. */
export const TOKEN_DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount';
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
        { serviceAccountToken: { path: 'token', expirationSeconds: 3600, ...(audience === undefined ? {} : { audience }) } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
      ],
    },
  };
}
