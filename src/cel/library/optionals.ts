import { type Declaration, declareFunction, declareMethod } from './declaration';
import {
  CelError, CelMap, type CelValue, Duration, isList, NotEvaluable, Optional, Timestamp, Uint,
} from './value';

function valueOf(optional: Optional): CelValue {
  if (optional.value === undefined) throw new CelError('optional.none() dereference');
  return optional.value;
}

const optional = (value: CelValue | undefined): Optional => (value === undefined ? Optional.none : Optional.of(value));

/** Whether a value is the empty one of its type. */
function isZero(value: CelValue): boolean {
  if (value === null || value === false || value === 0n || value === 0 || value === '') return true;
  if (value instanceof Uint) return value.value === 0n;
  if (isList(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof CelMap) return value.size === 0n;
  if (value instanceof Duration) return value.nanoseconds === 0n;
  if (value instanceof Optional) return value.value === undefined;
  // The year 1 for Go, and nothing that a manifest holds.
  if (value instanceof Timestamp) throw new NotEvaluable('it asks whether a timestamp is zero');
  return false;
}

function unwrap(list: readonly CelValue[]): readonly CelValue[] {
  return list.flatMap((item) => {
    if (!(item instanceof Optional)) throw new CelError('value is not optional');
    return item.value === undefined ? [] : [item.value];
  });
}

/** Optional values. `or`, `orValue`, `optMap` and `optFlatMap` evaluate their arguments only when they need them: they are macros. */
export const optionalFunctions: readonly Declaration[] = [
  declareFunction('optional.of(V): optional(V)', (value: CelValue) => Optional.of(value)),
  declareFunction('optional.ofNonZeroValue(V): optional(V)', (value: CelValue) => (isZero(value) ? Optional.none : Optional.of(value))),
  declareFunction('optional.none(): optional(V)', () => Optional.none),
  declareFunction('optional.unwrap(list(optional(V))): list(V)', unwrap),
  declareMethod('list(optional(V)).unwrapOpt(): list(V)', unwrap),
  declareMethod('optional(V).value(): V', valueOf),
  declareMethod('optional(V).hasValue(): bool', ({ value }: Optional) => value !== undefined),
  declareMethod('list(V).first(): optional(V)', (list: readonly CelValue[]) => optional(list[0])),
  declareMethod('list(V).last(): optional(V)', (list: readonly CelValue[]) => optional(list.at(-1))),
];
