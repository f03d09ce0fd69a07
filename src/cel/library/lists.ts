import { type Declaration, declareFunction, declareMethod } from './declaration';
import { compare, contains, equal, equalOrNot } from './equality';
import {
  CelError, type CelValue, checkedInt, checkedUint, Duration, isList, kindOf, noSuchOverload, NotEvaluable, Uint,
} from './value';
import { checkedDuration } from './time';

type List = readonly CelValue[];

const COMPARABLE = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];

/** Values of different types have no order, but do not fail the functions below either. */
function compareOrNot(left: CelValue, right: CelValue): number | undefined {
  try {
    return compare(left, right);
  } catch (error) {
    if (error instanceof CelError) return undefined;
    throw error;
  }
}

const isSorted = (list: List): boolean => list.every((item, index) => index === 0 || (compareOrNot(list[index - 1] as CelValue, item) ?? 0) <= 0);

/** The last one, of those that are equally extreme the first. */
function extreme(list: List, name: string, isBetter: (order: number) => boolean): CelValue {
  const [first, ...others] = list;
  if (first === undefined) throw new CelError(`${name} called on empty list`);
  return others.reduce((best, item) => (isBetter(compareOrNot(best, item) ?? 0) ? item : best), first);
}

const ZEROS: Readonly<Record<string, CelValue>> = { int: 0n, uint: new Uint(0n), double: 0, duration: new Duration(0n) };

function add(left: CelValue, right: CelValue): CelValue {
  if (typeof left === 'bigint' && typeof right === 'bigint') return checkedInt(left + right);
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (left instanceof Uint && right instanceof Uint) return checkedUint(left.value + right.value);
  if (left instanceof Duration && right instanceof Duration) return checkedDuration(left.nanoseconds + right.nanoseconds);
  throw noSuchOverload();
}

const indexOf = (list: List, item: CelValue): bigint => BigInt(list.findIndex((candidate) => equalOrNot(candidate, item)));
const lastIndexOf = (list: List, item: CelValue): bigint => BigInt(list.findLastIndex((candidate) => equalOrNot(candidate, item)));

function includes(list: CelValue, item: CelValue): boolean {
  return isList(list) ? contains(list, item) : equal(list, item);
}

function slice(list: List, start: bigint, end: bigint): List {
  const what = `cannot slice(${start}, ${end})`;
  if (start < 0n || end < 0n) throw new CelError(`${what}, negative indexes not supported`);
  if (start > end) throw new CelError(`${what}, start index must be less than or equal to end index`);
  if (BigInt(list.length) < end) throw new CelError(`${what}, list is length ${list.length}`);
  return list.slice(Number(start), Number(end));
}

function listOrThrow(value: CelValue): List {
  if (!isList(value)) throw noSuchOverload();
  return value;
}

function flatten(list: List, depth = 1n): List {
  if (depth < 0n) throw new CelError('level must be non-negative');
  return list.flatMap((item) => (isList(item) && depth > 0n ? flatten(item, depth - 1n) : [item]));
}

const distinct = (list: List): List => list.filter((item, index) => list.findIndex((other) => equalOrNot(other, item)) === index);

const MOST_NUMBERS = 10_000n;

function range(size: bigint): List {
  if (size < 0n) throw new CelError(`lists.range: size must be non-negative, got ${size}`);
  if (size > MOST_NUMBERS) throw new NotEvaluable(`it makes a list of ${size} numbers`);
  return Array.from({ length: Number(size) }, (_, index) => BigInt(index));
}

/** Go sorts a dozen items in place, so that equals keep their order; of more it promises nothing. */
const STABLE = 12;

/** The items in the order of their keys. */
export function sortByKeys(list: List, keys: List): List {
  const [first] = keys;
  if (first === undefined) return list;
  if (!COMPARABLE.some((name) => kindOf(first).toLowerCase().endsWith(name))) throw new CelError('list elements must be comparable');
  if (keys.some((key) => kindOf(key) !== kindOf(first))) throw new CelError('list elements must have the same type');
  const sorted = list.map((item, index) => ({ item, key: keys[index] as CelValue })).sort((a, b) => compare(a.key, b.key));
  const isAmbiguous = sorted.some(({ item, key }, index) => {
    const next = sorted[index + 1];
    return next !== undefined && compare(key, next.key) === 0 && !equalOrNot(item, next.item);
  });
  if (isAmbiguous && list.length > STABLE) throw new NotEvaluable('it sorts by keys that are not unique, and Kubernetes promises no order for those');
  return sorted.map(({ item }) => item);
}

const each = (types: readonly string[], declare: (type: string) => Declaration): readonly Declaration[] => types.map(declare);

/** The list functions of Kubernetes itself. */
export const kubernetesListFunctions: readonly Declaration[] = [
  ...each(COMPARABLE, (type) => declareMethod(`list(${type}).isSorted(): bool`, isSorted)),
  ...each(COMPARABLE, (type) => declareMethod(`list(${type}).min(): ${type}`, (list: List) => extreme(list, 'min', (order) => order > 0))),
  ...each(COMPARABLE, (type) => declareMethod(`list(${type}).max(): ${type}`, (list: List) => extreme(list, 'max', (order) => order < 0))),
  ...Object.entries(ZEROS).map(([type, zero]) => declareMethod(`list(${type}).sum(): ${type}`, (list: List) => list.reduce(add, zero))),
  declareMethod('list(A).indexOf(A): int', indexOf),
  declareMethod('list(A).lastIndexOf(A): int', lastIndexOf),
];

/** What Kubernetes added to them in 1.37. */
export const includesFunction: readonly Declaration[] = [declareMethod('dyn.includes(dyn): bool', includes)];

/** The list functions of cel-go that Kubernetes took over. */
export const listFunctions: readonly Declaration[] = [
  declareMethod('list(T).slice(int, int): list(T)', slice),
  { ...declareMethod('list(list(T)).flatten(): list(T)', (list: CelValue) => flatten(listOrThrow(list))), isUnguarded: true },
  declareMethod('list(dyn).flatten(int): list(dyn)', flatten),
  ...each(COMPARABLE, (type) => declareMethod(`list(${type}).sort(): list(${type})`, (list: List) => sortByKeys(list, list))),
  declareFunction('lists.range(int): list(int)', range),
  declareMethod('list(T).reverse(): list(T)', (list: List) => list.toReversed()),
  declareMethod('list(T).distinct(): list(T)', distinct),
];
