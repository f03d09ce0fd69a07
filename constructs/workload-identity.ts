import { CasemateError } from '../src/error';
import type { Platform } from '../src/platform';
import { Peer } from './peer';

/** AWS, through a role that trusts the OIDC issuer of the cluster. */
export interface IrsaOptions {
  /** The IAM role whose trust policy names the account: `arn:aws:iam::111122223333:role/shop-api`. */
  readonly roleArn: string;
}

/** Google Cloud, through Workload Identity Federation for GKE. */
export interface GkeOptions {
  /**
   * The Google account that the account may act as: `shop-api@shop-prod.iam.gserviceaccount.com`.
   *
   * @default the account itself, as a principal of the workload identity pool
   */
  readonly serviceAccount?: string;
}

/** Azure, through Microsoft Entra Workload ID. */
export interface AzureIdentityOptions {
  /** The application, or managed identity, whose federated credential names the account. */
  readonly clientId: string;
  readonly tenantId: string;
}

type Texts = Readonly<Record<string, string>>;

/**
 * What the programs of an account are in the cloud: a short-lived identity that the cloud gives to them alone, never a key and never that of the
 * node, which all of its pods share.
 *
 * Sources: https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html,
 * https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html,
 * https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity, https://azure.github.io/azure-workload-identity/docs/
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, LeastPrivilegeServiceAccount, WorkloadIdentity } from 'casemate/constructs';
 *
 * const shop = new DefaultDenyNamespace(new Chart(new App(), 'shop'), 'shop', { tenant: 'web' });
 * new LeastPrivilegeServiceAccount(shop, 'uploads', {
 *   workloadIdentity: WorkloadIdentity.irsa({ roleArn: 'arn:aws:iam::111122223333:role/shop-uploads' }),
 * });
 * ```
 */
export class WorkloadIdentity {
  private constructor(
    /** What the cloud's webhook or metadata server reads on the account. */
    public readonly accountAnnotations: Texts,
    /** What the cloud's webhook looks for on pods. */
    public readonly podLabels: Texts,
    /** Where pods get their credentials on the node: the kit lets the pods of the account reach it, and no others. */
    public readonly endpoints: (platform: Platform) => readonly Peer[],
  ) {}

  /**
   * AWS, through an association that is made beside the cluster (`aws eks create-pod-identity-association`) and names namespace and account.
   * Pods of the account may reach the agent of their node, 169.254.170.23.
   */
  public static eksPodIdentity(): WorkloadIdentity {
    return new WorkloadIdentity({}, {}, () => [Peer.eksPodIdentity()]);
  }

  /**
   * AWS, through an IAM role. The token lives for an hour (the webhook's default is a day) and goes to the regional endpoint of AWS STS, which the
   * pods must be let reach.
   *
   * @throws CasemateError CM5320 for what is not the ARN of a role
   */
  public static irsa({ roleArn }: IrsaOptions): WorkloadIdentity {
    requireForm('roleArn', roleArn, ROLE_ARN, 'arn:aws:iam::111122223333:role/shop-api');
    return new WorkloadIdentity({
      'eks.amazonaws.com/role-arn': roleArn, 'eks.amazonaws.com/sts-regional-endpoints': 'true', 'eks.amazonaws.com/token-expiration': '3600',
    }, {}, () => []);
  }

  /**
   * Google Cloud. Pods of the account may reach the metadata server of GKE, which gives them credentials of this identity and none of the node. With
   * Dataplane V2 that server has the well-known address, 169.254.169.254, so that network-block-metadata finds the policy: record an exception for it.
   *
   * @throws CasemateError CM5320 for what is not the address of a Google account for services
   */
  public static gke({ serviceAccount }: GkeOptions = {}): WorkloadIdentity {
    if (serviceAccount !== undefined) requireForm('serviceAccount', serviceAccount, GOOGLE_ACCOUNT, 'shop-api@shop-prod.iam.gserviceaccount.com');
    const annotations: Texts = serviceAccount === undefined ? {} : { 'iam.gke.io/gcp-service-account': serviceAccount };
    return new WorkloadIdentity(annotations, {}, ({ cni }) => [Peer.gkeMetadataServer(cni === 'gke-dataplane-v2')]);
  }

  /**
   * Azure. The token lives for an hour; the pods must be let reach the login server of Entra.
   *
   * @throws CasemateError CM5320 for what is not an id
   */
  public static azure({ clientId, tenantId }: AzureIdentityOptions): WorkloadIdentity {
    requireForm('clientId', clientId, UUID, '3f2504e0-4f89-41d3-9a0c-0305e82c3301');
    requireForm('tenantId', tenantId, UUID, '3f2504e0-4f89-41d3-9a0c-0305e82c3301');
    return new WorkloadIdentity({
      'azure.workload.identity/client-id': clientId,
      'azure.workload.identity/tenant-id': tenantId,
      'azure.workload.identity/service-account-token-expiration': '3600',
    }, { 'azure.workload.identity/use': 'true' }, () => []);
  }
}

const ROLE_ARN = /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const GOOGLE_ACCOUNT = /^[a-z][a-z0-9-]*@[a-z][a-z0-9.-]*\.iam\.gserviceaccount\.com$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function requireForm(prop: string, value: unknown, form: RegExp, example: string): void {
  if (typeof value === 'string' && form.test(value)) return;
  const repair = `Write one such as ${example}.`;
  throw new CasemateError({ code: 'CM5320', message: `WorkloadIdentity: ${prop} is ${JSON.stringify(value)}. ${repair}`, place: { field: prop }, repair });
}
