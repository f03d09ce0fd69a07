import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { LONGEST_CRON_JOB_NAME, labelsOf, metadataOf, namespaceOf } from './placement';
import { contradiction, type Dangers, pathOf, refuseUnknownProps } from './contradiction';
import {
  type ContainerModel, type ContainerRole, type HardenedContainerProps, type HardenedInitContainerProps, type HardenedTaskContainerProps,
  modelOf,
} from './container';
import type { LeastPrivilegeServiceAccount } from './least-privilege-service-account';
import { platformOf } from './platform';
import { accountOf, type PodAccountOptions } from './pod-account';
import { refusePodContradictions } from './pod-contradictions';
import { type Scheduling, SCHEDULING_DANGERS, SCHEDULING_PROPS } from './scheduling';
import { identify } from './secret-mounts';

/** What every workload of the kit takes beside its containers: what cdk8s-plus-28 has, without what is dangerous. */
export interface HardenedPodOptions
  extends PodAccountOptions, Scheduling,
  Pick<kplus.AbstractPodProps, 'metadata' | 'volumes' | 'dns' | 'dockerRegistryAuth' | 'terminationGracePeriod' | 'hostAliases'> {
  /** Containers that run before the others, or beside them as sidecars. @default none */
  readonly initContainers?: readonly HardenedInitContainerProps[];
  /**
   * More groups of the programs, such as those that files on a shared volume belong to. Where the platform declares
   * `supplementalGroupsPolicy`, these are all; elsewhere an image can add its own. @default none
   */
  readonly supplementalGroups?: readonly number[];
}

/** What a workload takes that runs until it is stopped. */
export interface HardenedWorkloadOptions extends HardenedPodOptions, Pick<kplus.WorkloadProps, 'podMetadata'> {
  readonly containers: readonly HardenedContainerProps[];
}

/** What a workload takes that ends on its own. */
export interface HardenedTaskOptions extends HardenedPodOptions, Pick<kplus.WorkloadProps, 'podMetadata'> {
  readonly containers: readonly HardenedTaskContainerProps[];
}

/** A pod as the rest of the kit sees it: judged, with the defaults filled in. */
export interface PodModel {
  readonly containers: readonly ContainerModel[];
  readonly initContainers: readonly ContainerModel[];
  readonly account: LeastPrivilegeServiceAccount;
  /** The group of files that volumes bring in: without one, only root could read a secret. */
  readonly fsGroup: number;
  readonly supplementalGroups: readonly number[];
  readonly scheduling: Scheduling;
  /** What cdk8s-plus-28 can write of it. */
  readonly props: kplus.WorkloadProps;
}

const POD_PROPS = [
  'metadata', 'podMetadata', 'volumes', 'dns', 'dockerRegistryAuth', 'terminationGracePeriod', 'hostAliases', 'containers',
  'initContainers', 'serviceAccount', 'apiAccess', 'workloadIdentity', 'supplementalGroups', ...SCHEDULING_PROPS,
] as const;

const DANGERS: Dangers = {
  ...SCHEDULING_DANGERS,
  hostNetwork: 'the pod would see the traffic of its node, and no network policy would hold for it',
  hostPID: 'the pod would see and signal the processes of its node',
  hostIPC: 'the pod would share the memory of the processes of its node',
  hostUsers: 'the platform decides it: declarePlatform(app, { userNamespaces: true })',
  automountServiceAccountToken: 'the program would hold a token, needed or not; one with rules gets a short-lived one',
  securityContext: 'the kit decides the security context',
  isolate: 'a DefaultDenyNamespace isolates all of its pods, and connectsTo() opens what is needed',
};

const KUBERNETES_GRACE_PERIOD = Duration.seconds(30);

/** Of images that name their user themselves no number is known; any group does, because it only marks the files of volumes. */
const GROUP_OF_VOLUMES = 10_001;

interface PodInput extends HardenedPodOptions, Pick<kplus.WorkloadProps, 'podMetadata'> {
  readonly containers: readonly (HardenedContainerProps | HardenedTaskContainerProps)[];
}

/**
 * Judges the props of a workload and fills in what the kit decides.
 *
 * @param more the props that this kind of workload has beside those of every pod
 */
