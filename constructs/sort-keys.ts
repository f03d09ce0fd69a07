import { isPlain } from '../src/manifest/apply';
import type { KubernetesObject } from '../src/manifest/object';

const FIRST = ['apiVersion', 'kind', 'metadata'];

/** Orders the keys as cdk8s does, so that what we add does not stand out: the well-known three first, the rest by name. */
export function sortKeys(object: KubernetesObject): KubernetesObject {
  if (process.env['CDK8S_DISABLE_SORT']) return object;
  const rest = Object.keys(object).filter((key) => !FIRST.includes(key)).sort();
  const keys = [...FIRST.filter((key) => Object.hasOwn(object, key)), ...rest];
  return Object.fromEntries(keys.map((key) => [key, sorted(object[key])])) as KubernetesObject;
}

/** The same for a map below the root: only its own keys. */
export function sortMap<T extends object>(map: T): T {
  if (process.env['CDK8S_DISABLE_SORT']) return map;
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))) as T;
}

/** Most of an object is in order already, as cdk8s wrote it: that is not copied. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || !isPlain(value)) return value;
  return Array.isArray(value) ? sortedList(value) : sortedMap(value);
}

function sortedList(list: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = sorted(list[index]);
    if (item !== list[index]) (copy ??= [...list])[index] = item;
  }
  return copy ?? list;
}

function sortedMap(map: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const keys = Object.keys(map);
  if (!isInOrder(keys)) return Object.fromEntries(keys.sort().map((key) => [key, sorted(map[key])]));
  let copy: Record<string, unknown> | undefined;
  for (const key of keys) {
    const value = sorted(map[key]);
    if (value !== map[key]) (copy ??= { ...map })[key] = value;
  }
  return copy ?? map;
}

function isInOrder(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index++) if ((keys[index - 1] ?? '') > (keys[index] ?? '')) return false;
  return true;
}
