import { applyEdits } from '../src/manifest/apply';
import type { JsonValue, KubernetesObject } from '../src/manifest/object';
import { valueAt } from '../src/manifest/path';
import { podTemplatePath } from '../src/manifest/workload';
import { contradiction } from './contradiction';
import { sortMap } from './sort-keys';

/** What keeps the pods of others from nodes. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  /** @default 'NoSchedule' */
  readonly effect?: 'NoSchedule' | 'NoExecute';
}

/**
 * Nodes for the pods of one tenant: a way out of a container then ends on nodes that hold nothing of others.
 *
 * It is written on the pods of every workload below, and on the namespace for the admission plug-ins PodNodeSelector and PodTolerationRestriction, which
 * hold pods to it that were made otherwise. (They are off by default: `--enable-admission-plugins`.)
 */
export interface NodePool {
  /**
   * Labels of its nodes. Below `node-restriction.kubernetes.io/` no kubelet can set them on itself and draw the pods of others.
   * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction
   */
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** The taint of its nodes, which keeps the pods of others away. @default none: others may run there too */
  readonly taint?: Taint;
}

type Fields = Readonly<Record<string, JsonValue>>;

const ANNOTATION = 'scheduler.alpha.kubernetes.io/';
const KEY = /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;

/** Judges a node pool as the prop of a construct. */
export function refuseBadNodePool({ nodeSelector, taint }: NodePool, path: string): void {
  const entries = Object.entries(nodeSelector ?? {});
  const refuse = (prop: string, message: string, repair: string): Error => contradiction({ code: 'CM5330', path, prop: `nodePool.${prop}`, message, repair });
  if (entries.length === 0) throw refuse('nodeSelector', 'is empty, which is every node', 'Name a label of its nodes.');
  const keys = [...entries.map(([key]) => key), ...(taint === undefined ? [] : [taint.key])];
  if (keys.some((key) => key.startsWith('node-role.kubernetes.io/'))) {
    throw refuse('nodeSelector', 'names nodes by their role: those of the control plane hold the keys of the cluster', 'Name a label that the nodes of the tenant have.');
  }
  const bad = [...entries, ...(taint === undefined ? [] : [[taint.key, taint.value ?? ''] as const])].find(([key, value]) => !KEY.test(key) || !VALUE.test(value));
  if (bad !== undefined) throw refuse('nodeSelector', `has ${bad.join('=')}, which cannot be a label or a taint`, 'Write a key and a value as Kubernetes takes them.');
}

const tolerationsOf = ({ taint }: NodePool): readonly Fields[] => {
  if (taint === undefined) return [];
  const { key, value, effect = 'NoSchedule' } = taint;
  return [value === undefined ? { effect, key, operator: 'Exists' } : { effect, key, operator: 'Equal', value }];
};

/** What the admission plug-ins read on a namespace. https://kubernetes.io/docs/reference/labels-annotations-taints/ */
export function nodePoolAnnotations(pool: NodePool): Readonly<Record<string, string>> {
  const tolerations = JSON.stringify(tolerationsOf(pool));
  return {
    [`${ANNOTATION}node-selector`]: Object.entries(pool.nodeSelector).sort().map(([key, value]) => `${key}=${value}`).join(','),
    ...(pool.taint === undefined ? {} : { [`${ANNOTATION}defaultTolerations`]: tolerations, [`${ANNOTATION}tolerationsWhitelist`]: tolerations }),
  };
}

interface PodSpec {
  readonly nodeSelector?: Fields;
  readonly tolerations?: readonly Fields[];
}

/** Puts the pods of a rendered workload onto a pool. Doing it again changes nothing. */
export function placeOn(pool: NodePool, object: KubernetesObject): KubernetesObject {
  const template = podTemplatePath(object);
  if (template === undefined) return object;
  const path = [...template, 'spec'];
  const spec = (valueAt(object, path) ?? {}) as PodSpec;
  const known = new Set(spec.tolerations?.map((toleration) => JSON.stringify(sortMap(toleration))));
  const missing = tolerationsOf(pool).filter((toleration) => !known.has(JSON.stringify(toleration)));
  const tolerations = [...spec.tolerations ?? [], ...missing];
  const value = { ...spec, nodeSelector: { ...spec.nodeSelector, ...pool.nodeSelector }, ...(tolerations.length === 0 ? {} : { tolerations }) };
  return applyEdits(object, [{ path, value: sortMap(value) }]);
}
