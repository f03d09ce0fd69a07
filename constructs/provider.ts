import type { JsonValue } from '../src/manifest/object';
import { CasemateError } from '../src/error';
import { contradiction } from './contradiction';
import { WorkloadIdentity } from './workload-identity';

type Fields = Readonly<Record<string, JsonValue>>;

/** HashiCorp Vault or OpenBao, through its Kubernetes auth method. */
export interface VaultOptions {
  /** Its address: `https://vault.example.com:8200`. */
  readonly server: string;
  /** The role of the Kubernetes auth method. */
  readonly role: string;
  /** Where the key-value engine is mounted. @default 'secret' */
  readonly path?: string;
  /** Where the auth method is mounted. @default 'kubernetes' */
  readonly mountPath?: string;
  /** Who the token of the account is for; the role must ask for the same. @default ['vault'] */
  readonly audiences?: readonly string[];
  /** A ConfigMap in the namespace with the certificate authority of the server. Not for a `MountedSecretStore`. @default the system's */
  readonly caConfigMap?: { readonly name: string; readonly key: string };
}

/** AWS Secrets Manager or Parameter Store, through the IAM role of the account. */
export interface AwsOptions {
  readonly region: string;
  /** The IAM role whose trust policy names the account. */
  readonly roleArn: string;
  /** @default 'SecretsManager' */
  readonly service?: 'SecretsManager' | 'ParameterStore';
}

/** Google Secret Manager, through Workload Identity. */
export interface GcpOptions {
  readonly projectID: string;
  /** The Google account that the account may act as. @default the account itself, as a principal of the workload identity pool */
  readonly serviceAccount?: string;
  readonly clusterLocation?: string;
  readonly clusterName?: string;
  readonly clusterProjectID?: string;
}

/** Azure Key Vault, through workload identity. */
export interface AzureOptions {
  /** `https://shop.vault.azure.net`. */
  readonly vaultUrl: string;
  readonly tenantId: string;
  /** The application whose federated credential names the account. */
  readonly clientId: string;
}

/** A secret as the Secrets Store CSI driver is asked for it. */
export interface MountRequest {
  /** What the file is called. */
  readonly file: string;
  readonly key: string;
  readonly property: string | undefined;
  readonly version: string | undefined;
}

/** `spec` of a SecretProviderClass, or what its provider cannot do. */
export type MountAnswer = { readonly spec: Fields } | { readonly problem: string; readonly repair: string };

interface Store {
  readonly accountAnnotations: Readonly<Record<string, string>>;
  readonly toSpec: (account: string) => Fields;
  readonly toMount: (request: MountRequest) => MountAnswer;
}

/**
 * Where the secrets are, and who fetches them: always an identity of the cluster, never a key, which would be the next secret to keep.
 *
 * @example
 * ```ts
 * import { Provider } from 'casemate/constructs';
 *
 * const provider = Provider.vault({ server: 'https://vault.example.com:8200', role: 'shop' });
 * ```
 */
export class Provider {
  /** What the operator or the cloud reads on the account. */
  public readonly accountAnnotations: Readonly<Record<string, string>>;
  /** `spec.provider` of a SecretStore of the External Secrets operator. */
  public readonly toSpec: (account: string) => Fields;
  /** What the Secrets Store CSI driver needs to fetch one secret as the account of the pod. */
  public readonly toMount: (request: MountRequest) => MountAnswer;

  private constructor({ accountAnnotations, toSpec, toMount }: Store) {
    this.accountAnnotations = accountAnnotations;
    this.toSpec = toSpec;
    this.toMount = toMount;
  }

  /** HashiCorp Vault or OpenBao. */
  public static vault(options: VaultOptions): Provider {
    const { server, role, path = 'secret', mountPath = 'kubernetes', audiences = ['vault'], caConfigMap } = options;
    requireHttps('server', server);
    return new Provider({
      accountAnnotations: {},
      toSpec: (account) => ({
        vault: {
          server,
          path,
          version: 'v2',
          auth: { kubernetes: { mountPath, role, serviceAccountRef: { name: account, audiences } } },
          ...(caConfigMap === undefined ? {} : { caProvider: { type: 'ConfigMap', ...caConfigMap } }),
        },
      }),
      toMount: ({ file, key, property, version }) => {
        if (caConfigMap !== undefined) return { problem: 'needs caConfigMap, which the driver cannot read', repair: 'Give the provider of the driver the certificate (-vault-tls-ca-cert), and leave caConfigMap out.' };
        if (property === undefined) return { problem: "names no property: the file would hold Vault's whole answer", repair: 'Write the property, such as password.' };
        const secretPath = `${path}/data/${key}${version === undefined ? '' : `?version=${encodeURIComponent(version)}`}`;
        const objects = [{ objectName: file, secretPath, secretKey: property }];
        const [audience = 'vault'] = audiences;
        return mount('vault', { vaultAddress: server, roleName: role, vaultAuthMountPath: mountPath, audience, objects: yamlOf(objects) });
      },
    });
  }

