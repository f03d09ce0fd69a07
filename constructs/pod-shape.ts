import { applyEdits, type Edit } from '../src/manifest/apply';
import type { JsonValue, KubernetesObject } from '../src/manifest/object';
import { type Path, valueAt } from '../src/manifest/path';
import { podTemplatePath } from '../src/manifest/workload';
import { latestMinor, minorNumber, type Platform } from '../src/platform';
import type { ContainerModel } from './container';
import type { PodModel } from './pod';
import { toResourceRequirements } from './resources';
import type { Shape } from './seal';
import { SECRETS_DIRECTORY } from './secret-file';
import { tokenVolume, TOKEN_DIRECTORY, TOKEN_VOLUME } from './token-volume';

type Fields = Readonly<Record<string, JsonValue>>;
type Mount = { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean };

/** How the pods of a workload are spread. */
export interface Spread {
  /** The labels of its pods. Set it for workloads with replicas: nodes fail, and one must not take all of them. */
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** Adds to a rendered workload what cdk8s-plus-28 has no words for. */
export function shapeOf(model: PodModel, platform: () => Platform, spread: Spread = {}): Shape {
  return (object) => {
    const path = podTemplatePath(object);
    if (path === undefined) return object;
    const spec = valueAt(object, [...path, 'spec']) as Fields;
    return applyEdits(object, [
      { path: [...path, 'spec'], value: shapeSpec(spec, model, platform(), spread) },
      ...claimsOf(object, model),
      ...(object.kind === 'DaemonSet' ? [{ path: ['spec', 'updateStrategy', 'type'], value: 'RollingUpdate' }] : []),
      ...annotate(object, path, legacyAnnotations(model, platform())),
      ...annotate(object, [], INERT_ON.has(object.kind) ? inertAnnotations(model, platform()) : {}),
    ]);
  };
}

function shapeSpec(spec: Fields, model: PodModel, platform: Platform, spread: Spread): Fields {
  const models = [...model.containers, ...model.initContainers];
  const callsApi = model.account.hasRules;
  const volumes = [
    ...list(spec['volumes']),
    ...models.flatMap(scratchVolumes),
    ...models.flatMap(secretVolumes),
    ...(callsApi ? [tokenVolume(model.account.audience)] : []),
  ];
  const containers = list(spec['containers']).map((container) => shapeContainer(container, model.containers, callsApi));
  const initContainers = list(spec['initContainers']).map((container) => shapeContainer(container, model.initContainers, callsApi));
  return {
    ...spec,
    containers,
    ...(initContainers.length === 0 ? {} : { initContainers }),
    volumes,
    enableServiceLinks: false,
    securityContext: { ...(spec['securityContext'] as Fields), seccompProfile: { type: 'RuntimeDefault' }, ...appArmor(platform) },
    ...(platform.userNamespaces === true ? { hostUsers: false } : {}),
    affinity: affinityOf(spec, spread),
    // By default (5) every name outside of the cluster is first asked for in each search domain, where somebody else could answer.
    ...(spec['dnsConfig'] === undefined ? { dnsConfig: { options: [{ name: 'ndots', value: '2' }] } } : {}),
  };
}

function shapeContainer(container: Fields, models: readonly ContainerModel[], callsApi: boolean): Fields {
  const model = models.find(({ name }) => name === container['name']);
  // Containers that were added behind the kit's back (addContainer, attachContainer) are judged as they are.
  if (model === undefined) return container;
  const mounts = [...list(container['volumeMounts']), ...mountsOf(model), ...(callsApi ? [tokenMount] : [])];
  return {
    // cdk8s-plus-28 adds a probe of its own where there is a port.
    ...Object.fromEntries(Object.entries(container).filter(([field]) => field !== 'startupProbe')),
    ...(model.probes as Fields),
    resources: toResourceRequirements(model.resources, Object.values(model.writablePaths)),
    volumeMounts: mounts,
  };
}

const tokenMount: Mount = { name: TOKEN_VOLUME, mountPath: TOKEN_DIRECTORY, readOnly: true };

const list = (value: JsonValue | undefined): readonly Fields[] => (Array.isArray(value) ? (value as readonly Fields[]) : []);

const knownNames = new WeakMap<ContainerModel, ReadonlyMap<string, string>>();

/** Volumes belong to one container each: sharing one would let containers see files that were private to each of them. */
function volumeNames(model: ContainerModel): ReadonlyMap<string, string> {
  const known = knownNames.get(model);
  if (known !== undefined) return known;
  const names = new Map<string, string>();
  const { name, writablePaths, persistentPaths, secrets } = model;
  const paths = [...Object.keys(writablePaths), ...Object.keys(persistentPaths), ...(secrets.length === 0 ? [] : [SECRETS_DIRECTORY])];
  for (const path of paths) {
    const readable = `${name}-${path.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')}`.slice(0, 60).replace(/-+$/, '');
    const taken = new Set(names.values());
    let free = readable;
    for (let number = 2; taken.has(free); number++) free = `${readable}-${number}`;
    names.set(path, free);
  }
  knownNames.set(model, names);
  return names;
}

function scratchVolumes(model: ContainerModel): Fields[] {
  const names = volumeNames(model);
  return Object.entries(model.writablePaths).map(([path, sizeLimit]) => ({ name: names.get(path) ?? '', emptyDir: { sizeLimit } }));
}

function secretVolumes(model: ContainerModel): Fields[] {
  if (model.secrets.length === 0) return [];
  const sources = model.secrets.map(({ secretName, key, name }) => ({ secret: { name: secretName, items: [{ key, path: name }] } }));
  // Readable for the owner alone; the kubelet adds the group of the pod's volumes.
  return [{ name: volumeNames(model).get(SECRETS_DIRECTORY) ?? '', projected: { defaultMode: 0o400, sources } }];
}

const mountsOf = (model: ContainerModel): Mount[] =>
  [...volumeNames(model)].map(([mountPath, name]) => ({ name, mountPath, ...(mountPath === SECRETS_DIRECTORY ? { readOnly: true } : {}) }));

/** cdk8s-plus-28 has no claim templates. */
function claimsOf(object: KubernetesObject, { containers }: PodModel): Edit[] {
  const claims = containers.flatMap((model) => Object.entries(model.persistentPaths).map(([path, storage]) => ({
    metadata: { name: volumeNames(model).get(path) ?? '' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
  })));
  return claims.length === 0 || object.kind !== 'StatefulSet' ? [] : [{ path: ['spec', 'volumeClaimTemplates'], value: claims }];
}

const LINUX: Fields = {
  requiredDuringSchedulingIgnoredDuringExecution: {
    nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: ['linux'] }] }],
  },
};

