import { applyEdits } from '../src/manifest/apply';
import type { JsonValue, KubernetesObject } from '../src/manifest/object';
import { type Path, valueAt } from '../src/manifest/path';
import { podTemplatePath } from '../src/manifest/workload';
import type { Platform } from '../src/platform';
import type { ContainerModel } from './container';
import { annotationsOf, hasRecursiveReadOnly, hasSleepAction, type LeftOut, isReadOnlyAtFirst, leftOutBeyondControls, leftOutOfMounts, podSecurityOf, userNamespaceConflict } from './platform-fields';
import type { PodModel } from './pod';
import { toResourceRequirements } from './resources';
import { schedulingOf, type Spread } from './scheduling';
import type { Shape } from './seal';
import { tokenVolume, TOKEN_DIRECTORY, TOKEN_VOLUME } from './token-volume';
import { claimsOf, type Mount, mountsOf, volumesOf } from './volumes';

type Fields = Readonly<Record<string, JsonValue>>;

const USER_NAMESPACE = 'pod-user-namespace';

/** Adds to a rendered workload what cdk8s-plus-28 has no words for. */
export function shapeOf(model: PodModel, platform: () => Platform, spread: Spread): Shape {
  return (object, excepted) => {
    const path = podTemplatePath(object);
    if (path === undefined) return object;
    const spec = valueAt(object, [...path, 'spec']) as Fields;
    const names = [...model.containers, ...model.initContainers].map(({ name }) => name);
    return applyEdits(object, [
      { path: [...path, 'spec'], value: shapeSpec(spec, model, platform(), spread, excepted) },
      ...claimsOf(object, model.containers),
      ...(object.kind === 'DaemonSet' ? [{ path: ['spec', 'updateStrategy', 'type'], value: 'RollingUpdate' }] : []),
      ...annotationsOf(object, path, names, platform()),
    ]);
  };
}

/** What the platform keeps from being written of the shape of a workload. */
export function leftOutOfWorkload(object: KubernetesObject, model: PodModel, platform: Platform): LeftOut[] {
  const path = podTemplatePath(object);
  if (path === undefined) return [];
  const sleepBeforeStop = [...sleeping('containers', model.containers), ...sleeping('initContainers', model.initContainers)];
  return [...leftOutBeyondControls([...path, 'spec'], platform, { sleepBeforeStop }), ...leftOutOfMounts(object, platform)];
}

const sleeping = (list: string, models: readonly ContainerModel[]): Path[] =>
  models.flatMap(({ preStopSleep }, index) => (preStopSleep === undefined ? [] : [[list, index]]));

function shapeSpec(spec: Fields, model: PodModel, platform: Platform, spread: Spread, excepted: ReadonlySet<string>): Fields {
  const models = [...model.containers, ...model.initContainers];
  const callsApi = model.account.hasRules;
  const volumes = [...list(spec['volumes']), ...models.flatMap(volumesOf), ...(callsApi ? [tokenVolume(model.account.audience)] : [])];
  const containers = list(spec['containers']).map((container) => shapeContainer(container, model.containers, callsApi, platform));
  const initContainers = list(spec['initContainers']).map((container) => shapeContainer(container, model.initContainers, callsApi, platform));
  const hasOwnUsers = userNamespaceConflict(spec, platform) === undefined && !excepted.has(USER_NAMESPACE);
  return {
    ...spec,
    containers,
    ...(initContainers.length === 0 ? {} : { initContainers }),
    volumes,
    enableServiceLinks: false,
    securityContext: {
      ...(spec['securityContext'] as Fields),
      seccompProfile: { type: 'RuntimeDefault' },
      ...(model.supplementalGroups.length === 0 ? {} : { supplementalGroups: model.supplementalGroups }),
      ...podSecurityOf(platform),
    },
    ...(hasOwnUsers ? { hostUsers: false } : {}),
    ...schedulingOf(spec, model.scheduling, spread),
    // By default (5) every name outside of the cluster is first asked for in each search domain, where somebody else could answer.
    ...(spec['dnsConfig'] === undefined ? { dnsConfig: { options: [{ name: 'ndots', value: '2' }] } } : {}),
  };
}

function shapeContainer(container: Fields, models: readonly ContainerModel[], callsApi: boolean, platform: Platform): Fields {
  const model = models.find(({ name }) => name === container['name']);
  // Containers that were added behind the kit's back (addContainer, attachContainer) are judged as they are.
  if (model === undefined) return container;
  const mounts: readonly Fields[] = [...list(container['volumeMounts']), ...mountsOf(model), ...(callsApi ? [tokenMount] : [])];
  const sleep = model.preStopSleep !== undefined && hasSleepAction(platform) ? { preStop: { sleep: { seconds: model.preStopSleep } } } : undefined;
  return {
    // cdk8s-plus-28 adds a probe of its own where there is a port.
    ...Object.fromEntries(Object.entries(container).filter(([field]) => field !== 'startupProbe')),
    ...(model.probes as Fields),
    ...(sleep === undefined ? {} : { lifecycle: { ...(container['lifecycle'] as Fields | undefined), ...sleep } }),
    ...namePort(container, model),
    resources: toResourceRequirements(model.resources, Object.values(model.writablePaths)),
    volumeMounts: hasRecursiveReadOnly(platform) ? mounts.map(readOnlyAllTheWay) : mounts,
  };
}

function namePort(container: Fields, { namedPort }: ContainerModel): Fields {
  if (namedPort === undefined) return {};
  const { number, name } = namedPort;
  const isMeant = (port: Fields): boolean => port['containerPort'] === number && (port['protocol'] ?? 'TCP') === 'TCP';
  return { ports: list(container['ports']).map((port) => (isMeant(port) ? { name, ...port } : port)) };
}

/** What is mounted below a read-only mount is writable otherwise. */
export const readOnlyAllTheWay = (mount: Fields): Fields =>
  (isReadOnlyAtFirst(mount) ? { ...mount, recursiveReadOnly: 'IfPossible' } : mount);

const tokenMount: Mount = { name: TOKEN_VOLUME, mountPath: TOKEN_DIRECTORY, readOnly: true };

const list = (value: JsonValue | undefined): readonly Fields[] => (Array.isArray(value) ? (value as readonly Fields[]) : []);
