import type { Element } from '../controls/control';
import { describeCredential, knownFormIn } from '../controls/credential-patterns';
import { ranges } from '../controls/ranges';
import { isPlain } from '../manifest/apply';
import type { KubernetesObject } from '../manifest/object';
import { type Path, valueAt } from '../manifest/path';
import type { Rule } from './plan';

/** The field of an element to blame: of a rule's fields the first that is set, else the first; the element itself where the rule names none. */
export function blame(rule: Rule, element: Element, object: KubernetesObject): Path {
  const [first] = rule.fields;
  if (first === undefined || ranges[rule.range].keysOf !== undefined) return ITSELF;
  if (rule.fields.length === 1) return first;
  return rule.fields.find((field) => isSet(valueAt(object, [...element.path, ...field]))) ?? first;
}

const ITSELF: Path = [];

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

const UNSET = 'unset';

/** How the value at a path reads in a finding: in short, and never what may be a secret. */
export function describeAt(object: KubernetesObject, path: Path): string {
  if (isSecretValue(object, path)) return 'a secret value';
  const value = valueAt(object, path);
  if (value === undefined || value === null) return UNSET;
  if (typeof value !== 'string') return withoutCredentials(describe(value));
  if (isFreeText(object, path, value)) return `a text of ${value.length} characters`;
  return withoutCredentials(describe(value), value);
}

/** What people write as they like: the value of a variable, a file of settings, a line for a shell. Nobody can tell what is secret in it. */
function isFreeText({ kind }: KubernetesObject, path: Path, value: string): boolean {
  if (path.at(-1) === 'value' && path.includes('env')) return true;
  if (path.at(-2) === 'annotations') return /[\s=]/.test(value);
  if (path.includes('command') || path.includes('args')) return /[\s=]/.test(value);
  return kind === 'ConfigMap' && (path[0] === 'data' || path[0] === 'binaryData');
}

function withoutCredentials(shown: string, whole = shown): string {
  const found = knownFormIn(whole);
  return found === undefined ? shown : describeCredential(found);
}

/** A value in short. */
function describe(value: unknown): string {
  if (!isPlain(value) && typeof value === 'object') return 'unknown until deployment';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Whether a path leads to a value that no output may show. */
function isSecretValue(object: KubernetesObject, path: Path): boolean {
  return object.kind === 'Secret' && (path[0] === 'data' || path[0] === 'stringData');
}
