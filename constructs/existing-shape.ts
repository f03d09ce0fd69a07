import { isForWindows, securityContextOf } from '../src/controls/effective';
import { applyEdits, type Edit } from '../src/manifest/apply';
import { fieldsAt } from '../src/manifest/fields';
import type { JsonValue, KubernetesObject } from '../src/manifest/object';
import { type Path, valueAt } from '../src/manifest/path';
import { podTemplatePath } from '../src/manifest/workload';
import type { Platform } from '../src/platform';
import { fillContainer, refuseUnfit } from './existing-container';
import type { KnownWorkload } from './known-workload';
import type { LeastPrivilegeServiceAccount } from './least-privilege-service-account';
import { annotationsOf, hasRecursiveReadOnly } from './platform-fields';
import { schedulingOf } from './scheduling';
import { tokenVolume } from './token-volume';

type Fields = Readonly<Record<string, JsonValue>>;

/** A port of a container, as manifests have it. */
export interface ContainerPort {
  readonly containerPort: number;
  readonly name?: string;
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
}

/** What somebody said of a workload. */
export interface Told extends KnownWorkload {
  readonly account: LeastPrivilegeServiceAccount | undefined;
  /** Where mistakes are seen. */
  readonly path: string;
}

/** The containers of a rendered workload, init containers among them. */
export const containersOf = (object: KubernetesObject): readonly Fields[] => LISTS.flatMap((name) => list(podSpecOf(object)[name]));

const LISTS = ['containers', 'initContainers'] as const;

const podSpecOf = (object: KubernetesObject): Fields => (valueAt(object, [...podTemplatePath(object) ?? [], 'spec']) ?? {}) as Fields;

/** The labels that the pods of a workload have, and no others: what it selects them by. Of a Job nobody selects pods; it has those of its template. */
export function podLabelsOf(object: KubernetesObject): Readonly<Record<string, string>> {
  const selected = valueAt(object, ['spec', 'selector', 'matchLabels']) as Readonly<Record<string, string>> | undefined;
  const labels = selected ?? (valueAt(object, [...podTemplatePath(object) ?? [], 'metadata', 'labels']) as Readonly<Record<string, string>> | undefined) ?? {};
  return Object.keys(labels).length > 0 ? labels : { [NAME]: `${object.kind.toLowerCase()}-${object.metadata?.name ?? ''}`.slice(0, LONGEST_LABEL).replace(/-+$/, '') };
}

const NAME = 'app.kubernetes.io/name';
const LONGEST_LABEL = 63;

/** Adds to a workload what is known of it. An object of which nobody said anything gets the annotations of the platform alone. */
export function shapeExisting(object: KubernetesObject, told: Told | undefined, platform: Platform): KubernetesObject {
  const template = podTemplatePath(object);
  if (template === undefined || isForWindows(podSpecOf(object))) return object;
  const shaped = told === undefined ? object : applyEdits(object, editsOf(object, template, told, platform));
  return platform.legacyAnnotations === true ? applyEdits(shaped, annotationsOf(shaped, template, confinedByDefault(shaped, template), platform)) : shaped;
}

function editsOf(object: KubernetesObject, template: Path, told: Told, platform: Platform): Edit[] {
  const { replicas } = told;
  const labels = valueAt(object, [...template, 'metadata', 'labels']);
  return [
    { path: [...template, 'spec'], value: shapeSpec(object, told, hasRecursiveReadOnly(platform)) },
    // Who looks for the program that a policy is for finds the workload by the labels of its pods as well.
    { path: ['metadata', 'labels'], value: { ...podLabelsOf(object), ...object.metadata?.labels } },
    // What nothing selects has no labels: no network policy could name its pods.
    ...(labels === undefined ? [{ path: [...template, 'metadata', 'labels'], value: podLabelsOf(object) }] : []),
    ...(replicas === undefined ? [] : [{ path: ['spec', 'replicas'], value: replicas }]),
    ...inWords(object, template),
  ];
}

/** Where kinds that replace their pods one by one say so. */
const STRATEGY: Readonly<Record<string, string>> = { Deployment: 'strategy', StatefulSet: 'updateStrategy', DaemonSet: 'updateStrategy' };

