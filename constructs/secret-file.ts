/** Where containers find their secrets. Not `/run/secrets`: Kubernetes mounts the account's token below it. */
export const SECRETS_DIRECTORY = '/etc/secrets';

/** Where they find those of the Secrets Store CSI driver, which needs a directory of its own for each. */
export const MOUNTED_DIRECTORY = '/mnt/secrets-store';

/** What a pod has a secret from. */
export type SecretSource =
  /** A key of a Secret in the cluster. */
  | { readonly kind: 'Secret'; readonly name: string; readonly key: string }
  /** A class of the Secrets Store CSI driver, which fetches it as the account of the pod. */
  | { readonly kind: 'SecretProviderClass'; readonly name: string; readonly accountAnnotations: Readonly<Record<string, string>> };

/**
 * A secret as a file in a container. It comes from a store, never from the program: see `EncryptedSecretStore.file()`,
 * `MountedSecretStore.file()`, `SealedSecret.file()` and `SopsSecret.file()`.
 */
export interface SecretFile {
  /** The name of the file: `db-password`. */
  readonly name: string;
  /** Where the container finds it: `/etc/secrets/db-password`. */
  readonly path: string;
  /** The namespace that its source is in: only pods in it can mount it. */
  readonly namespace: string | undefined;
  /** What it is mounted from. */
  readonly source: SecretSource;
}

/** Where a secret is in its store. */
export interface SecretFileOptions {
  /** The key in the store. @default the name of the file */
  readonly key?: string;
  /** The field, where the key holds several. @default the whole value */
  readonly property?: string;
  /** One version of it, in the words of the store. @default the latest */
  readonly version?: string;
  /**
   * Whether nobody could make up for its loss: the key that signs all others. Such a secret must have no copy in etcd, in backups of it, and in
   * the sight of everyone who may read Secrets: only a `MountedSecretStore` takes it.
   *
   * @default false
   */
  readonly highValue?: boolean;
}
