import { contains, compare, equal } from './equality';
import { checkedDuration, checkedTimestamp } from './time';
import { parseType } from './type';
import type { Signature } from './unify';
import {
  CelError, CelMap, type CelValue, checkedInt, checkedUint, Duration, isList, noSuchOverload, NotEvaluable, Timestamp, Uint,
} from './value';

export interface Operator {
  readonly overloads: readonly Signature[];
  readonly apply: (left: CelValue, right: CelValue) => CelValue;
}

const signature = (text: string): Signature => {
  const [parameters = '', result = ''] = text.split(' -> ');
  return { parameters: parameters.split(' & ').map(parseType), result: parseType(result) };
};

const same = (...types: readonly string[]): readonly string[] => types.map((type) => `${type} & ${type} -> ${type}`);

const NUMBERS = ['int', 'uint', 'double'];
const ORDERED = ['bool', 'int & double', 'int & uint', 'uint & double', 'uint & int', 'double & int', 'double & uint', 'string', 'bytes', 'timestamp', 'duration', ...NUMBERS];

const ordered = (holds: (order: number) => boolean): Operator => ({
  overloads: ORDERED.map((types) => signature(`${types.includes('&') ? types : `${types} & ${types}`} -> bool`)),
  apply: (left, right) => holds(compare(left, right)),
});

const operator = (signatures: readonly string[], apply: Operator['apply']): Operator => ({ overloads: signatures.map(signature), apply });

function add(left: CelValue, right: CelValue): CelValue {
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (isList(left) && isList(right)) return [...left, ...right];
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.concat([left, right]);
  if (left instanceof Duration && right instanceof Duration) return checkedDuration(left.nanoseconds + right.nanoseconds);
  if (left instanceof Timestamp && right instanceof Duration) return checkedTimestamp(left.nanoseconds + right.nanoseconds, left.offsetMinutes);
  if (left instanceof Duration && right instanceof Timestamp) return checkedTimestamp(left.nanoseconds + right.nanoseconds, right.offsetMinutes);
  return arithmetic(left, right, (a, b) => a + b, (a, b) => a + b);
}

function subtract(left: CelValue, right: CelValue): CelValue {
  if (left instanceof Duration && right instanceof Duration) return checkedDuration(left.nanoseconds - right.nanoseconds);
  if (left instanceof Timestamp && right instanceof Duration) return checkedTimestamp(left.nanoseconds - right.nanoseconds, left.offsetMinutes);
  if (left instanceof Timestamp && right instanceof Timestamp) return checkedDuration(left.nanoseconds - right.nanoseconds);
  return arithmetic(left, right, (a, b) => a - b, (a, b) => a - b);
}

function divide(left: CelValue, right: CelValue): CelValue {
  return arithmetic(left, right, (a, b) => {
    if (b === 0n) throw new CelError('division by zero');
    return a / b;
  }, (a, b) => a / b);
}

function modulo(left: CelValue, right: CelValue): CelValue {
  if (typeof left === 'number') throw noSuchOverload();
  return arithmetic(left, right, (a, b) => {
    if (b === 0n) throw new CelError('modulus by zero');
    return a % b;
  }, () => NaN);
}

function arithmetic(left: CelValue, right: CelValue, onIntegers: (a: bigint, b: bigint) => bigint, onDoubles: (a: number, b: number) => number): CelValue {
  if (typeof left === 'bigint' && typeof right === 'bigint') return checkedInt(onIntegers(left, right));
  if (left instanceof Uint && right instanceof Uint) return checkedUint(onIntegers(left.value, right.value));
  if (typeof left === 'number' && typeof right === 'number') return onDoubles(left, right);
  throw noSuchOverload();
}

/** The value of a key or an index. */
export function valueAt(collection: CelValue, key: CelValue): CelValue {
  const value = valueIfPresent(collection, key);
  if (value !== undefined) return value;
  if (isList(collection)) throw new CelError(`index out of bounds: ${String(key)}`);
  throw new CelError(`no such key: ${typeof key === 'object' ? typeof key : String(key)}`);
}

/** Likewise, but nothing where there is nothing: in a value that has no parts, too. */
export function valueIfPresent(collection: CelValue, key: CelValue): CelValue | undefined {
  if (collection instanceof CelMap) return collection.get(key);
  if (!isList(collection)) return undefined;
  // Some of the API server's lists take the double of a whole number, others do not.
  if (typeof key === 'number' || key instanceof Uint) throw new NotEvaluable('it takes an index that is no integer');
  if (typeof key !== 'bigint') throw new CelError('unsupported index type');
  return key < 0n ? undefined : collection[Number(key)];
}

export function negate(value: CelValue): CelValue {
  if (typeof value === 'bigint') return checkedInt(-value);
  if (typeof value === 'number') return -value;
  throw noSuchOverload();
}

/** The operators with two operands, but for those that need not evaluate both. */
export const operators: Readonly<Record<string, Operator>> = {
  '==': operator(['A & A -> bool'], equal),
  '!=': operator(['A & A -> bool'], (left, right) => !equal(left, right)),
  in: operator(['A & list(A) -> bool', 'A & map(A, B) -> bool'], (value, collection) => contains(collection, value)),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  '+': operator([
    ...same('bytes', 'double', 'duration', 'int', 'list(A)', 'string', 'uint'), 'duration & timestamp -> timestamp', 'timestamp & duration -> timestamp',
  ], add),
  '-': operator([...same('double', 'duration', 'int', 'uint'), 'timestamp & duration -> timestamp', 'timestamp & timestamp -> duration'], subtract),
  '*': operator(same(...NUMBERS), (left, right) => arithmetic(left, right, (a, b) => a * b, (a, b) => a * b)),
  '/': operator(same(...NUMBERS), divide),
  '%': operator(same('int', 'uint'), modulo),
  '[]': operator([
    'list(A) & int -> A', 'map(A, B) & A -> B', 'optional(list(V)) & int -> optional(V)', 'optional(map(K, V)) & K -> optional(V)',
  ], valueAt),
  '[?]': operator([
    'list(V) & int -> optional(V)', 'optional(list(V)) & int -> optional(V)', 'map(K, V) & K -> optional(V)', 'optional(map(K, V)) & K -> optional(V)',
  ], valueAt),
};

/** The types that `-x` and `!x` take. */
export const unaryOverloads: Readonly<Record<'-_' | '!_', readonly Signature[]>> = {
  '-_': [signature('double -> double'), signature('int -> int')],
  '!_': [signature('bool -> bool')],
};
