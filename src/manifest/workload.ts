import { groupOf } from './fields';
import { ByKind } from './by-kind';
import type { KubernetesObject } from './object';
import { type Path, valueAt } from './path';

/** Where each built-in kind keeps its pod template. A `Pod` is its own template: it has `metadata` and `spec` like one. */
const TEMPLATES: Readonly<Record<string, Path>> = {
  '/Pod': [],
  '/PodTemplate': ['template'],
  '/ReplicationController': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
};

/**
 * The path of the pod template in an object, whatever its kind; the pod spec is at `[...path, 'spec']`.
 * `undefined` for an object that holds none.
 *
 * Custom resources count when they hold a template where Deployments do (Argo `Rollout`, Knative `Service`): a pod
 * template that nobody looks at would pass unseen.
 *
 * @example
 * ```ts
 * podTemplatePath({ apiVersion: 'batch/v1', kind: 'CronJob' }); // ['spec', 'jobTemplate', 'spec', 'template']
 * ```
 */
export function podTemplatePath(object: KubernetesObject): Path | undefined {
  const { builtIn, isCustom } = templates.of(object);
  if (builtIn !== undefined || !isCustom) return builtIn;
  return CUSTOM_TEMPLATES.find((path) => Array.isArray(valueAt(object, [...path, 'spec', 'containers'])));
}

/** What the kind alone says of it. */
const templates = new ByKind((apiVersion, kind) => ({ builtIn: TEMPLATES[`${groupOf(apiVersion)}/${kind}`], isCustom: !isBuiltInGroup(apiVersion) }));

/** Whether the object runs pods. */
export function isWorkload(object: KubernetesObject): boolean {
  return podTemplatePath(object) !== undefined;
}

const CUSTOM_TEMPLATES: readonly Path[] = [
  ['spec', 'template'],
  ['spec', 'jobTemplate', 'spec', 'template'],
  ['spec', 'jobTargetRef', 'template'],
];

/** Kubernetes' own groups have no dot or end in `.k8s.io`; everybody else's has the domain of its owner. */
function isBuiltInGroup(apiVersion: string): boolean {
  const group = groupOf(apiVersion);
  if (group.endsWith('.k8s.io')) return !group.endsWith('.x-k8s.io');
  return !group.includes('.');
}
