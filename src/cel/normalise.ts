import type { KubernetesObject } from '../manifest/object';
import type { Path } from '../manifest/path';
import { canonicalQuantity } from '../manifest/quantity';
import { podTemplatePath } from '../manifest/workload';
import type { Fields } from './predicate';

type Change = (map: Fields) => Fields;

/**
 * The object as the API server shows it to an expression, as far as that changes a verdict: a volume without a source is an `emptyDir`,
 * ports of a Pod on the host's network are host ports, requests of a Pod default to its limits, quantities have their canonical text.
 *
 * The input is left as it is; the result shares what is unchanged with it, and is the very same value where nothing changes. Null fields stay
 * where they are: to a compiled expression they are absent, as they are for the API server. A null in a map of amounts is zero to it, in a map
 * of texts empty.
 *
 * @example
 * ```ts
 * normalise({ apiVersion: 'v1', kind: 'Pod', spec: { volumes: [{ name: 'scratch' }] } }); // … volumes: [{ name: 'scratch', emptyDir: {} }]
 * ```
 */
export function normalise(object: KubernetesObject): KubernetesObject {
  const template = podTemplatePath(object);
  // The API server fills in some defaults for pods only, not for the templates that pods are made from.
  const withTemplate = template ? changeAt(object, template, object.kind === 'Pod' ? normalisePod : normaliseTemplate) : object;
  const changeAmounts = Object.hasOwn(AMOUNTS, object.kind) ? AMOUNTS[object.kind] : undefined;
  return (changeAmounts ? changeAt(withTemplate, ['spec'], changeAmounts) : withTemplate) as KubernetesObject;
}

const normalisePod: Change = (pod) => normaliseMetadata(changeField(pod, 'spec', normalisePodSpec));

function normalisePodSpec(podSpec: Fields): Fields {
  const change = podSpec['hostNetwork'] === true ? normaliseHostContainer : normalisePodContainer;
  return normaliseShared(changeItems(changeItems(podSpec, 'containers', change), 'initContainers', change));
}

const normaliseTemplate: Change = (template) => normaliseMetadata(changeField(template, 'spec', normaliseTemplateSpec));

function normaliseTemplateSpec(podSpec: Fields): Fields {
  return normaliseShared(changeItems(changeItems(podSpec, 'containers', normaliseContainer), 'initContainers', normaliseContainer));
}

const normaliseMetadata: Change = (template) => changeField(template, 'metadata', normaliseAnnotations);
const normaliseAnnotations: Change = (metadata) => changeField(metadata, 'annotations', emptyForNull);
const emptyForNull: Change = (texts) => replaceNulls(texts, '');

/** What is the same in a pod and in a template. */
function normaliseShared(podSpec: Fields): Fields {
  const withContainers = changeItems(podSpec, 'ephemeralContainers', normaliseContainer);
  return changeField(changeItems(withContainers, 'volumes', normaliseVolume), 'overhead', canonicalAmounts);
}

const normaliseHostContainer: Change = (container) => changeItems(normalisePodContainer(container), 'ports', withHostPort);
const normalisePodContainer: Change = (container) => changeField(container, 'resources', canonicalWithRequests);
const normaliseContainer: Change = (container) => changeField(container, 'resources', canonicalResources);

const canonicalWithRequests: Change = (resources) => withRequests(canonicalResources(resources));
const canonicalResources: Change = (resources) =>
  changeField(changeField(resources, 'limits', canonicalAmounts), 'requests', canonicalAmounts);

function withRequests(resources: Fields): Fields {
  const { limits, requests } = resources;
  if (!isMap(limits)) return resources;
  const given = isMap(requests) ? requests : {};
  return Object.keys(limits).every((key) => Object.hasOwn(given, key)) ? resources : { ...resources, requests: { ...limits, ...given } };
}