export function podOf(scope: Construct, id: string, props: PodInput, role: ContainerRole, more: readonly string[]): PodModel {
  const path = pathOf(scope, id);
  refuseUnknownProps(props, new Set([...POD_PROPS, ...more]), path, '', DANGERS);
  const containers = (props.containers ?? []).map((container, index) => modelOf(container, role, path, `containers[${index}].`));
  const initContainers = (props.initContainers ?? []).map((container, index) =>
    modelOf({ name: `init-${index}`, ...container }, 'init', path, `initContainers[${index}].`));
  [...containers, ...initContainers].forEach((container) => refuseForeignSecrets(container, namespaceOf(scope), path));
  refuseNoneOrTwins([...containers, ...initContainers].map(({ name }) => name), containers.length, path);
  const { supplementalGroups = [], terminationGracePeriod = KUBERNETES_GRACE_PERIOD } = props;
  refusePodContradictions({
    scheduling: props, supplementalGroups, terminationGracePeriod: terminationGracePeriod.toSeconds(),
    containers: [...containers, ...initContainers], platform: platformOf(scope),
  }, path);
  const account = accountOf(scope, id, props);
  identify(account, [...containers, ...initContainers].flatMap(({ secrets }) => secrets), path);
  const fsGroup = containers.find(({ group }) => group !== undefined)?.group ?? GROUP_OF_VOLUMES;
  const lowestPort = Math.min(...[...containers, ...initContainers].map((container) => container.lowestPort));
  const decided = { containers, initContainers, account, fsGroup, lowestPort, role };
  return { containers, initContainers, account, fsGroup, supplementalGroups, scheduling: props, props: kplusProps(scope, id, props, decided) };
}

function refuseNoneOrTwins(names: readonly string[], containers: number, path: string): void {
  if (containers === 0) {
    throw contradiction({ code: 'CM5009', path, prop: 'containers', message: 'is empty', repair: 'Write at least one container.' });
  }
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin === undefined) return;
  const repair = 'Give each container a name of its own.';
  throw contradiction({ code: 'CM5094', path, prop: 'containers', message: `has two that are called "${twin}"`, repair });
}

function refuseForeignSecrets({ name, secrets }: ContainerModel, namespace: string | undefined, path: string): void {
  const foreign = secrets.find((secret) => secret.namespace !== namespace);
  if (foreign === undefined) return;
  throw contradiction({
    code: 'CM5095',
    path,
    prop: `secrets of the container "${name}"`,
    message: `has "${foreign.name}" of the namespace ${foreign.namespace ?? 'default'}; a pod mounts only Secrets of its own`,
    repair: 'Make a store in the namespace of the pod.',
  });
}

interface Decided extends Pick<PodModel, 'containers' | 'initContainers' | 'account' | 'fsGroup'> {
  readonly lowestPort: number;
  readonly role: ContainerRole;
}

function kplusProps(scope: Construct, id: string, props: PodInput, decided: Decided): kplus.WorkloadProps {
  const { volumes, dns, dockerRegistryAuth, terminationGracePeriod, hostAliases } = props;
  const labels = labelsOf(scope, id);
  const unprivileged = { name: 'net.ipv4.ip_unprivileged_port_start', value: String(decided.lowestPort) };
  return {
    volumes, dns, dockerRegistryAuth, terminationGracePeriod, hostAliases,
    metadata: metadataOf(scope, id, props.metadata, decided.role === 'task' ? LONGEST_CRON_JOB_NAME : undefined),
    podMetadata: { ...props.podMetadata, labels: { ...labels, ...decided.account.workloadIdentity?.podLabels, ...props.podMetadata?.labels } },
    containers: decided.containers.map((container) => container.props),
    initContainers: decided.initContainers.map((container) => container.props),
    serviceAccount: decided.account,
    securityContext: {
      fsGroup: decided.fsGroup,
      // Owners are changed once, not at every start: that takes minutes on large volumes.
      fsGroupChangePolicy: kplus.FsGroupChangePolicy.ON_ROOT_MISMATCH,
      sysctls: decided.lowestPort < 1024 ? [unprivileged] : undefined,
    },
  };
}
