import { containersOf, isForWindows, nfsVolumeOf, securityContextOf } from '../src/controls/effective';
import type { Edit } from '../src/manifest/apply';
import type { JsonValue, KubernetesObject } from '../src/manifest/object';
import { itemsAt } from '../src/manifest/fields';
import { formatPath, type Path, valueAt } from '../src/manifest/path';
import { podTemplatePath } from '../src/manifest/workload';
import type { Platform } from '../src/platform';
import { isAtLeast } from './platform';

type Fields = Readonly<Record<string, JsonValue>>;

/** A field that the kit would write and does not, because of what the platform is, or is not declared to be. */
export interface LeftOut {
  /** In short: `hostUsers: false`; the id of the control, where it asks for no single value. */
  readonly name: string;
  /** Where it would stand: `spec.template.spec.hostUsers`. */
  readonly field: string;
  /** The control that asks for it. @default none: it is what constructs of the kit write beyond the controls */
  readonly control?: string;
  /** Why it is not written: `the platform does not declare userNamespaces`. */
  readonly why: string;
}

/** What a pod asks of the platform. */
export interface Asked {
  /** Where containers wait before they are stopped. */
  readonly sleepBeforeStop: readonly Path[];
}

/** The parts of a pod's security context that not every node knows. */
export const podSecurityOf = (platform: Platform): Fields => ({
  ...(usesAppArmorField(platform) ? { appArmorProfile: { type: 'RuntimeDefault' } } : {}),
  ...(platform.supplementalGroupsPolicy === true && isAtLeast(platform, 33) ? { supplementalGroupsPolicy: 'Strict' } : {}),
});

/** Whether a pod can have users of its own: the API server, or the kubelet, refuses it together with these. */
export function userNamespaceConflict(spec: Fields, platform: Platform): string | undefined {
  if (!isAtLeast(platform, 33)) return 'Kubernetes has it on by default only since 1.33';
  if (platform.userNamespaces !== true) return 'the platform does not declare userNamespaces';
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].find((field) => spec[field] === true);
  if (shared !== undefined) return `the API server refuses it together with ${shared}`;
  const nfs = nfsVolumeOf(spec);
  return nfs === undefined ? undefined : `the kernel cannot map the users of files on NFS, such as those of the volume ${String(nfs['name'])}`;
}

/** Whether mounts that are read-only can be so all the way down. Runtimes that cannot do it leave it at the first level. */
export const hasRecursiveReadOnly = (platform: Platform): boolean => isAtLeast(platform, 31);

/** Whether the kubelet can wait before it stops a container, without a program for that in the image. */
export const hasSleepAction = (platform: Platform): boolean => isAtLeast(platform, 30);

/** What the platform keeps from being written into the pods of any workload. */
export function leftOutOfPods(object: KubernetesObject, platform: Platform): LeftOut[] {
  const template = podTemplatePath(object);
  if (template === undefined) return [];
  const spec = (valueAt(object, [...template, 'spec']) ?? {}) as Fields;
  if (isForWindows(spec)) return [];
  const at = (...path: Path): string => formatPath([...template, 'spec', ...path]);
  const conflict = spec['hostUsers'] === undefined ? userNamespaceConflict(spec, platform) : undefined;
  return [
    ...(conflict === undefined ? [] : [{ name: 'hostUsers: false', field: at('hostUsers'), control: 'pod-user-namespace', why: conflict }]),
    ...(platform.appArmor === true || hasOwnProfiles(spec) ? [] : [{
      name: 'appArmorProfile', field: at('securityContext', 'appArmorProfile', 'type'), control: 'pod-apparmor-default',
      why: platform.nodeOs === undefined ? 'the platform does not declare nodeOs or appArmor' : `${platform.nodeOs} has no AppArmor`,
    }]),
  ];
}

const hasOwnProfiles = (spec: Fields): boolean =>
  [spec, ...containersOf(spec)].some((holder) => securityContextOf(holder)['appArmorProfile'] !== undefined);

/** The mounts that are read-only, and would be so all the way down on a newer cluster. */
export function leftOutOfMounts(object: KubernetesObject, platform: Platform): LeftOut[] {
  const template = podTemplatePath(object);
  if (template === undefined || hasRecursiveReadOnly(platform)) return [];
  return ['initContainers', 'containers'].flatMap((name) => itemsAt(valueAt(object, [...template, 'spec']), name).flatMap((container, index) =>
    itemsAt(container, 'volumeMounts').flatMap((mount, place) => (isReadOnlyAtFirst(mount) ? [{
      name: 'recursiveReadOnly', field: formatPath([...template, 'spec', name, index, 'volumeMounts', place, 'recursiveReadOnly']),
      why: 'Kubernetes has it on by default only since 1.31',
    }] : []))));
}

/** Whether what is mounted below a mount can be written, though the mount itself cannot. */
export const isReadOnlyAtFirst = (mount: Readonly<Record<string, unknown>>): boolean =>
  mount['readOnly'] === true && (mount['mountPropagation'] ?? 'None') === 'None' && mount['recursiveReadOnly'] === undefined;

/** What it keeps from being written of that which constructs of the kit write beyond the controls. */
export function leftOutBeyondControls(spec: Path, platform: Platform, { sleepBeforeStop }: Asked): LeftOut[] {
  return [
    ...(platform.supplementalGroupsPolicy === true ? [] : [{
      name: 'supplementalGroupsPolicy: Strict', field: formatPath([...spec, 'securityContext', 'supplementalGroupsPolicy']),
      why: isAtLeast(platform, 33) ? 'the platform does not declare that all container runtimes know it' : 'Kubernetes has it on by default only since 1.33',
    }]),
    ...(hasSleepAction(platform) ? [] : sleepBeforeStop.map((container) => ({
      name: 'lifecycle.preStop.sleep', field: formatPath([...spec, ...container, 'lifecycle', 'preStop', 'sleep']),
      why: 'Kubernetes has it on by default only since 1.30',
    }))),
  ];
}

const usesAppArmorField = (platform: Platform): boolean => platform.appArmor === true && isAtLeast(platform, 30);

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

/** The annotations of a workload, and of its pods at `template`: those that came before the fields, and those that scanners still look for. */
export function annotationsOf(object: KubernetesObject, template: Path, containers: readonly string[], platform: Platform): Edit[] {
  const legacy = platform.legacyAnnotations === true;
  const appArmor: Fields = platform.appArmor === true && (legacy || !usesAppArmorField(platform))
    ? Object.fromEntries(containers.map((name) => [`${APP_ARMOR}${name}`, 'runtime/default']))
    : {};
  const inert: Fields = legacy && INERT_ON.has(object.kind) ? { 'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default', ...appArmor } : {};
  return [...annotate(object, template, appArmor), ...annotate(object, [], inert)];
}

/** On the workload itself annotations do nothing (that of seccomp nowhere since 1.27), but one scanner looks for them there and not on its pods. */
const INERT_ON = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Pod']);

function annotate(object: KubernetesObject, path: Path, added: Fields): Edit[] {
  if (Object.keys(added).length === 0) return [];
  const annotations: Path = [...path, 'metadata', 'annotations'];
  return [{ path: annotations, value: { ...(valueAt(object, annotations) as Fields | undefined), ...added } }];
}
