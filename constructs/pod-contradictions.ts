import type { Platform } from '../src/platform';
import type { ContainerModel } from './container';
import { contradiction } from './contradiction';
import { isAtLeast } from './platform';
import type { Scheduling, Toleration, TopologySpread } from './scheduling';

/** What of a pod can contradict itself, or the cluster. */
export interface PodToJudge {
  readonly scheduling: Scheduling;
  readonly supplementalGroups: readonly number[];
  /** In seconds. */
  readonly terminationGracePeriod: number;
  readonly containers: readonly ContainerModel[];
  readonly platform: Platform;
}

type Refuse = (code: string, prop: string, message: string, repair: string) => Error;

/** Refuses what the API server would refuse, or what would not be what it seems, before it is deployed. */
export function refusePodContradictions(pod: PodToJudge, path: string): void {
  const refuse: Refuse = (code, prop, message, repair) => contradiction({ code, path, prop, message, repair });
  (pod.scheduling.tolerations ?? []).forEach((toleration, index) => refuseToleration(toleration, `tolerations[${index}]`, refuse));
  (pod.scheduling.topologySpread ?? []).forEach((spread, index) => refuseSpread(spread, `topologySpread[${index}]`, refuse));
  refuseGroups(pod.supplementalGroups, refuse);
  pod.containers.forEach((container) => {
    refuseSleep(container, pod.terminationGracePeriod, refuse);
    refuseSidecar(container, pod.platform, refuse);
    refuseProxyUser(container, pod.platform, refuse);
  });
}

function refuseToleration({ effect, tolerationSeconds }: Toleration, prop: string, refuse: Refuse): void {
  if (tolerationSeconds === undefined || effect === 'NoExecute') return;
  throw refuse('CM5014', prop, 'has tolerationSeconds, which only a taint with NoExecute knows', "Set its effect to 'NoExecute', or remove tolerationSeconds.");
}

function refuseSpread({ maxSkew = 1, minDomains, whenUnsatisfiable }: TopologySpread, prop: string, refuse: Refuse): void {
  if (!Number.isInteger(maxSkew) || maxSkew < 1) throw refuse('CM5014', prop, `has maxSkew ${maxSkew}`, 'Write at least 1.');
  if (minDomains === undefined || whenUnsatisfiable === 'DoNotSchedule') return;
  throw refuse('CM5014', prop, 'has minDomains, which only DoNotSchedule knows', "Set whenUnsatisfiable to 'DoNotSchedule', or remove minDomains.");
}

const HIGHEST_GROUP = 2_147_483_647;

function refuseGroups(groups: readonly number[], refuse: Refuse): void {
  const bad = groups.find((group) => !Number.isInteger(group) || group < 1 || group > HIGHEST_GROUP);
  if (bad === undefined) return;
  const message = bad === 0 ? 'has 0: the files of root would be open to the program' : `has ${bad}, which is not a group`;
  throw refuse('CM5014', 'supplementalGroups', message, 'Write the groups that the files belong to.');
}

function refuseSleep({ name, preStopSleep }: ContainerModel, gracePeriod: number, refuse: Refuse): void {
  if (preStopSleep === undefined || (preStopSleep >= 1 && preStopSleep < gracePeriod)) return;
  const message = `of the container "${name}" is ${preStopSleep} seconds, and the pod is killed after ${gracePeriod}`;
  throw refuse('CM5014', 'preStopSleep', message, 'Write less, at least a second, or set a longer terminationGracePeriod.');
}

/** An API server without native sidecars takes one for an init container, and the pod never starts. */
function refuseSidecar({ name, isSidecar }: ContainerModel, platform: Platform, refuse: Refuse): void {
  if (!isSidecar || isAtLeast(platform, 29)) return;
  const message = `of the container "${name}" is ALWAYS, which Kubernetes ${platform.kubernetes ?? ''} ignores: the pod would wait for it to end`;
  throw refuse('CM5015', 'restartPolicy', message, 'Make it one of containers, or upgrade the cluster to 1.29.');
}

/** Whose traffic is not redirected, because it is already the proxy's. */
const PROXY_USERS: Readonly<Partial<Record<NonNullable<Platform['mesh']>, number>>> = { 'istio-cni': 1337, 'linkerd-cni': 2102 };

function refuseProxyUser({ name, user }: ContainerModel, { mesh }: Platform, refuse: Refuse): void {
  if (mesh === undefined || user.id === undefined || PROXY_USERS[mesh] !== user.id) return;
  const message = `of the container "${name}" is ${user.id}, the proxy's own: the traffic of the program would go past the mesh`;
  throw refuse('CM5015', 'user', message, 'Write another number.');
}
