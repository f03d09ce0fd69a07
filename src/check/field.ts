import type { Element } from '../controls/control';
import { ranges } from '../controls/ranges';
import { isPlain } from '../manifest/apply';
import type { KubernetesObject } from '../manifest/object';
import { type Path, valueAt } from '../manifest/path';
import type { Rule } from './plan';

/** The field to blame: of a rule's fields the first that is set, else the first. */
export function blame(rule: Rule, element: Element, object: KubernetesObject): Path {
  const [first] = rule.fields;
  if (first === undefined || ranges[rule.range].keysOf !== undefined) return element.path;
  if (rule.fields.length === 1) return [...element.path, ...first];
  const set = rule.fields.find((field) => isSet(valueAt(object, [...element.path, ...field])));
  return [...element.path, ...(set ?? first)];
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** Where an object holds values that cannot be looked into: cdk8s tokens, Pulumi outputs. */
export function opaquePaths(root: unknown): readonly Path[] {
  const found: Path[] = [];
  collect(root, [], found);
  return found;
}

function collect(value: unknown, path: (string | number)[], found: Path[]): void {
  if (value === null || typeof value !== 'object') return;
  if (!isPlain(value)) {
    found.push([...path]);
    return;
  }
  if (Array.isArray(value)) value.forEach((item, index) => collectChild(item, index, path, found));
  else for (const key in value) collectChild(value[key], key, path, found);
}

function collectChild(value: unknown, step: string | number, path: (string | number)[], found: Path[]): void {
  if (value === null || typeof value !== 'object') return;
  path.push(step);
  collect(value, path, found);
  path.pop();
}

/** Whether one path is the other, or holds it. */
export function touches(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length);
  for (let depth = 0; depth < length; depth++) if (a[depth] !== b[depth]) return false;
  return true;
}

/** How a value reads in a finding. Long ones are cut; secret ones never get here, see {@link isSecretValue}. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return 'unset';
  if (!isPlain(value) && typeof value === 'object') return 'unknown until deployment';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Whether a path leads to a value that no output may show. */
export function isSecretValue(object: KubernetesObject, path: Path): boolean {
  return object.kind === 'Secret' && (path[0] === 'data' || path[0] === 'stringData');
}
