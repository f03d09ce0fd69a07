import { parseType, splitParameters, type Type } from './type';
import { CelMap, type CelValue, isList, kindOf, Optional } from './value';

/** Computes a function. It is called only with values that match the parameters of its declaration. */
export type Implementation = (...values: never[]) => CelValue;

/** One overload of a function of CEL. */
export interface Declaration {
  /** `size`, `sets.contains`. */
  readonly name: string;
  /** Whether it is called on its first parameter: `'abc'.size()`. */
  readonly isMethod: boolean;
  /** The receiver is the first one. */
  readonly parameters: readonly Type[];
  readonly result: Type;
  readonly implementation: Implementation;
  /** Whether it takes values that do not match its parameters: a list of lists that turns out to be a list of numbers. */
  readonly isUnguarded?: boolean;
}

/** Declares a function: `sets.contains(list(T), list(T)): bool`. */
export function declareFunction(signature: string, implementation: Implementation): Declaration {
  const [, name = '', parameters = '', result = ''] = /^([\w.]+)\((.*)\): (.+)$/.exec(signature) ?? [];
  if (name === '') throw new Error(`Not the signature of a function: ${signature}`);
  return { name, isMethod: false, parameters: splitParameters(parameters).map(parseType), result: parseType(result), implementation };
}

/** Declares a method: `string.charAt(int): string`, `list(T).slice(int, int): list(T)`. */
export function declareMethod(signature: string, implementation: Implementation): Declaration {
  const [, receiver = '', name = '', parameters = '', result = ''] = /^(.+)\.(\w+)\((.*)\): (.+)$/.exec(signature) ?? [];
  if (name === '') throw new Error(`Not the signature of a method: ${signature}`);
  const types = [receiver, ...splitParameters(parameters)].map(parseType);
  return { name, isMethod: true, parameters: types, result: parseType(result), implementation };
}

/** The first overload that takes the values; `undefined` where none does. */
export function overloadFor(overloads: readonly Declaration[], values: readonly CelValue[]): Declaration | undefined {
  return overloads.find(({ parameters, isUnguarded }) => isUnguarded || parameters.every((type, index) => matches(type, values[index] as CelValue)));
}

/** Whether a value is of a type. Like cel-go, of the items of a collection only the first is looked at. */
function matches(type: Type, value: CelValue): boolean {
  switch (type.kind) {
    case 'dyn':
    case 'parameter':
      return true;
    case 'list':
      return isList(value) && (value.length === 0 || matches(type.parameters[0], value[0] as CelValue));
    case 'map':
      return value instanceof CelMap && matchesFirst(type.parameters, value);
    case 'opaque':
      if (!(value instanceof Optional)) return kindOf(value) === type.name;
      return type.name === 'optional_type' && (value.value === undefined || matches(type.parameters[0] as Type, value.value));
    default:
      return kindOf(value) === (type.kind === 'type' ? 'type' : type.name);
  }
}

function matchesFirst([key, value]: readonly [Type, Type], map: CelMap): boolean {
  const [firstKey] = map.keys();
  if (firstKey === undefined) return true;
  return matches(key, firstKey) && (value.kind === 'dyn' || value.kind === 'parameter' || matches(value, map.get(firstKey) as CelValue));
}
