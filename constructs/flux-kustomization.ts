import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { contradiction, pathOf, refuseUnknownProps } from './contradiction';
import { LeastPrivilegeServiceAccount } from './least-privilege-service-account';
import { metadataOf, namespaceOf } from './placement';
import { seal } from './seal';

/** How Flux decrypts what SOPS encrypted. */
export type SopsDecryption =
  /** By the cloud identity of an account: no key is in the cluster. */
  | { readonly account: LeastPrivilegeServiceAccount }
  /** With private keys in a Secret of the same namespace, which somebody puts there by hand. */
  | { readonly keys: string };

/** Props of {@link FluxKustomization}. */
export interface FluxKustomizationProps {
  /** What Flux fetches: a source in the same namespace. */
  readonly source: { readonly kind: 'GitRepository' | 'OCIRepository'; readonly name: string };
  /** The folder in the source: `./dist`. */
  readonly path: string;
  /** As whom the objects are applied: what this account may not do, nothing in the source can do. */
  readonly serviceAccount: LeastPrivilegeServiceAccount;
  /** How values that SOPS encrypted are decrypted. @default not at all */
  readonly decryption?: SopsDecryption;
  /** How often Flux looks. A Go duration. @default '10m' */
  readonly interval?: string;
}

/**
 * What Flux applies of a repository, as an account that may do no more than it must: without one, it would be applied with the rights of
 * Flux itself, which are mostly those of the cluster. Everything lands in the namespace of the construct; what leaves the source leaves the cluster.
 *
 * The kind is a custom resource: Flux must be installed in the cluster. With `decryption` by an account, it must run with the feature gate
 * `ObjectLevelWorkloadIdentity`.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, FluxKustomization, LeastPrivilegeServiceAccount } from 'casemate/constructs';
 *
 * const shop = new DefaultDenyNamespace(new Chart(new App(), 'shop'), 'shop', { tenant: 'web' });
 * new FluxKustomization(shop, 'manifests', {
 *   source: { kind: 'OCIRepository', name: 'shop' },
 *   path: './dist',
 *   serviceAccount: new LeastPrivilegeServiceAccount(shop, 'deployer'),
 *   decryption: { account: new LeastPrivilegeServiceAccount(shop, 'decryptor') },
 * });
 * ```
 */
export class FluxKustomization extends Construct {
  public constructor(scope: Construct, id: string, props: FluxKustomizationProps) {
    const path = pathOf(scope, id);
    const foreign = 'what is applied would be changed by whoever may write there';
    refuseUnknownProps(props, new Set(['source', 'path', 'serviceAccount', 'decryption', 'interval']), path, '', {
      kubeConfig: 'it would be the key of another cluster in this one', postBuild: 'values would be put into manifests after they were judged', patches: 'objects would change after they were judged',
      targetNamespace: 'everything lands in the namespace of the construct', sourceRef: foreign,
    });
    const account = accountIn(props.serviceAccount, path, 'serviceAccount');
    const decryption = decryptionOf(props.decryption, path);
    const namespace = namespaceOf(scope);
    super(scope, id);
    seal(new ApiObject(this, 'Resource', {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: metadataOf(scope, id),
      spec: {
        interval: props.interval ?? '10m',
        timeout: '5m',
        sourceRef: { kind: props.source.kind, name: props.source.name },
        path: props.path,
        serviceAccountName: account.name,
        ...(namespace === undefined ? {} : { targetNamespace: namespace }),
        prune: true,
        wait: true,
        ...(decryption === undefined ? {} : { decryption }),
      },
    }));
  }
}

function decryptionOf(decryption: SopsDecryption | undefined, path: string): object | undefined {
  if (decryption === undefined) return undefined;
  if ('keys' in decryption) return { provider: 'sops', secretRef: { name: decryption.keys } };
  return { provider: 'sops', serviceAccountName: accountIn(decryption.account, path, 'decryption.account').name };
}

function accountIn(account: unknown, path: string, prop: string): LeastPrivilegeServiceAccount {
  if (account instanceof LeastPrivilegeServiceAccount) return account;
  throw contradiction({
    code: 'CM5087', path, prop, message: 'is not a LeastPrivilegeServiceAccount: what may be done as it is unknown',
    repair: 'Make one with the rules that are needed.',
  });
}