/** What Kubernetes does by default, in words: not everybody who reads a manifest knows it. */
function inWords(object: KubernetesObject, template: Path): Edit[] {
  const field = STRATEGY[object.kind];
  if (field === undefined) return [];
  const defaults: readonly Edit[] = [{ path: ['spec', field, 'type'], value: 'RollingUpdate' }, { path: [...template, 'spec', 'restartPolicy'], value: 'Always' }];
  return defaults.filter(({ path }) => valueAt(object, path) === undefined);
}

function shapeSpec(object: KubernetesObject, told: Told, isRecursive: boolean): Fields {
  const spec = podSpecOf(object);
  const { account } = told;
  const callsApi = account?.hasRules === true;
  let volumes = list(spec['volumes']);
  const fill = (container: Fields): Fields => {
    const known = told.containers?.[String(container['name'])] ?? {};
    const filled = fillContainer(container, known, volumes, { callsApi, isRecursive, path: told.path });
    ({ volumes } = filled);
    return filled.container;
  };
  const lists = Object.fromEntries(LISTS.filter((name) => list(spec[name]).length > 0).map((name) => [name, list(spec[name]).map(fill)]));
  const all = callsApi ? [...volumes, tokenVolume(account.audience)] : volumes;
  return {
    ...spec,
    ...lists,
    ...(all.length === 0 ? {} : { volumes: all }),
    ...(told.enableServiceLinks === undefined ? {} : { enableServiceLinks: told.enableServiceLinks }),
    ...(account === undefined ? {} : accountFields(account, spec)),
    ...unprivilegedPorts(spec, told),
    ...schedulingOf(spec, {}, { matchLabels: { ...podLabelsOf(object) }, hasReplicas: object.kind === 'Deployment' || object.kind === 'StatefulSet' }),
    // As in the workloads of the kit: every name outside of the cluster would first be asked for in each search domain.
    ...(spec['dnsConfig'] === undefined ? { dnsConfig: { options: [{ name: 'ndots', value: '2' }] } } : {}),
  };
}

/** A token that the manifest asks for by itself is a finding: whoever needs one says what for. */
const accountFields = (account: LeastPrivilegeServiceAccount, spec: Fields): Fields => ({
  serviceAccountName: account.name,
  ...(spec['automountServiceAccountToken'] === undefined || account.hasRules ? { automountServiceAccountToken: false } : {}),
});

/** Who is not root binds a port below 1024 with this (safe) sysctl, and no capability. */
function unprivilegedPorts(spec: Fields, told: Told): Fields {
  const known = Object.entries(told.containers ?? {}).filter(([, { user }]) => user !== undefined).map(([name]) => name);
  const ports = LISTS.flatMap((name) => list(spec[name])).filter(({ name }) => known.includes(String(name))).flatMap(({ ports: own }) => list(own));
  const lowest = Math.min(1024, ...ports.map(({ containerPort }) => Number(containerPort)));
  const { sysctls = [], ...context } = fieldsAt(spec, 'securityContext') as { readonly sysctls?: readonly Fields[] } & Fields;
  const name = 'net.ipv4.ip_unprivileged_port_start';
  if (lowest >= 1024 || sysctls.some((sysctl) => sysctl['name'] === name)) return {};
  return { securityContext: { ...context, sysctls: [...sysctls, { name, value: String(lowest) }] } };
}

/** Compares every container of a well-known image with what the image needs. */
export function refuseUnfitContainers(object: KubernetesObject, known: KnownWorkload, path: string): void {
  containersOf(object).forEach((container) => refuseUnfit(container, known.containers?.[String(container['name'])] ?? {}, path));
}

/** The containers that are to have the profile of the runtime: a field and an annotation that differ are refused, and what somebody chose stays. */
function confinedByDefault(object: KubernetesObject, template: Path): readonly string[] {
  const given = (valueAt(object, [...template, 'metadata', 'annotations']) ?? {}) as Fields;
  const holders = [podSpecOf(object), ...containersOf(object)];
  if (holders.some((holder) => !['RuntimeDefault', undefined].includes(profileOf(holder)))) return [];
  if (Object.keys(given).some((key) => key.startsWith('container.apparmor.'))) return [];
  return containersOf(object).map(({ name }) => String(name));
}

const profileOf = (holder: unknown): string | undefined => fieldsAt(securityContextOf(holder), 'appArmorProfile')['type'] as string | undefined;

const list = (value: JsonValue | undefined): readonly Fields[] => (Array.isArray(value) ? (value as readonly Fields[]) : []);
