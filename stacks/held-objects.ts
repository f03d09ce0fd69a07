import type { NotEvaluated } from '../src/check/report';
import { isPlain } from '../src/manifest/apply';
import type { KubernetesObject } from '../src/manifest/object';
import type { Path } from '../src/manifest/path';

/** A resource as the engine sees it. */
export interface ResourceArgs {
  /** The type token: `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** The name in the program. */
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
}

/** A Kubernetes object inside a resource. */
export interface HeldObject {
  readonly object: KubernetesObject;
  /** Where it stands in the properties: `[]`, or `['items', 0]` in a List. */
  readonly within: Path;
}

/** What a resource holds. */
export interface Held {
  readonly objects: readonly HeldObject[];
  /** What is bound for the cluster, and cannot be looked into. */
  readonly notEvaluated: readonly NotEvaluated[];
}

const NOTHING: Held = { objects: [], notEvaluated: [] };

/**
 * The Kubernetes objects of a resource: one for most, several for a List, none for what is not Kubernetes. Goes by `apiVersion` and `kind`,
 * because the type token of the very same object differs by the class that made it.
 */
export function objectsOf(resource: ResourceArgs): Held {
  const { type, props } = resource;
  if (!type.startsWith('kubernetes:')) return NOTHING;
  if (type === 'kubernetes:helm.sh/v3:Release') return unseen(resource, 'CM7001', RELEASE);
  if (type.endsWith('Patch')) return unseen(resource, 'CM7002', PATCH);
  if (!('apiVersion' in props && 'kind' in props)) return NOTHING;
  return objectsIn(resource, props, []);
}

const RELEASE = {
  message: 'Helm renders the objects of a Release inside the provider, out of sight',
  repair: 'Use helm.v4.Chart, whose objects are resources of their own.',
};

const PATCH = {
  message: 'A Patch holds a part of an object that somebody else owns',
  repair: 'Check the whole object where it is declared, or guard it with admission policies.',
};

function unseen({ type, name }: ResourceArgs, code: string, { message, repair }: typeof PATCH): Held {
  return { objects: [], notEvaluated: [{ code, message: `${message} (${type} "${name}")`, repair }] };
}

function objectsIn(resource: ResourceArgs, value: unknown, within: Path): Held {
  if (!isObject(value)) return unseen(resource, 'CM7003', NO_OBJECT);
  const items = value['items'];
  if (!value.kind.endsWith('List') || !Array.isArray(items)) return { objects: [{ object: value, within }], notEvaluated: [] };
  const held = items.map((item: unknown, index) => objectsIn(resource, item, [...within, 'items', index]));
  return { objects: held.flatMap(({ objects }) => objects), notEvaluated: held.flatMap(({ notEvaluated }) => notEvaluated) };
}

const NO_OBJECT = {
  message: 'apiVersion and kind are not known yet, so nobody can tell what this is',
  repair: 'Write both as plain text.',
};

function isObject(value: unknown): value is KubernetesObject {
  return isPlain(value) && !Array.isArray(value) && typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string';
}
