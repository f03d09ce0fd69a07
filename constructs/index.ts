export type { Minor } from '../src/manifest/object';
export type { NetworkPolicyKind, NodeOs, Platform } from '../src/platform';
export { type Connected, type InternetOptions, type WebhookOptions } from './connected';
export { type ConnectionOptions } from './connection';
export { type HardenedContainerProps, type HardenedInitContainerProps, type HardenedTaskContainerProps } from './container';
export { type ContainerLimits, DefaultDenyNamespace, type DefaultDenyNamespaceProps, type Quantities } from './default-deny-namespace';
export { EncryptedSecretStore, type EncryptedSecretStoreProps } from './encrypted-secret-store';
export { type ExceptionOptions } from './exceptions';
export { HardenedCronJob, type HardenedCronJobProps } from './hardened-cron-job';
export { HardenedDaemonSet, type HardenedDaemonSetProps } from './hardened-daemon-set';
export { HardenedDeployment, type HardenedDeploymentProps } from './hardened-deployment';
export { type GatewayReference, HardenedGateway, type HardenedGatewayProps, type HardenedListener } from './hardened-gateway';
export { HardenedHTTPRoute, type HardenedHTTPRouteProps, type HardenedHTTPRouteRule } from './hardened-http-route';
export { HardenedIngress, type HardenedIngressProps, type HardenedIngressRule } from './hardened-ingress';
export { HardenedJob, type HardenedJobProps } from './hardened-job';
export { HardenedPod, type HardenedPodProps } from './hardened-pod';
export { type Exposure, HardenedService, type HardenedServiceProps } from './hardened-service';
export { type HardenedStatefulContainerProps, HardenedStatefulSet, type HardenedStatefulSetProps } from './hardened-stateful-set';
export { Hardening, type HardeningOptions } from './hardening';
export { type GrpcHealthOptions, Health, type HealthOptions, type HttpHealthOptions, type Timing } from './health';
export { Image } from './image';
export { IngressController, type IngressControllerOptions } from './ingress-controller';
export { LeastPrivilegeServiceAccount, type LeastPrivilegeServiceAccountProps } from './least-privilege-service-account';
export { MountedSecretStore, type MountedSecretStoreProps } from './mounted-secret-store';
export { type Endpoint } from './pair-policy';
export { Peer, type Port } from './peer';
export { declarePlatform, platformOf } from './platform';
export { type HardenedPodOptions, type HardenedTaskOptions, type HardenedWorkloadOptions } from './pod';
export { type AwsOptions, type AzureOptions, type GcpOptions, type MountAnswer, type MountRequest, Provider, type VaultOptions } from './provider';
export { type Resources } from './resources';
export {
  create, type CustomResource, customResource, get, list, type Names, patch, type ReadableResource, remove, type Rule, type ScalableResource,
  update, watch, type WritableResource,
} from './rule';
export { type Scheduling, type Toleration, type TopologySpread } from './scheduling';
export { type SecretFile, type SecretFileOptions, type SecretSource } from './secret-file';
export { User } from './user';
export { type PersistentPath } from './volumes';
export { type DisruptionBudget } from './workload';
