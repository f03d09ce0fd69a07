import { createHash } from 'node:crypto';
import { ApiObject, type ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { contradiction, pathOf, refuseUnknownProps } from './contradiction';
import { LeastPrivilegeServiceAccount } from './least-privilege-service-account';
import { metadataOf, namespaceOf } from './placement';
import { type Provider, requireProvider } from './provider';
import { seal } from './seal';
import { type SecretFile, type SecretFileOptions, SECRETS_DIRECTORY } from './secret-file';
import { NO_VALUES, SecretFiles } from './secret-files';

/** Props of {@link EncryptedSecretStore}. */
export interface EncryptedSecretStoreProps {
  /** Where the secrets are, and as whom they are fetched. */
  readonly provider: Provider;
  /** How often those without a `version` are fetched again: what is rotated there arrives here. A Go duration. @default '1h' */
  readonly refreshInterval?: string;
}

const EXTERNAL_SECRETS = 'external-secrets.io/v1';

/** Each Secret holds one value; its file is named when it is mounted. (Scanners take a telling name here for the secret itself.) */
const KEY = 'value';

/**
 * Secrets that are kept outside of the cluster and fetched by an identity of it: a `SecretStore` of the External Secrets operator, and an
 * `ExternalSecret` for each file. There is no way to write a value. The store serves its own namespace and no other.
 *
 * A file with a `version` becomes a Secret that nobody can change in place, named after the version: another version is another Secret, and
 * the pods are replaced. One without follows what is rotated in the store, so it cannot be immutable.
 *
 * The two kinds are custom resources: the operator must be installed in the cluster. It keeps a copy of each value in etcd; what must have none is
 * for a {@link MountedSecretStore}.
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
  readonly #files = new SecretFiles(this);

  public constructor(scope: Construct, id: string, props: EncryptedSecretStoreProps) {
    const path = pathOf(scope, id);
    refuseUnknownProps(props, new Set(['provider', 'refreshInterval']), path, '', NO_VALUES);
    requireProvider(props.provider, path);
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

  /**
   * A secret as a file, for `secrets` of a container. Asking twice for the same gives the same.
   *
   * @throws CasemateError `CM5052` for a name that is none of a file, `CM5053` for another secret of the same name, `CM5054` for one of high value.
   */
  public file(name: string, options: SecretFileOptions & { readonly highValue?: false } = {}): SecretFile {
    refuseHighValue(name, options, this.node.path);
    return this.#files.get(name, options, () => this.#fetch(name, options));
  }

  #fetch(name: string, { key = name, property, version }: SecretFileOptions): SecretFile {
    const remoteRef = { key, ...(property === undefined ? {} : { property }), ...(version === undefined ? {} : { version }) };
    const named = version === undefined ? name : `${name}-${suffixOf(version)}`;
    const object = this.#add(name, 'ExternalSecret', metadataOf(this, named), (own) => ({
      ...(version === undefined ? { refreshPolicy: 'Periodic', refreshInterval: this.#refreshInterval } : { refreshPolicy: 'OnChange' }),
      secretStoreRef: { kind: 'SecretStore', name: this.name },
      // The Secret goes with the ExternalSecret, and stays when the store cannot be reached.
      target: { name: own, creationPolicy: 'Owner', deletionPolicy: 'Retain', ...(version === undefined ? {} : { immutable: true }) },
      data: [{ secretKey: KEY, remoteRef }],
    }));
    return { name, path: `${SECRETS_DIRECTORY}/${name}`, namespace: namespaceOf(this), source: { kind: 'Secret', name: object.name, key: KEY } };
  }

  #add(id: string, kind: string, metadata: ApiObjectMetadata, spec: (name: string) => object): ApiObject {
    const object: ApiObject = new ApiObject(this, id, { apiVersion: EXTERNAL_SECRETS, kind, metadata });
    seal(object, { shape: (rendered) => ({ ...rendered, spec: spec(object.name) }) });
    return object;
  }
}

/** Refuses to keep in etcd what must not be there. */
function refuseHighValue(name: string, { highValue = false }: SecretFileOptions, path: string): void {
  if (!highValue) return;
  throw contradiction({
    code: 'CM5054', path, prop: `file("${name}").highValue`,
    message: 'cannot hold here: the value would have a copy in etcd, for everyone who may read Secrets or a backup',
    repair: 'Make a MountedSecretStore for it, whose files never become Secrets.',
  });
}

/** The versions of stores are numbers, UUIDs, anything: what can stand in a name stands there. */
const suffixOf = (version: string): string =>
  (/^[a-z0-9]{1,10}$/.test(version) ? version : createHash('sha256').update(version).digest('hex').slice(0, 10));
