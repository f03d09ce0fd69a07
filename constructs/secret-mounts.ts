import { posix } from 'node:path';
import type { JsonValue } from '../src/manifest/object';
import { contradiction } from './contradiction';
import type { LeastPrivilegeServiceAccount } from './least-privilege-service-account';
import { type SecretFile, SECRETS_DIRECTORY } from './secret-file';

type Fields = Readonly<Record<string, JsonValue>>;

/**
 * What a container mounts for its secrets: the source of a volume by its path. All keys of Secrets are one volume. Readable for the owner alone,
 * to which the kubelet adds the group of the pod's volumes: with `fsGroup` 0400 becomes 0440.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#secret-files-permissions
 */
export function secretMountsOf(secrets: readonly SecretFile[]): ReadonlyMap<string, Fields> {
  const sources = secrets.flatMap(({ name, source }) =>
    (source.kind === 'Secret' ? [{ secret: { name: source.name, items: [{ key: source.key, path: name }] } }] : []));
  const mounts = new Map<string, Fields>(sources.length === 0 ? [] : [[SECRETS_DIRECTORY, { projected: { defaultMode: 0o400, sources } }]]);
  for (const { path, source } of secrets) {
    if (source.kind === 'SecretProviderClass') mounts.set(posix.dirname(path), csiVolume(source.name));
  }
  return mounts;
}

const csiVolume = (secretProviderClass: string): Fields =>
  ({ csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass } } });

/**
 * The driver fetches as the account of the pod: what its cloud reads there is written there.
 *
 * @throws CasemateError `CM5056` where two stores want the account to be two identities.
 */
export function identify(account: LeastPrivilegeServiceAccount, secrets: readonly SecretFile[], path: string): void {
  for (const { name, source } of secrets) {
    if (source.kind !== 'SecretProviderClass') continue;
    for (const [key, value] of Object.entries(source.accountAnnotations)) {
      const { annotations = {} } = account.metadata.toJson() as { readonly annotations?: Readonly<Record<string, string>> };
      const before = annotations[key];
      if (before !== undefined && before !== value) {
        throw contradiction({
          code: 'CM5056', path, prop: `secrets, "${name}",`, message: `needs ${key} to be ${value} on the account ${account.name}, where it is ${before}`,
          repair: 'Fetch all secrets of a pod as one identity, or give the pods accounts of their own.',
        });
      }
      if (before === undefined) account.metadata.addAnnotation(key, value);
    }
  }
}