function withHostPort(port: Fields): Fields {
  const { hostPort, containerPort } = port;
  const isUnset = hostPort === undefined || hostPort === null || hostPort === 0;
  return isUnset && typeof containerPort === 'number' ? { ...port, hostPort: containerPort } : port;
}

function normaliseVolume(volume: Fields): Fields {
  if (!hasSource(volume)) return { ...volume, emptyDir: {} };
  return changeField(changeField(volume, 'emptyDir', canonicalSizeLimit), 'ephemeral', normaliseEphemeral);
}

function hasSource(volume: Fields): boolean {
  for (const key in volume) if (key !== 'name' && volume[key] !== undefined && volume[key] !== null) return true;
  return false;
}

const canonicalSizeLimit: Change = (emptyDir) => withCanonical(emptyDir, 'sizeLimit', false);
const normaliseEphemeral: Change = (ephemeral) => changeField(ephemeral, 'volumeClaimTemplate', normaliseClaim);
const normaliseClaim: Change = (claim) => changeField(claim, 'spec', normaliseClaimSpec);
const normaliseClaimSpec: Change = (spec) => changeField(spec, 'resources', canonicalResources);

/** How to change the `spec` of the kinds that keep amounts of resources outside of a pod template. */
const AMOUNTS: Readonly<Record<string, Change>> = {
  PersistentVolume: (spec) => changeField(spec, 'capacity', canonicalAmounts),
  PersistentVolumeClaim: normaliseClaimSpec,
  ResourceQuota: (spec) => changeField(spec, 'hard', canonicalAmounts),
  LimitRange: (spec) => changeItems(spec, 'limits', normaliseLimit),
  StatefulSet: (spec) => changeItems(spec, 'volumeClaimTemplates', normaliseClaim),
};

const LIMIT_FIELDS = ['default', 'defaultRequest', 'max', 'maxLimitRequestRatio', 'min'];
const normaliseLimit: Change = (limit) => LIMIT_FIELDS.reduce((changed, field) => changeField(changed, field, canonicalAmounts), limit);

/** In a map of amounts, unlike elsewhere, a null is a value: zero. */
function canonicalAmounts(amounts: Fields): Fields {
  let canonical = amounts;
  for (const resource in amounts) canonical = withCanonical(canonical, resource, true);
  return replaceNulls(canonical, '0');
}

function withCanonical(map: Fields, key: string, roundToMilli: boolean): Fields {
  const value = map[key];
  if (typeof value !== 'string' && typeof value !== 'number') return map;
  const canonical = canonicalQuantity(value, roundToMilli);
  return canonical === undefined || canonical === value ? map : { ...map, [key]: canonical };
}

function replaceNulls(map: Fields, value: string): Fields {
  for (const key in map) {
    if (map[key] === null) return Object.fromEntries(Object.entries(map).map(([name, item]) => [name, item ?? value]));
  }
  return map;
}

function changeAt(root: Fields, path: Path, change: Change, depth = 0): Fields {
  const step = path[depth];
  return step === undefined ? change(root) : changeField(root, String(step), (child) => changeAt(child, path, change, depth + 1));
}

/** The map with a changed field; the very same map where nothing changes. No field is one that JavaScript has on every object. */
function changeField(map: Fields, field: string, change: Change): Fields {
  const child = map[field];
  if (!isMap(child)) return map;
  const changed = change(child);
  return changed === child ? map : { ...map, [field]: changed };
}

/** The same for each map in a list. */
function changeItems(map: Fields, field: string, change: Change): Fields {
  const items = map[field];
  if (!Array.isArray(items)) return map;
  let copy: unknown[] | undefined;
  for (let index = 0; index < items.length; index++) {
    const item: unknown = items[index];
    if (!isMap(item)) continue;
    const changed = change(item);
    if (changed !== item) (copy ??= [...(items as unknown[])])[index] = changed;
  }
  return copy ? { ...map, [field]: copy } : map;
}

const isMap = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);
