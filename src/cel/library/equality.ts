import {
  CelError, CelMap, CelType, type CelValue, Duration, isList, noSuchOverload, Opaque, Optional, Timestamp, Uint,
} from './value';

type Numeric = bigint | number | Uint;

const isNumeric = (value: CelValue): value is Numeric => typeof value === 'bigint' || typeof value === 'number' || value instanceof Uint;

/** `==`. Values of different types are not equal; numbers are compared by what they are worth. */
export function equal(left: CelValue, right: CelValue): boolean {
  if (left === null || right === null) return left === right;
  if (isNumeric(left)) return isNumeric(right) && equalNumbers(left, right);
  if (typeof left !== 'object') return left === right;
  if (isList(left)) return isList(right) && left.length === right.length && left.every((item, index) => equal(item, right[index] as CelValue));
  if (left instanceof CelMap) return right instanceof CelMap && equalMaps(left, right);
  if (left instanceof Uint8Array) return right instanceof Uint8Array && compareBytes(left, right) === 0;
  if (left instanceof Timestamp) return right instanceof Timestamp && left.nanoseconds === right.nanoseconds;
  if (left instanceof Duration) return right instanceof Duration && left.nanoseconds === right.nanoseconds;
  if (left instanceof CelType) return right instanceof CelType && left.typeName === right.typeName;
  if (left instanceof Optional) return right instanceof Optional && equalOptionals(left, right);
  if (left instanceof Opaque) return left.equals(right);
  throw noSuchOverload();
}

function equalNumbers(left: Numeric, right: Numeric): boolean {
  if (Number.isNaN(left) || Number.isNaN(right)) return false;
  return compareNumbers(left, right) === 0;
}

function equalMaps(left: CelMap, right: CelMap): boolean {
  if (left.size !== right.size) return false;
  return left.entries().every(([key, value]) => {
    const other = right.get(key);
    return other !== undefined && equal(value, other);
  });
}

function equalOptionals(left: Optional, right: Optional): boolean {
  if (left.value === undefined || right.value === undefined) return left.value === right.value;
  return equal(left.value, right.value);
}

/** Negative, zero or positive, as the left is less than, equal to or greater than the right. Throws for what has no order. */
export function compare(left: CelValue, right: CelValue): number {
  if (isNumeric(left) && isNumeric(right)) {
    if (Number.isNaN(left) || Number.isNaN(right)) throw new CelError('NaN values cannot be ordered');
    return compareNumbers(left, right);
  }
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (left instanceof Uint8Array && right instanceof Uint8Array) return compareBytes(left, right);
  if (left instanceof Timestamp && right instanceof Timestamp) return sign(left.nanoseconds, right.nanoseconds);
  if (left instanceof Duration && right instanceof Duration) return sign(left.nanoseconds, right.nanoseconds);
  throw noSuchOverload();
}

/** Like Go, which turns an integer into a double before it compares it with one. */
function compareNumbers(left: Numeric, right: Numeric): number {
  if (typeof left !== 'number' && typeof right !== 'number') return sign(worth(left), worth(right));
  return sign(Number(typeof left === 'number' ? left : worth(left)), Number(typeof right === 'number' ? right : worth(right)));
}

const worth = (value: bigint | Uint): bigint => (value instanceof Uint ? value.value : value);

function sign<T extends bigint | number>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** By the bytes of UTF-8, which is by code point; JavaScript compares by UTF-16 units. */
function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const [a, b] = [[...left], [...right]];
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = (a[index]?.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  return Buffer.compare(left, right);
}

/** `in`: an equal item of a list, a key of a map. */
export function contains(collection: CelValue, value: CelValue): boolean {
  if (isList(collection)) return collection.some((item) => equalOrNot(item, value));
  if (collection instanceof CelMap) return collection.has(value);
  throw noSuchOverload();
}

/** An opaque value cannot be compared with another type; as an item of a list it just is not the one that is looked for. */
export function equalOrNot(left: CelValue, right: CelValue): boolean {
  try {
    return equal(left, right);
  } catch (error) {
    if (error instanceof CelError) return false;
    throw error;
  }
}
