/**
 * The values of CEL. JSON has one kind of number, CEL has three, so integers are `bigint`, doubles `number`, unsigned integers {@link Uint}.
 * Lists are arrays, maps {@link CelMap}, bytes `Uint8Array`; everything else is a class of its own.
 */
export type CelValue =
  null | boolean | bigint | number | string | Uint8Array | readonly CelValue[] | CelMap | Uint | Optional | Timestamp | Duration | CelType | Opaque;

/** What {@link kindOf} tells apart. Opaque values have the name of their type: `kubernetes.Quantity`. */
export type ValueKind =
  | 'null_type' | 'bool' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'list' | 'map' | 'optional_type' | 'type'
  | 'google.protobuf.Timestamp' | 'google.protobuf.Duration' | (string & {});

/** An error that the expression itself makes, such as a missing key. The API server would report the same, and then asks `failurePolicy`. */
export class CelError extends Error {
  override readonly name = 'CelError';
}

/**
 * Thrown where the value of an expression cannot be known offline, or where this engine would not be sure to compute it as the API server
 * does. The message is the reason, as a clause: "it reads request.userInfo, which only the cluster knows".
 */
export class NotEvaluable extends Error {
  override readonly name = 'NotEvaluable';
}

/** An unsigned integer, 0 to 2^64-1. */
export class Uint {
  constructor(readonly value: bigint) {}
}

/** A value that may be missing. */
export class Optional {
  static readonly none = new Optional(undefined);

  private constructor(readonly value: CelValue | undefined) {}

  static of(value: CelValue): Optional {
    return new Optional(value);
  }
}

/** A point in time, with the offset from UTC that it was written with. */
export class Timestamp {
  constructor(
    /** Since 1970. */
    readonly nanoseconds: bigint,
    readonly offsetMinutes: number = 0,
  ) {}
}

export class Duration {
  constructor(readonly nanoseconds: bigint) {}
}

/** The name of a type, as a value: `type(1) == int`. */
export class CelType {
  constructor(readonly typeName: string) {}
}

/** A value of a library of Kubernetes: a quantity, an address, a URL. Only the functions of its library look into it. */
export abstract class Opaque {
  abstract readonly typeName: string;
  /** Like `==`. Another type of value is an error, as it is for the API server. */
  abstract equals(other: CelValue): boolean;
}

/** What stands in a map for a value that exists only in the cluster. Reading it is {@link NotEvaluable}. */
export class Unknown {
  constructor(
    readonly reason: string,
    /** Whether not even that is known, whether the cluster has the field. */
    readonly mayBeAbsent = false,
  ) {}
}

interface Entry {
  readonly key: CelValue;
  readonly value: CelValue | Unknown;
}

/** A map whose keys are strings, integers or booleans. Numbers that are equal are the same key, whatever their type. */
export class CelMap {
  readonly #entries = new Map<string, Entry>();

  constructor(entries: Iterable<readonly [CelValue, CelValue | Unknown]> = []) {
    for (const [key, value] of entries) this.#entries.set(textOfKey(key), { key, value });
  }

  get size(): bigint {
    this.#requireKeys();
    return BigInt(this.#entries.size);
  }

  /** The value of a key; `undefined` where there is none. */
  get(key: CelValue): CelValue | undefined {
    const entry = this.#entries.get(textOfKey(key));
    return entry === undefined ? undefined : known(entry.value);
  }

  has(key: CelValue): boolean {
    const entry = this.#entries.get(textOfKey(key));
    if (entry?.value instanceof Unknown && entry.value.mayBeAbsent) throw new NotEvaluable(entry.value.reason);
    return entry !== undefined;
  }

  keys(): readonly CelValue[] {
    this.#requireKeys();
    return [...this.#entries.values()].map(({ key }) => key);
  }

  entries(): readonly (readonly [CelValue, CelValue])[] {
    this.#requireKeys();
    return [...this.#entries.values()].map(({ key, value }) => [key, known(value)]);
  }

  #requireKeys(): void {
    for (const { value } of this.#entries.values()) if (value instanceof Unknown && value.mayBeAbsent) throw new NotEvaluable(value.reason);
  }
}

function known(value: CelValue | Unknown): CelValue {
  if (value instanceof Unknown) throw new NotEvaluable(value.reason);
  return value;
}

/** Numbers that are equal have the same text. */
function textOfKey(key: CelValue): string {
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'boolean') return `b${key}`;
  if (key instanceof Uint) return `n${key.value}`;
  if (typeof key === 'bigint' || typeof key === 'number') return `n${key}`;
  // Nothing else can be a key, so that nothing is found.
  return '';
}

/** The type of a value, by the name that CEL gives it. */
export function kindOf(value: CelValue): ValueKind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
    default:
      return kindOfObject(value);
  }
}

function kindOfObject(value: Exclude<CelValue, string | bigint | number | boolean>): ValueKind {
  if (value === null) return 'null_type';
  if (Array.isArray(value)) return 'list';
  if (value instanceof CelMap) return 'map';
  if (value instanceof Uint) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof Optional) return 'optional_type';
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp';
  if (value instanceof Duration) return 'google.protobuf.Duration';
  if (value instanceof CelType) return 'type';
  return (value as Opaque).typeName;
}

/** Whether a value is a list. `Array.isArray` alone does not tell TypeScript about read-only ones. */
export const isList = (value: CelValue): value is readonly CelValue[] => Array.isArray(value);

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;

/** An integer of 64 bits, or the error that CEL reports for a larger one. */
export function checkedInt(value: bigint): bigint {
  if (value < MIN_INT || value > MAX_INT) throw new CelError('integer overflow');
  return value;
}

/** An unsigned integer of 64 bits, or the error that CEL reports for a larger or a negative one. */
export function checkedUint(value: bigint): Uint {
  if (value < 0n || value > MAX_UINT) throw new CelError('unsigned integer overflow');
  return new Uint(value);
}

/** The error for values that no overload of a function takes. */
export const noSuchOverload = (): CelError => new CelError('no such overload');
