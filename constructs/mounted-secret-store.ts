import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { contradiction, pathOf, refuseUnknownProps } from './contradiction';
import { metadataOf, namespaceOf } from './placement';
import { type Provider, requireProvider } from './provider';
import { seal } from './seal';
import { MOUNTED_DIRECTORY, type SecretFile, type SecretFileOptions } from './secret-file';
import { NO_VALUES, SecretFiles } from './secret-files';

/** Props of {@link MountedSecretStore}. */
export interface MountedSecretStoreProps {
  /** Where the secrets are. The account of each pod that mounts one must be trusted there. */
  readonly provider: Provider;
}

/**
 * Secrets that never become Secrets: the Secrets Store CSI driver fetches each when a pod starts, as the account of that very pod, and mounts
 * it read-only from memory. There is no copy in etcd, so `secretObjects` is never written. For what has a high value.
 *
 * Each file is a `SecretProviderClass` of its own, so that a pod gets what it names and nothing else of the store; with
 * AWS and a `property` the driver puts the whole value beside it. The driver writes files as root and knows no `fsGroup`: they are readable for all
 * in the container, and only containers that name them have them.
 *
 * The kind is a custom resource: the driver and its provider must be installed in the cluster.
 *
 * @see https://secrets-store-csi-driver.sigs.k8s.io
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, MountedSecretStore, Provider } from 'casemate/constructs';
 *
 * const shop = new DefaultDenyNamespace(new Chart(new App(), 'shop'), 'shop', { tenant: 'web' });
 * const vault = new MountedSecretStore(shop, 'vault', {
 *   provider: Provider.vault({ server: 'https://vault.example.com', role: 'shop' }),
 * });
 * const key = vault.file('signing-key', { key: 'shop/signing', property: 'key', highValue: true });
 * ```
 */
export class MountedSecretStore extends Construct {
  readonly #provider: Provider;
  readonly #files = new SecretFiles(this);

  public constructor(scope: Construct, id: string, props: MountedSecretStoreProps) {
    const path = pathOf(scope, id);
    const synced = 'the value would have a copy in etcd; EncryptedSecretStore is for those that may have one';
    refuseUnknownProps(props, new Set(['provider']), path, '', { ...NO_VALUES, secretObjects: synced });
    requireProvider(props.provider, path);
    super(scope, id);
    this.#provider = props.provider;
  }

  /**
   * A secret as a file, for `secrets` of a container. Asking twice for the same gives the same.
   *
   * @throws CasemateError `CM5052` for a name that is none of a file, `CM5053` for another secret of the same name, `CM5055` for what the
   * provider's driver cannot do.
   */
  public file(name: string, options: SecretFileOptions = {}): SecretFile {
    return this.#files.get(name, options, () => this.#mount(name, options));
  }

  #mount(name: string, { key = name, property, version }: SecretFileOptions): SecretFile {
    const mounted = this.#provider.toMount({ file: name, key, property, version });
    if ('problem' in mounted) {
      throw contradiction({ code: 'CM5055', path: this.node.path, prop: `file("${name}")`, message: mounted.problem, repair: mounted.repair });
    }
    const object = new ApiObject(this, name, {
      apiVersion: 'secrets-store.csi.x-k8s.io/v1', kind: 'SecretProviderClass', metadata: metadataOf(this, name), spec: mounted.spec,
    });
    seal(object);
    const { accountAnnotations } = this.#provider;
    return {
      name,
      path: `${MOUNTED_DIRECTORY}/${object.name}/${name}`,
      namespace: namespaceOf(this),
      source: { kind: 'SecretProviderClass', name: object.name, accountAnnotations },
    };
  }
}
