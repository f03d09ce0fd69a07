import type { KubernetesObject } from '../manifest/object';
import type { Path } from '../manifest/path';
import { canonicalQuantity } from '../manifest/quantity';
import { podTemplatePath } from '../manifest/workload';
import type { Fields } from './predicate';

/** Stands in a path for every item of a list. */
const EACH = '*';

/** Where kinds without a pod template keep amounts of resources. */
const AMOUNTS: Readonly<Record<string, readonly Path[]>> = {
  PersistentVolume: [['spec', 'capacity']],
  PersistentVolumeClaim: [['spec', 'resources', 'limits'], ['spec', 'resources', 'requests']],
  ResourceQuota: [['spec', 'hard']],
  LimitRange: ['default', 'defaultRequest', 'max', 'maxLimitRequestRatio', 'min'].map((field) => ['spec', 'limits', EACH, field]),
  StatefulSet: ['limits', 'requests'].map((field) => ['spec', 'volumeClaimTemplates', EACH, 'spec', 'resources', field]),
};

const CONTAINER_LISTS: readonly Path[] = ['containers', 'initContainers', 'ephemeralContainers'].map((list) => [list, EACH]);
const CLAIM_AMOUNTS: readonly Path[] = ['limits', 'requests'].map((field) => ['ephemeral', 'volumeClaimTemplate', 'spec', 'resources', field]);

/**
 * The object as the API server shows it to an expression, as far as that changes a verdict: a volume without a source is an `emptyDir`,
 * ports of a Pod on the host's network are host ports, requests of a Pod default to its limits, quantities have their canonical text.
 *
 * The input is left as it is; the result shares what is unchanged with it, and is the very same value where nothing changes. Nulls stay where
 * they are: to a compiled expression they are absent, as they are for the API server.
 *
 * @example
 * ```ts
 * normalise({ apiVersion: 'v1', kind: 'Pod', spec: { volumes: [{ name: 'scratch' }] } }); // … volumes: [{ name: 'scratch', emptyDir: {} }]
 * ```
 */
export function normalise(object: KubernetesObject): KubernetesObject {
  const template = podTemplatePath(object);
  // The API server fills in these defaults for pods only, not for the templates that pods are made from.
  const isPod = object.kind === 'Pod';
  const withPodSpec = template ? rewrite(object, [...template, 'spec'], (podSpec) => normalisePodSpec(podSpec, isPod)) : object;
  return rewriteAll(withPodSpec, AMOUNTS[object.kind] ?? [], canonicalAmounts) as KubernetesObject;
}

function normalisePodSpec(podSpec: Fields, isPod: boolean): Fields {
  const onHostNetwork = isPod && podSpec['hostNetwork'] === true;
  let normalised: Fields = podSpec;
  for (const list of CONTAINER_LISTS) {
    const isEphemeral = list[0] === 'ephemeralContainers';
    normalised = rewrite(normalised, list, (container) => normaliseContainer(container, isPod && !isEphemeral, onHostNetwork && !isEphemeral)) as Fields;
  }
  return rewrite(rewrite(normalised, ['volumes', EACH], normaliseVolume), ['overhead'], canonicalAmounts) as Fields;
}

function normaliseContainer(container: Fields, defaultsRequests: boolean, portsAreHostPorts: boolean): Fields {
  const resources = rewrite(container, ['resources'], (amounts) => {
    const canonical = rewriteAll(amounts, [['limits'], ['requests']], canonicalAmounts) as Fields;
    return defaultsRequests ? withRequests(canonical) : canonical;
  });
  return (portsAreHostPorts ? rewrite(resources, ['ports', EACH], withHostPort) : resources) as Fields;
}

function withRequests(resources: Fields): Fields {
  const { limits, requests } = resources;
  if (!isMap(limits)) return resources;
  const given = isMap(requests) ? requests : {};
  return Object.keys(limits).every((key) => isSet(given, key)) ? resources : { ...resources, requests: { ...limits, ...withoutNulls(given) } };
}

function withHostPort(port: Fields): Fields {
  const { hostPort, containerPort } = port;
  const isUnset = hostPort === undefined || hostPort === null || hostPort === 0;
  return isUnset && containerPort !== undefined ? { ...port, hostPort: containerPort } : port;
}

function normaliseVolume(volume: Fields): Fields {
  if (Object.keys(volume).every((key) => key === 'name' || !isSet(volume, key))) return { ...volume, emptyDir: {} };
  const sized = rewrite(volume, ['emptyDir'], (emptyDir) => withCanonical(emptyDir, 'sizeLimit', false));
  return isSet(volume, 'ephemeral') ? (rewriteAll(sized, CLAIM_AMOUNTS, canonicalAmounts) as Fields) : (sized as Fields);
}

function canonicalAmounts(amounts: Fields): Fields {
  let canonical = amounts;
  for (const resource in amounts) canonical = withCanonical(canonical, resource, true);
  return canonical;
}

function withCanonical(map: Fields, key: string, roundToMilli: boolean): Fields {
  const value = map[key];
  if (typeof value !== 'string' && typeof value !== 'number') return map;
  const canonical = canonicalQuantity(value, roundToMilli);
  return canonical === undefined || canonical === value ? map : { ...map, [key]: canonical };
}

const rewriteAll = (root: unknown, paths: readonly Path[], change: (map: Fields) => Fields): unknown =>
  paths.reduce((value, path) => rewrite(value, path, change), root);

/** Replaces the maps at a path. What does not change stays the very same value. */
function rewrite(root: unknown, path: Path, change: (map: Fields) => Fields, depth = 0): unknown {
  const step = path[depth];
  if (step === EACH) return rewriteItems(root, path, change, depth);
  if (!isMap(root)) return root;
  if (step === undefined) return change(root);
  if (!Object.hasOwn(root, step)) return root;
  const child = root[step];
  const changed = rewrite(child, path, change, depth + 1);
  return changed === child ? root : { ...root, [step]: changed };
}

function rewriteItems(root: unknown, path: Path, change: (map: Fields) => Fields, depth: number): unknown {
  if (!Array.isArray(root)) return root;
  let copy: unknown[] | undefined;
  for (let index = 0; index < root.length; index++) {
    const item: unknown = root[index];
    const changed = rewrite(item, path, change, depth + 1);
    if (changed !== item) (copy ??= [...(root as unknown[])])[index] = changed;
  }
  return copy ?? root;
}

const isSet = (map: Fields, key: string): boolean => Object.hasOwn(map, key) && map[key] !== undefined && map[key] !== null;

const withoutNulls = (map: Fields): Fields => Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined && value !== null));

const isMap = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);
