import type { JsonValue } from '../src/manifest/object';
import { CasemateError } from '../src/error';

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
  /** A ConfigMap in the namespace with the certificate authority of the server. @default the system's */
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
  private constructor(
    /** What the operator or the cloud reads on the account. */
    public readonly accountAnnotations: Readonly<Record<string, string>>,
    /** `spec.provider` of the SecretStore. */
    public readonly toSpec: (account: string) => Fields,
  ) {}

  /** HashiCorp Vault or OpenBao. */
  public static vault(options: VaultOptions): Provider {
    const { server, role, path = 'secret', mountPath = 'kubernetes', audiences = ['vault'], caConfigMap } = options;
    requireHttps('server', server);
    return new Provider({}, (account) => ({
      vault: {
        server,
        path,
        version: 'v2',
        auth: { kubernetes: { mountPath, role, serviceAccountRef: { name: account, audiences } } },
        ...(caConfigMap === undefined ? {} : { caProvider: { type: 'ConfigMap', ...caConfigMap } }),
      },
    }));
  }

  /** AWS Secrets Manager or Parameter Store. */
  public static aws({ region, roleArn, service = 'SecretsManager' }: AwsOptions): Provider {
    return new Provider({ 'eks.amazonaws.com/role-arn': roleArn }, (account) => ({
      aws: { service, region, auth: { jwt: { serviceAccountRef: { name: account } } } },
    }));
  }

  /** Google Secret Manager. */
  public static gcp({ projectID, serviceAccount, ...cluster }: GcpOptions): Provider {
    return new Provider(serviceAccount === undefined ? {} : { 'iam.gke.io/gcp-service-account': serviceAccount }, (account) => ({
      gcpsm: { projectID, auth: { workloadIdentity: { ...cluster, serviceAccountRef: { name: account } } } },
    }));
  }

  /** Azure Key Vault. */
  public static azure({ vaultUrl, tenantId, clientId }: AzureOptions): Provider {
    requireHttps('vaultUrl', vaultUrl);
    const annotations = { 'azure.workload.identity/client-id': clientId, 'azure.workload.identity/tenant-id': tenantId };
    return new Provider(annotations, (account) => ({
      azurekv: { authType: 'WorkloadIdentity', vaultUrl, tenantId, serviceAccountRef: { name: account } },
    }));
  }
}

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