  /** AWS Secrets Manager or Parameter Store. */
  public static aws({ region, roleArn, service = 'SecretsManager' }: AwsOptions): Provider {
    return new Provider({
      accountAnnotations: WorkloadIdentity.irsa({ roleArn }).accountAnnotations,
      toSpec: (account) => ({ aws: { service, region, auth: { jwt: { serviceAccountRef: { name: account } } } } }),
      toMount: ({ file, key, property, version }) => {
        const object = {
          objectName: key,
          objectType: service === 'SecretsManager' ? 'secretsmanager' : 'ssmparameter',
          // With a path the driver writes two files: the whole value, and what the path finds in it.
          objectAlias: property === undefined ? file : `${file}.json`,
          ...(version === undefined ? {} : { objectVersion: version }),
          ...(property === undefined ? {} : { jmesPath: [{ path: JSON.stringify(property), objectAlias: file }] }),
        };
        return mount('aws', { region, objects: yamlOf([object]) });
      },
    });
  }

  /** Google Secret Manager. */
  public static gcp({ projectID, serviceAccount, ...cluster }: GcpOptions): Provider {
    return new Provider({
      accountAnnotations: WorkloadIdentity.gke({ serviceAccount }).accountAnnotations,
      toSpec: (account) => ({
        gcpsm: { projectID, auth: { workloadIdentity: { ...cluster, serviceAccountRef: { name: account } } } },
      }),
      toMount: ({ file, key, property, version = 'latest' }) => {
        const resourceName = `projects/${projectID}/secrets/${key}/versions/${version}`;
        const secret = { resourceName, path: file, ...(property === undefined ? {} : { extractJSONKey: property }) };
        return mount('gcp', { auth: 'pod-adc', secrets: yamlOf([secret]) });
      },
    });
  }

  /** Azure Key Vault. */
  public static azure({ vaultUrl, tenantId, clientId }: AzureOptions): Provider {
    requireHttps('vaultUrl', vaultUrl);
    return new Provider({
      accountAnnotations: WorkloadIdentity.azure({ clientId, tenantId }).accountAnnotations,
      toSpec: (account) => ({
        azurekv: { authType: 'WorkloadIdentity', vaultUrl, tenantId, serviceAccountRef: { name: account } },
      }),
      toMount: ({ file, key, property, version }) => {
        if (property !== undefined) return { problem: 'names a property, which the driver cannot take out of a value', repair: 'Keep the value as a secret of its own in the vault, and leave property out.' };
        const object = { objectName: key, objectType: 'secret', objectAlias: file, ...(version === undefined ? {} : { objectVersion: version }) };
        // Each object is a text of its own inside of the text.
        const objects = yamlOf({ array: [yamlOf(object)] });
        return mount('azure', { keyvaultName: vaultNameIn(vaultUrl), clientID: clientId, tenantId, usePodIdentity: 'false', objects });
      },
    });
  }
}

/** Refuses what is not a {@link Provider}. */
export function requireProvider(provider: unknown, path: string): void {
  if (provider instanceof Provider) return;
  throw contradiction({
    code: 'CM5051', path, prop: 'provider', message: 'is not a Provider',
    repair: 'Write Provider.vault(…), Provider.aws(…), Provider.gcp(…) or Provider.azure(…).',
  });
}

const mount = (provider: string, parameters: Readonly<Record<string, string>>): MountAnswer => ({ spec: { provider, parameters } });

/** Every JSON is YAML, and needs no rules for what must be quoted. */
const yamlOf = (value: JsonValue): string => JSON.stringify(value);

/** `shop` of `https://shop.vault.azure.net`. */
const vaultNameIn = (vaultUrl: string): string => new URL(vaultUrl).hostname.split('.')[0] ?? '';

function requireHttps(prop: string, address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return;
  // The address is not repeated: it may hold a password.
  const message = url?.protocol === 'https:'
    ? 'has a user or a password in it'
    : 'is not an https:// address: secrets would travel in the clear';
  const repair = 'Write an address such as https://vault.example.com:8200.';
  throw new CasemateError({ code: 'CM5050', message: `${prop} ${message}. ${repair}`, place: { field: prop }, repair });
}
