import { ApiObject } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { contradiction, pathOf, refuseUnknownProps } from './contradiction';
import { metadataOf, namespaceOf } from './placement';
import { seal } from './seal';
import { type SecretFile, SECRETS_DIRECTORY } from './secret-file';
import { NO_VALUES, refuseBadFileName } from './secret-files';

/**
 * A value that was sealed with the public key of a cluster, as `kubeseal --raw` prints it: how long the sealed key is, the sealed key, the sealed
 * value, all in base64. The first letters are the length for RSA keys of 4096, 2048, 3072 and 8192 bits: most texts that are not
 * sealed do not even compile. {@link sealed} takes texts whose beginning the compiler cannot see.
 */
export type SealedText = `Ag${string}` | `AQ${string}` | `AY${string}` | `BA${string}`;

/** Props of {@link SealedSecret}. */
export interface SealedSecretProps {
  /** Named like the Secret that the values were sealed for. @default named like the construct */
  readonly metadata?: kplus.SecretProps['metadata'];
  /** The sealed values by the names of their files. */
  readonly encryptedData: Readonly<Record<string, SealedText>>;
}

/**
 * Secrets in git that only the controller in one cluster can read: a `SealedSecret`. What was sealed for this namespace and name can be opened for
 * no other (strict scope), and the Secret that comes of it cannot be changed in place: a new value is a new `SealedSecret` under
 * another name. Seal with the namespace and the name that are written:
 *
 * ```sh
 * kubeseal --raw --scope strict --namespace shop --name db --from-file=password.txt
 * ```
 *
 * The kind is a custom resource: the controller must be installed in the cluster. It keeps the value in etcd; what must not be there is for a
 * `MountedSecretStore`.
 *
 * @see https://github.com/bitnami-labs/sealed-secrets
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, sealed, SealedSecret } from 'casemate/constructs';
 *
 * const shop = new DefaultDenyNamespace(new Chart(new App(), 'shop'), 'shop', { tenant: 'web' });
 * const password = (text: string) => new SealedSecret(shop, 'db', { encryptedData: { password: sealed(text) } }).file('password');
 * ```
 */
export class SealedSecret extends Construct {
  readonly #object: ApiObject;
  readonly #keys: ReadonlySet<string>;

  /** @throws CasemateError `CM5052` for a name that is none of a file, `CM5059` for a value that is not sealed, `CM5089` for no value at all, `CM5101` for a wider scope. */
  public constructor(scope: Construct, id: string, props: SealedSecretProps) {
    const path = pathOf(scope, id);
    const scopes = 'a value that is sealed for every name or namespace can be opened by whoever may create a SealedSecret anywhere';
    refuseUnknownProps(props, new Set(['metadata', 'encryptedData']), path, '', { ...NO_VALUES, scope: scopes, template: 'the kit decides the Secret: immutable, of type Opaque' });
    const values = Object.entries(props.encryptedData ?? {});
    if (values.length === 0) throw contradiction({ code: 'CM5089', path, prop: 'encryptedData', message: 'is empty', repair: 'Write at least one sealed value.' });
    for (const [key, text] of values) {
      refuseBadFileName(key, path, `encryptedData["${key}"]`);
      refuseUnsealed(text, path, `encryptedData["${key}"]`);
    }
    refuseWiderScope(props.metadata?.annotations ?? {}, path);
    super(scope, id);
    this.#keys = new Set(values.map(([key]) => key));
    const metadata = metadataOf(scope, id, props.metadata);
    this.#object = new ApiObject(this, 'Resource', { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', metadata });
    const template = { immutable: true, type: 'Opaque', metadata: { name: this.name, labels: metadata.labels } };
    seal(this.#object, { shape: (rendered) => ({ ...rendered, spec: { encryptedData: { ...props.encryptedData }, template } }) });
  }

  /** The name of the SealedSecret and of the Secret: values must be sealed for it. */
  public get name(): string {
    return this.#object.name;
  }

  /** One of the values as a file, for `secrets` of a container. @throws CasemateError `CM5088` for one that is not there. */
  public file(key: string): SecretFile {
    if (!this.#keys.has(key)) {
      const repair = `There are ${[...this.#keys].sort().join(', ')}.`;
      throw contradiction({ code: 'CM5088', path: this.node.path, prop: `file("${key}")`, message: 'is not among the sealed values', repair });
    }
    return { name: key, path: `${SECRETS_DIRECTORY}/${key}`, namespace: namespaceOf(this), source: { kind: 'Secret', name: this.name, key } };
  }
}

/**
 * A text that `kubeseal --raw` printed, from a file or a variable.
 *
 * @throws CasemateError `CM5059` for one that is not sealed. The text is not repeated: it may be the value.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { sealed } from 'casemate/constructs';
 *
 * const password = () => sealed(readFileSync('password.sealed', 'utf8').trim());
 * ```
 */
export function sealed(text: string): SealedText {
  refuseUnsealed(text, 'sealed()', 'the text');
  return text as SealedText;
}

const RSA_BYTES = new Set([256, 384, 512, 1024]);
/** What AES-GCM adds to the value. */
const TAG_BYTES = 16;
/** A value of nothing is none. */
const LEAST_BYTES = 1;

function refuseUnsealed(text: unknown, path: string, prop: string): void {
  const problem = typeof text === 'string' ? problemOf(text) : 'is not a text';
  if (problem === undefined) return;
  throw contradiction({ code: 'CM5059', path, prop, message: `${problem}: this is no sealed value`, repair: 'Write what `kubeseal --raw` prints, and change the value if this was it.' });
}

/** What keeps a text from being a sealed value: two bytes of length, an RSA-OAEP ciphertext that long, and AES-GCM around the value. */
function problemOf(text: string): string | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return 'is not base64';
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length < 2 || !RSA_BYTES.has(bytes.readUInt16BE(0))) return 'does not begin with the length of an RSA ciphertext';
  return bytes.length < 2 + bytes.readUInt16BE(0) + TAG_BYTES + LEAST_BYTES ? 'is too short' : undefined;
}

function refuseWiderScope(annotations: Readonly<Record<string, string>>, path: string): void {
  const wide = Object.keys(annotations).find((key) => key === 'sealedsecrets.bitnami.com/cluster-wide' || key === 'sealedsecrets.bitnami.com/namespace-wide');
  if (wide === undefined) return;
  throw contradiction({
    code: 'CM5101', path, prop: `metadata.annotations["${wide}"]`,
    message: 'cannot be set: whoever may create a SealedSecret could open the value under another name',
    repair: 'Seal with --scope strict, and remove it.',
  });
}
