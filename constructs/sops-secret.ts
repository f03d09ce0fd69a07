import { readFileSync } from 'node:fs';
import { CasemateError } from '../src/error';
import { fieldsAt } from '../src/manifest/fields';
import type { KubernetesObject } from '../src/manifest/object';
import { type SecretFile, SECRETS_DIRECTORY } from './secret-file';

/** What SOPS makes of a value: the ciphertext, its nonce and its tag. */
const ENCRYPTED = /^ENC\[AES256_GCM,data:[A-Za-z0-9+/=]*,iv:[A-Za-z0-9+/=]+,tag:[A-Za-z0-9+/=]+,type:(?:str|bytes|int|float|bool|comment)\]$/;

/** Where SOPS notes who can decrypt. */
const RECIPIENTS = ['age', 'kms', 'gcp_kms', 'azure_kv', 'hc_vault', 'pgp'];

/**
 * A Secret that is encrypted in git with SOPS, and decrypted in the cluster by Flux ({@link FluxKustomization}). The program only refers to it: the
 * file is committed and applied as it is, because SOPS notes a code over it that any change of the text would break. A file in which a value is not
 * encrypted is refused.
 *
 * The value ends in etcd; what must not be there is for a `MountedSecretStore`.
 *
 * @see https://getsops.io
 * @see https://fluxcd.io/flux/guides/mozilla-sops/
 *
 * @example
 * ```ts
 * import { SopsSecret } from 'casemate/constructs';
 *
 * const password = () => SopsSecret.read('secrets/db.sops.yaml').file('password');
 * ```
 */
export class SopsSecret {
  readonly #keys: ReadonlySet<string>;

  private constructor(
    /** The name of the Secret. */
    public readonly name: string,
    /** The namespace of the Secret. */
    public readonly namespace: string,
    keys: readonly string[],
  ) {
    this.#keys = new Set(keys);
  }

  /**
   * Reads an encrypted Secret.
   *
   * @param file - The file, relative to the working directory.
   * @throws CasemateError `CM5082` for a file that cannot be read, `CM5083` for one that is no Secret, `CM5102` for a Secret without a namespace,
   * `CM5084` for a value in the clear, `CM5103` for a file that SOPS did not write.
   */
  public static read(file: string): SopsSecret {
    const object = secretIn(file);
    const { name, namespace } = object.metadata ?? {};
    if (name === undefined || namespace === undefined) {
      throw refused('CM5102', file, 'the Secret has no name or no namespace, so nothing can refer to it', 'Write both into its metadata, and encrypt it again.');
    }
    refuseClearValues(object, file);
    return new SopsSecret(name, namespace, keysOf(object));
  }

  /** One of its values as a file, for `secrets` of a container. @throws CasemateError `CM5085` for one that is not there. */
  public file(key: string): SecretFile {
    if (!this.#keys.has(key)) {
      throw refused('CM5085', `Secret ${this.namespace}/${this.name}`, `there is no value "${key}"`, `There are ${[...this.#keys].sort().join(', ')}.`);
    }
    return { name: key, path: `${SECRETS_DIRECTORY}/${key}`, namespace: this.namespace, source: { kind: 'Secret', name: this.name, key } };
  }
}

function secretIn(file: string): KubernetesObject {
  // Loaded where a file is read: the parser is a tenth of the kit.
  const { parseManifests } = require('../src/manifest/parse') as typeof import('../src/manifest/parse');
  const { manifests, problems } = parseManifests(textOf(file), file);
  const [manifest, ...more] = manifests;
  if (problems.length > 0 || manifest === undefined || more.length > 0 || manifest.object.apiVersion !== 'v1' || manifest.object.kind !== 'Secret') {
    throw refused('CM5083', file, 'the file does not hold exactly one Secret', 'Keep each Secret in a file of its own.');
  }
  return manifest.object;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw refused('CM5082', file, `the file cannot be read (${code})`, 'Check the path.');
  }
}

const keysOf = (object: KubernetesObject): readonly string[] => ['data', 'stringData'].flatMap((field) => Object.keys(fieldsAt(object, field)));

/** The names of values are told, the values never. */
function refuseClearValues(object: KubernetesObject, file: string): void {
  const clear = ['data', 'stringData'].flatMap((field) => Object.entries(fieldsAt(object, field)).map(([key, value]) => [`${field}.${key}`, value] as const))
    .find(([, value]) => typeof value !== 'string' || !ENCRYPTED.test(value));
  const repair = 'Encrypt it (`sops encrypt --in-place`), and change the value if it was ever committed.';
  if (clear !== undefined) throw refused('CM5084', file, `${clear[0]} is not encrypted`, repair);
  const sops = fieldsAt(object, 'sops');
  const hasRecipient = RECIPIENTS.some((kind) => Array.isArray(sops[kind]) && sops[kind].length > 0) || Array.isArray(sops['key_groups']);
  if (typeof sops['mac'] !== 'string' || !ENCRYPTED.test(sops['mac']) || !hasRecipient) throw refused('CM5103', file, 'SOPS has not noted who can decrypt it', repair);
}

const refused = (code: string, file: string, message: string, repair: string): CasemateError =>
  new CasemateError({ code, message: `${file}: ${message}. ${repair}`, place: { file }, repair });
