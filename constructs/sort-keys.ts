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

/** Most of an object is in order already, as cdk8s wrote it: that is not copied. */
function sorted(value: unknown): unknown {
  if (!isPlain(value)) return value;
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const keys = Object.keys(value);
  const inOrder = keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key);
  const values = keys.map((key) => sorted(value[key]));
  if (inOrder && values.every((child, index) => child === value[keys[index] ?? ''])) return value;
  return Object.fromEntries(keys.map((key, index) => [key, values[index]] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}
