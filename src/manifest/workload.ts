import type { KubernetesObject } from './object';
import { type Path, valueAt } from './path';

/** Where each built-in kind keeps its pod template. A `Pod` is its own template: it has `metadata` and `spec` like one. */
const TEMPLATES: Readonly<Record<string, Path>> = {
  'v1/Pod': [],
  'v1/PodTemplate': ['template'],
  'v1/ReplicationController': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
};

/** The API group of an object; `v1` for the core group, so that it reads as in `v1/Pod`. */
function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? apiVersion : apiVersion.slice(0, slash);
}

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
  const builtIn = TEMPLATES[`${groupOf(object.apiVersion)}/${object.kind}`];
  if (builtIn !== undefined) return builtIn;
  if (isBuiltInGroup(object.apiVersion)) return undefined;
  return CUSTOM_TEMPLATES.find((path) => Array.isArray(valueAt(object, [...path, 'spec', 'containers'])));
}

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
