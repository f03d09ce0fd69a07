import { type Declaration, overloadFor } from './declaration';
import { valueAt, valueIfPresent } from './operators';
import { CelError, CelMap, type CelValue, kindOf, Optional } from './value';

/** A field or an index. Once something was optional, everything behind it is. */
export function select(operand: CelValue, key: CelValue): CelValue {
  return operand instanceof Optional ? optionally(operand, key) : valueAt(operand, key);
}

/** Likewise, as an optional value. */
export function optionally(operand: CelValue, key: CelValue): CelValue {
  const target = operand instanceof Optional ? operand.value : operand;
  const value = target === undefined ? undefined : valueIfPresent(target, key);
  return value === undefined ? Optional.none : Optional.of(value);
}

/** `has()`. */
export function isPresent(operand: CelValue, field: string): boolean {
  const target = operand instanceof Optional ? operand.value : operand;
  if (target instanceof CelMap) return target.has(field);
  return target !== undefined && valueIfPresent(target, field) !== undefined;
}

/** Calls the overload that takes the values. */
export function invoke(name: string, overloads: readonly Declaration[], values: readonly CelValue[]): CelValue {
  const overload = overloadFor(overloads, values);
  if (overload === undefined) throw new CelError(`no such overload: ${name}(${values.map(kindOf).join(', ')})`);
  return (overload.implementation as (...values: readonly CelValue[]) => CelValue)(...values);
}

/** The value of an optional entry of a literal, or none. */
export function entryOf(value: CelValue): readonly CelValue[] {
  if (!(value instanceof Optional)) throw new CelError('an optional entry that is not optional');
  return value.value === undefined ? [] : [value.value];
}

/** A map of a literal. */
export function makeMap(entries: readonly (readonly [CelValue, CelValue])[]): CelMap {
  const kinds = ['string', 'int', 'uint', 'bool'];
  const seen: CelValue[] = [];
  for (const [key] of entries) {
    if (!kinds.includes(kindOf(key))) throw new CelError('unsupported key type');
    if (new CelMap(seen.map((other) => [other, null])).has(key)) throw new CelError(`Failed with repeated key [${String(key)}]`);
    seen.push(key);
  }
  return new CelMap(entries);
}
