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

function sorted(value: unknown): unknown {
  if (!isPlain(value)) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
