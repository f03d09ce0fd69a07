/**
 * What compiled expressions call where JavaScript and CEL differ. Values are those of JSON: a number stands for an integer, and `null`
 * counts as absent, because the API server never shows one to an expression.
 */

/** A value about which only the CEL text knows more: compiled expressions are checked as CEL, not as TypeScript. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Dynamic = any;

/** An expression failed where CEL's would: a missing field without a default, or a value of the wrong type. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
}

function wrongType(value: unknown, wanted: string): never {
  throw new EvaluationError(`a ${describe(value)} where ${wanted} is needed`);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'missing value';
  return Array.isArray(value) ? 'list' : typeof value === 'object' ? 'map' : typeof value;
}

export function bool(value: unknown): boolean {
  return typeof value === 'boolean' ? value : wrongType(value, 'a boolean');
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : wrongType(value, 'a string');
}

export function number(value: unknown): number {
  return typeof value === 'number' ? value : wrongType(value, 'a number');
}

/** What a macro ranges over: the items of a list, the keys of a map. */
export function items(value: unknown): readonly Dynamic[] {
  if (Array.isArray(value)) return value;
  return isMap(value) ? keysOf(value) : wrongType(value, 'a list or a map');
}

/** The value of a map's own key, `undefined` for everything else: what a prototype offers is not part of an object. */
export function own(value: unknown, key: unknown): Dynamic {
  return isMap(value) && typeof key === 'string' && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** `value[?key]` */
export function at(value: unknown, key: unknown): Dynamic {
  return Array.isArray(value) && typeof key === 'number' ? value[key] : own(value, key);
}

/** `value[key]` and `value.key`: fails where nothing is there. */
export function field(value: unknown, key: unknown): Dynamic {
  const found: unknown = at(value, key);
  if (found === undefined || found === null) throw new EvaluationError(`no such key: ${String(key)}`);
  return found;
}

export function equals(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => equals(item, right[index]));
  }
  if (!isMap(left) || !isMap(right)) return false;
  const keys = keysOf(left);
  return keys.length === keysOf(right).length && keys.every((key) => Object.hasOwn(right, key) && equals(left[key], right[key]));
}

/** `value in collection` */
export function isIn(value: unknown, collection: unknown): boolean {
  if (Array.isArray(collection)) return collection.some((item) => equals(item, value));
  if (!isMap(collection)) return wrongType(collection, 'a list or a map');
  const found: unknown = own(collection, value);
  return found !== undefined && found !== null;
}

export function add(left: unknown, right: unknown): Dynamic {
  if (Array.isArray(left) && Array.isArray(right)) return right.length === 0 ? left : left.length === 0 ? right : [...left, ...right];
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  return whole(whole(left) + whole(right));
}

export function subtract(left: unknown, right: unknown): number {
  return whole(whole(left) - whole(right));
}

export function multiply(left: unknown, right: unknown): number {
  return whole(whole(left) * whole(right));
}

/** Beyond 2^53 JSON numbers are no longer the integers of CEL. */
function whole(value: unknown): number {
  return Number.isSafeInteger(value) ? (value as number) : wrongType(value, 'an integer below 2^53');
}

/** Negative, zero or positive, as the left value comes before, with or after the right one. */
export function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return compareText(text(left), text(right));
}

function compareText(left: string, right: string): number {
  const leftPoints = Array.from(left, codePoint);
  const rightPoints = Array.from(right, codePoint);
  const length = Math.min(leftPoints.length, rightPoints.length);
  for (let index = 0; index < length; index++) {
    const difference = (leftPoints[index] ?? 0) - (rightPoints[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return leftPoints.length - rightPoints.length;
}

const codePoint = (character: string): number => character.codePointAt(0) ?? 0;

/** `||` whose left side can fail: an error counts only if the right side does not decide. */
export function or(left: () => boolean, right: () => boolean): boolean {
  let held: boolean;
  try {
    held = left();
  } catch (error) {
    if (right()) return true;
    throw error;
  }
  return held || right();
}

/** `&&` whose left side can fail. */
export function and(left: () => boolean, right: () => boolean): boolean {
  return !or(() => !left(), () => !right());
}

/** `exists` whose condition can fail. */
export function exists(list: readonly Dynamic[], condition: (item: Dynamic) => boolean): boolean {
  let failure: { readonly error: unknown } | undefined;
  for (const item of list) {
    try {
      if (condition(item)) return true;
    } catch (error) {
      failure = { error };
    }
  }
  if (failure) throw failure.error;
  return false;
}

/** `all` whose condition can fail. */
export function all(list: readonly Dynamic[], condition: (item: Dynamic) => boolean): boolean {
  return !exists(list, (item) => !condition(item));
}

export function existsOne(list: readonly Dynamic[], condition: (item: Dynamic) => boolean): boolean {
  return list.filter((item) => condition(item)).length === 1;
}

export function size(value: unknown): number {
  if (typeof value === 'string') return Array.from(value).length;
  return items(value).length;
}

/** `string(value)` */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' ? String(value) : String(whole(value));
}

export function lowerAscii(value: unknown): string {
  return text(value).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

export function upperAscii(value: unknown): string {
  return text(value).replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

export function split(value: unknown, separator: unknown): readonly string[] {
  const between = text(separator);
  return between === '' ? Array.from(text(value)) : text(value).split(between);
}

export function join(value: unknown, separator: unknown = ''): string {
  if (!Array.isArray(value)) return wrongType(value, 'a list');
  return value.map(text).join(text(separator));
}

export function indexOf(value: unknown, part: unknown): number {
  const whole = text(value);
  const index = whole.indexOf(text(part));
  return index < 0 ? -1 : Array.from(whole.slice(0, index)).length;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function keysOf(map: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(map).filter((key) => map[key] !== undefined && map[key] !== null);
}