/**
 * Only nodes whose system knows what the kit writes. And another node for each replica where there is one: required would leave pods
 * pending on a small cluster.
 */
function affinityOf(spec: Fields, { matchLabels }: Spread): Fields {
  const affinity: Fields = { nodeAffinity: LINUX, ...(spec['affinity'] as Fields | undefined) };
  if (matchLabels === undefined || affinity['podAntiAffinity'] !== undefined) return affinity;
  const term = { weight: 100, podAffinityTerm: { labelSelector: { matchLabels }, topologyKey: 'kubernetes.io/hostname' } };
  return { ...affinity, podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [term] } };
}

const hasAppArmorField = (platform: Platform): boolean => minorNumber(platform.kubernetes ?? latestMinor) >= 30;

/** On a node without AppArmor, a pod that asks for it does not start: only where the platform has it. */
const appArmor = (platform: Platform): Fields =>
  (platform.appArmor === true && hasAppArmorField(platform) ? { appArmorProfile: { type: 'RuntimeDefault' } } : {});

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

const appArmorAnnotations = ({ containers, initContainers }: PodModel): Fields =>
  Object.fromEntries([...containers, ...initContainers].map(({ name }) => [`${APP_ARMOR}${name}`, 'runtime/default']));

function legacyAnnotations(model: PodModel, platform: Platform): Fields {
  const needed = platform.legacyAnnotations === true || !hasAppArmorField(platform);
  return platform.appArmor === true && needed ? appArmorAnnotations(model) : {};
}

const INERT_ON = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Pod']);

/** On the workload itself annotations do nothing (that of seccomp nowhere since 1.27), but one scanner looks for them there and not on its pods. */
const inertAnnotations = (model: PodModel, platform: Platform): Fields => (platform.legacyAnnotations === true
  ? { 'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default', ...legacyAnnotations(model, platform) }
  : {});

function annotate(object: KubernetesObject, path: Path, added: Fields): Edit[] {
  if (Object.keys(added).length === 0) return [];
  const annotations: Path = [...path, 'metadata', 'annotations'];
  return [{ path: annotations, value: { ...(valueAt(object, annotations) as Fields | undefined), ...added } }];
}
