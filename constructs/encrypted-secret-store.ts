import { ApiObject, type ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { contradiction, pathOf, refuseUnknownProps } from './contradiction';
import { LeastPrivilegeServiceAccount } from './least-privilege-service-account';
import { metadataOf, namespaceOf } from './placement';
import { Provider } from './provider';
import { seal } from './seal';
import { type SecretFile, SECRETS_DIRECTORY } from './secret-file';

/** Props of {@link EncryptedSecretStore}. */
export interface EncryptedSecretStoreProps {
  /** Where the secrets are, and as whom they are fetched. */
  readonly provider: Provider;
  /** How often they are fetched again: what is rotated there arrives here. A Go duration. @default '1h' */
  readonly refreshInterval?: string;
}

/** Where a secret is in its store. */
export interface SecretFileOptions {
  /** The key in the store. @default the name of the file */
  readonly key?: string;
  /** The field, where the key holds several. @default the whole value */
  readonly property?: string;
  /** One version of it. @default the latest */
  readonly version?: string;
}

const EXTERNAL_SECRETS = 'external-secrets.io/v1';

/** Each Secret holds one value; its file is named when it is mounted. (Scanners take a telling name here for the secret itself.) */
const KEY = 'value';

const VALUE = 'a value in the program is a value in git, in the manifests and in the logs of the pipeline';

/**
 * Secrets that are kept outside of the cluster and fetched by an identity of it: a `SecretStore` of the External Secrets operator, and an
 * `ExternalSecret` for each file. There is no way to write a value.
 *
 * The two kinds are custom resources: the operator must be installed in the cluster.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, EncryptedSecretStore, Provider } from 'casemate/constructs';
 *
 * const shop = new DefaultDenyNamespace(new Chart(new App(), 'shop'), 'shop', { tenant: 'web' });
 * const vault = new EncryptedSecretStore(shop, 'vault', {
 *   provider: Provider.vault({ server: 'https://vault.example.com', role: 'shop' }),
 * });
 * const password = vault.file('db-password', { key: 'shop/db', property: 'password' });
 * ```
 */
export class EncryptedSecretStore extends Construct {
  /** Who fetches the secrets: the provider must trust it. */
  public readonly account: LeastPrivilegeServiceAccount;
  readonly #store: ApiObject;
  readonly #refreshInterval: string;
  readonly #files = new Map<string, { readonly file: SecretFile; readonly source: string }>();

  public constructor(scope: Construct, id: string, props: EncryptedSecretStoreProps) {
    const path = pathOf(scope, id);
    refuseUnknownProps(props, new Set(['provider', 'refreshInterval']), path, '', { data: VALUE, stringData: VALUE, secrets: VALUE });
    if (!(props.provider instanceof Provider)) {
      throw contradiction({
        code: 'CM5051', path, prop: 'provider', message: 'is not a Provider',
        repair: 'Write Provider.vault(…), Provider.aws(…), Provider.gcp(…) or Provider.azure(…).',
      });
    }
    super(scope, id);
    this.#refreshInterval = props.refreshInterval ?? '1h';
    const annotations = { ...props.provider.accountAnnotations };
    this.account = new LeastPrivilegeServiceAccount(this, 'account', { metadata: { annotations } });
    this.#store = this.#add('store', 'SecretStore', metadataOf(scope, id), () => ({ provider: props.provider.toSpec(this.account.name) }));
  }

  /** The name of the SecretStore. */
  public get name(): string {
    return this.#store.name;
  }

  /** A secret as a file, for `secrets` of a container. Asking twice for the same gives the same. */
  public file(name: string, options: SecretFileOptions = {}): SecretFile {
    const path = this.node.path;
    const prop = `file("${name}")`;
    refuseUnknownProps(options, new Set(['key', 'property', 'version']), path, `${prop}.`, { value: VALUE });
    if (!/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/.test(name)) {
      const repair = 'Write lower case letters, digits, dots and dashes, such as db-password.';
      throw contradiction({ code: 'CM5052', path, prop, message: 'is not the name of a file', repair });
    }
    const source = JSON.stringify([options.key ?? name, options.property, options.version]);
    const known = this.#files.get(name);
    if (known?.source === source) return known.file;
    if (known !== undefined) {
      const repair = 'Give one of the two another name.';
      throw contradiction({ code: 'CM5053', path, prop, message: 'is already another secret of the store', repair });
    }
    const file = this.#fetch(name, options);
    this.#files.set(name, { file, source });
    return file;
  }

  #fetch(name: string, { key = name, property, version }: SecretFileOptions): SecretFile {
    const remoteRef = { key, ...(property === undefined ? {} : { property }), ...(version === undefined ? {} : { version }) };
    const object = this.#add(name, 'ExternalSecret', metadataOf(this, name), (own) => ({
      refreshPolicy: 'Periodic',
      refreshInterval: this.#refreshInterval,
      secretStoreRef: { kind: 'SecretStore', name: this.name },
      // The Secret goes with the ExternalSecret, and stays when the store cannot be reached.
      target: { name: own, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
      data: [{ secretKey: KEY, remoteRef }],
    }));
    return { name, path: `${SECRETS_DIRECTORY}/${name}`, secretName: object.name, key: KEY, namespace: namespaceOf(this) };
  }

  #add(id: string, kind: string, metadata: ApiObjectMetadata, spec: (name: string) => object): ApiObject {
    const object: ApiObject = new ApiObject(this, id, { apiVersion: EXTERNAL_SECRETS, kind, metadata });
    seal(object, { shape: (rendered) => ({ ...rendered, spec: spec(object.name) }) });
    return object;
  }
}
