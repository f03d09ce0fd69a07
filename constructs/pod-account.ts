import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { contradiction, pathOf } from './contradiction';
import { LeastPrivilegeServiceAccount } from './least-privilege-service-account';
import type { NamespacedRule } from './rule';
import type { WorkloadIdentity } from './workload-identity';

/** Who the pods of a workload are. */
export interface PodAccountOptions {
  /** The identity of the pods. @default an account of its own, which may do what `apiAccess` says */
  readonly serviceAccount?: LeastPrivilegeServiceAccount;
  /**
   * What the programs may do by the Kubernetes API, in their namespace. It grants the Role and mounts the token, which lives for an hour, ends with the
   * pod and is good for the API server alone: neither comes without the other. `connectsTo(Peer.apiServer(…))` opens the way there.
   *
   * @default nothing, and no token
   */
  readonly apiAccess?: readonly NamespacedRule[];
  /** What the programs are in the cloud. @default nobody */
  readonly workloadIdentity?: WorkloadIdentity;
}

/** The account of a workload: the one that was given, or one of its own. */
export function accountOf(scope: Construct, id: string, options: PodAccountOptions, metadata?: ApiObjectMetadata): LeastPrivilegeServiceAccount {
  const { serviceAccount, apiAccess, workloadIdentity } = options;
  if (serviceAccount === undefined) {
    return new LeastPrivilegeServiceAccount(scope, `${id}-account`, { allow: apiAccess, workloadIdentity, ...(metadata !== undefined && { metadata }) });
  }
  const path = pathOf(scope, id);
  if (!(serviceAccount instanceof LeastPrivilegeServiceAccount)) {
    throw contradiction({
      code: 'CM5096', path, prop: 'serviceAccount', message: 'is not a LeastPrivilegeServiceAccount: what it may do is unknown',
      repair: 'Make one with the rules that the program needs, or leave it out.',
    });
  }
  const beside = apiAccess === undefined ? 'workloadIdentity' : 'apiAccess';
  if (apiAccess === undefined && workloadIdentity === undefined) return serviceAccount;
  throw contradiction({
    code: 'CM5304', path, prop: beside, message: 'stands beside a serviceAccount, whose other workloads would get it too',
    repair: `Write ${beside === 'apiAccess' ? 'the rules' : 'it'} on the account, or leave the account out: the workload then has one of its own.`,
  });
}
