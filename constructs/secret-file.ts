/** Where containers find their secrets. Not `/run/secrets`: Kubernetes mounts the account's token below it. */
export const SECRETS_DIRECTORY = '/etc/secrets';

/**
 * A secret as a file in a container. It comes from a store, never from the program: see `EncryptedSecretStore.file()`.
 */
export interface SecretFile {
  /** The name of the file: `db-password`. */
  readonly name: string;
  /** Where the container finds it: `/etc/secrets/db-password`. */
  readonly path: string;
  /** The Secret that the operator writes in the cluster. */
  readonly secretName: string;
  /** The key in that Secret. */
  readonly key: string;
  /** The namespace of that Secret: only pods in it can mount it. */
  readonly namespace: string | undefined;
}
