import type { JsonValue } from './object';
import type { Path } from './path';

/** One change to an object. `value: undefined` removes; an index equal to the list's length appends. */
export interface Edit {
  readonly path: Path;
  readonly value: JsonValue | undefined;
}

/** Whether a value is one that we may look into: anything else (a cdk8s token, a Pulumi output) is left as it is. */
export function isPlain(value: unknown): value is Record<string, unknown> | unknown[] {
  if (value === null || typeof value !== 'object') return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/**
 * Applies edits in order to a copy that shares everything untouched with the original. Missing parents are made: lists
 * for indices, maps for keys.
 */
export function applyEdits<T>(root: T, edits: readonly Edit[]): T {
  return edits.reduce<T>((current, edit) => write(current, edit.path, 0, edit.value) as T, root);
}

function write(node: unknown, path: Path, depth: number, value: JsonValue | undefined): unknown {
  const step = path[depth];
  if (step === undefined) return value;
  if (value === undefined && !isPlain(node)) return node;
  const copy = container(node, step);
  if (depth === path.length - 1 && value === undefined) {
    if (Array.isArray(copy)) copy.splice(Number(step), 1);
    else delete copy[step];
    return copy;
  }
  const child: unknown = Array.isArray(copy) ? copy[Number(step)] : own(copy, String(step));
  const written = write(child, path, depth + 1, value);
  // Removing below what is not there must not leave a key without a value.
  if (value === undefined && written === child) return node;
  define(copy, step, written);
  return copy;
}

function container(node: unknown, step: string | number): Record<string | number, unknown> | unknown[] {
  if (Array.isArray(node)) return [...node];
  if (isPlain(node)) return { ...node };
  return typeof step === 'number' ? [] : {};
}

const own = (map: Record<string | number, unknown>, key: string): unknown => (Object.hasOwn(map, key) ? map[key] : undefined);

function define(target: Record<string | number, unknown> | unknown[], step: string | number, value: unknown): void {
  // A plain assignment to the key "__proto__" would set the prototype.
  if (step === '__proto__') Object.defineProperty(target, step, { value, enumerable: true, configurable: true, writable: true });
  else (target as Record<string | number, unknown>)[step] = value;
}
