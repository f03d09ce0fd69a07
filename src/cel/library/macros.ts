import type { AstNode } from '../parse';
import type { Compiler, Part, Scope } from './compiler';
import { existsOne, quantifier, type Range, sortBy, transformList, transformMap } from './comprehension';
import type { Run } from './program';
import { refusedByServer } from './refusal';
import { dyn, listOf, mapOf, optionalOf, parseType, primitive, type Type } from './type';
import { CelMap, type CelValue, noSuchOverload, Optional } from './value';

/** A call whose arguments are not all evaluated, or not once. */
interface Macro {
  readonly since: number;
  readonly compile: (call: Call) => Part;
}

interface Call {
  readonly compiler: Compiler;
  readonly name: string;
  readonly receiver: AstNode;
  readonly args: readonly AstNode[];
  readonly scope: Scope;
}

const bool = primitive('bool');

const oneVariable = (build: Build): Macro => ({ since: 0, compile: (call) => comprehension(call, 1, build) });
const twoVariables = (build: Build): Macro => ({ since: 33, compile: (call) => comprehension(call, 2, build) });

/** What a comprehension makes of its range and of the arguments behind its variables. */
type Build = (inside: Inside) => Part;

interface Inside {
  readonly compiler: Compiler;
  readonly range: Range;
  readonly rangeType: Type;
  readonly variables: readonly Type[];
  readonly parts: readonly Part[];
}

/** By name and number of arguments. */
const macros: Readonly<Record<string, Macro>> = {
  'all 2': oneVariable((inside) => quantified(inside, false)),
  'exists 2': oneVariable((inside) => quantified(inside, true)),
  'exists_one 2': oneVariable(exactlyOne),
  'map 2': oneVariable(listOfTransformed),
  'map 3': oneVariable(listOfTransformed),
  'filter 2': oneVariable(filtered),
  'all 3': twoVariables((inside) => quantified(inside, false)),
  'exists 3': twoVariables((inside) => quantified(inside, true)),
  'exists_one 3': twoVariables(exactlyOne),
  'existsOne 3': twoVariables(exactlyOne),
  'transformList 3': twoVariables(listOfTransformed),
  'transformList 4': twoVariables(listOfTransformed),
  'transformMap 3': twoVariables(mapOfTransformed),
  'transformMap 4': twoVariables(mapOfTransformed),
  'transformMapEntry 3': twoVariables(mapOfEntries),
  'transformMapEntry 4': twoVariables(mapOfEntries),
  'sortBy 2': { ...oneVariable(sorted), since: 35 },
  'optMap 2': { since: 29, compile: (call) => optionally(call, (type) => optionalOf(type), Optional.of) },
  'optFlatMap 2': { since: 29, compile: (call) => optionally(call, (type) => flat(call, type), (value) => value) },
  'or 1': { since: 29, compile: (call) => alternative(call, 'optional(V)', (value) => value) },
  'orValue 1': { since: 29, compile: (call) => alternative(call, 'V', (_, value) => value) },
};

export const isMacro = (name: string, size: number): boolean => Object.hasOwn(macros, `${name} ${size}`);

export function compileMacro(compiler: Compiler, name: string, receiver: AstNode, args: readonly AstNode[], scope: Scope): Part {
  const { since, compile } = macros[`${name} ${args.length}`] as Macro;
  if (since > compiler.minor) throw refusedByServer(`${name} with ${args.length} arguments comes with Kubernetes 1.${since}`);
  return compile({ compiler, name, receiver, args, scope });
}

function comprehension({ compiler, name, receiver, args, scope }: Call, variables: 1 | 2, build: Build): Part {
  const names = args.slice(0, variables).map((node) => identifier(node, name));
  if (new Set(names).size < names.length) throw refusedByServer(`${name} has two variables of one name`);
  const range = compiler.part(receiver, scope);
  const rangeType = compiler.types.apply(range.type);
  const types = variableTypes(compiler, rangeType, variables);
  const { scope: inner, slots } = compiler.extend(scope, names.map((variable, index) => [variable, types[index] as Type]));
  const parts = args.slice(variables).map((node) => compiler.part(node, inner));
  return build({ compiler, range: { of: range.run, slots }, rangeType, variables: types, parts });
}

function identifier(node: AstNode, macro: string): string {
  if (node.op !== 'id') throw refusedByServer(`the first argument of ${macro} has to be a name`);
  if (node.args === '__result__') throw refusedByServer('__result__ is not free to use');
  return node.args;
}

function variableTypes(compiler: Compiler, range: Type, variables: 1 | 2): readonly Type[] {
  switch (range.kind) {
    case 'list':
      return variables === 1 ? [range.parameters[0]] : [primitive('int'), range.parameters[0]];
    case 'map':
      return variables === 1 ? [range.parameters[0]] : range.parameters;
    case 'dyn':
    case 'parameter':
      compiler.types.assign(dyn, range);
      return variables === 1 ? [dyn] : [dyn, dyn];
    default:
      throw refusedByServer(`${compiler.describe(range)} has no items to range over`);
  }
}

function quantified({ compiler, range, parts }: Inside, decisive: boolean): Part {
  const [predicate] = parts as [Part];
  compiler.requireBool(predicate);
  return { type: bool, run: quantifier(range, decisive, predicate.run) };
}

function exactlyOne({ compiler, range, parts }: Inside): Part {
  const [predicate] = parts as [Part];
  compiler.requireBool(predicate);
  return { type: bool, run: existsOne(range, predicate.run) };
}

/** The last argument, and the filter before it if there is one. */
function filterAndLast({ compiler, parts }: Inside): { readonly filter: Run | undefined; readonly last: Part } {
  const [last, filter] = parts.toReversed() as [Part, Part?];
  if (filter !== undefined) compiler.requireBool(filter);
  return { filter: filter?.run, last };
}

function listOfTransformed(inside: Inside): Part {
  const { filter, last } = filterAndLast(inside);
  return { type: listOf(last.type), run: transformList(inside.range, filter, last.run) };
}

function filtered({ compiler, range, variables, parts }: Inside): Part {
  const [predicate] = parts as [Part];
  compiler.requireBool(predicate);
  return { type: listOf(variables[0] as Type), run: transformList(range, predicate.run, (frame) => frame.slots[range.slots[0] as number] as CelValue) };
}

function mapOfTransformed(inside: Inside): Part {
  const { filter, last } = filterAndLast(inside);
  const keySlot = inside.range.slots[0] as number;
  const run = transformMap(inside.range, filter, (frame) => [[frame.slots[keySlot] as CelValue, last.run(frame)]]);
  return { type: mapOf(inside.variables[0] as Type, last.type), run };
}

function mapOfEntries(inside: Inside): Part {
  const { compiler } = inside;
  const { filter, last } = filterAndLast(inside);
  const type = mapOf(compiler.types.freshParameter(), compiler.types.freshParameter());
  if (!compiler.types.assign(last.type, type)) throw refusedByServer(`transformMapEntry makes ${compiler.describe(last.type)}, not a map`);
  const run = transformMap(inside.range, filter, (frame) => {
    const entries = last.run(frame);
    if (!(entries instanceof CelMap)) throw noSuchOverload();
    return entries.entries();
  });
  return { type, run };
}

const KEYS = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];

function sorted({ compiler, range, rangeType, parts }: Inside): Part {
  const [key] = parts as [Part];
  const overloads = KEYS.map((type) => ({ parameters: [parseType('list(T)'), parseType(`list(${type})`)], result: parseType('list(T)') }));
  return { type: compiler.resolve('sortBy', overloads, [rangeType, listOf(key.type)]), run: sortBy(range, key.run) };
}

/** `optMap` and `optFlatMap`: what is made of the value, if there is one. */
function optionally(call: Call, resultType: (type: Type) => Type, wrap: (value: CelValue) => CelValue): Part {
  const { compiler, scope, name, args } = call;
  const [variable, bodyNode] = args as [AstNode, AstNode];
  const receiver = compiler.part(call.receiver, scope);
  const valueType = compiler.resolve('value', [{ parameters: [parseType('optional(V)')], result: parseType('V') }], [receiver.type]);
  const { scope: inner, slots: [slot = 0] } = compiler.extend(scope, [[identifier(variable, name), valueType]]);
  const body = compiler.part(bodyNode, inner);
  return {
    type: resultType(body.type),
    run: (frame) => {
      const value = optionalOrThrow(receiver.run(frame));
      if (value === undefined) return Optional.none;
      frame.slots[slot] = value;
      return wrap(body.run(frame));
    },
  };
}

/** What `optFlatMap` makes has to be optional. */
function flat({ compiler }: Call, type: Type): Type {
  const result = parseType('A');
  return compiler.resolve('optFlatMap', [{ parameters: [result, result], result }], [type, optionalOf(compiler.types.freshParameter())]);
}

/** `or` and `orValue`: the argument is evaluated only if there is no value. */
function alternative({ compiler, name, receiver, args, scope }: Call, wanted: string, result: (optional: CelValue, value: CelValue) => CelValue): Part {
  const first = compiler.part(receiver, scope);
  const second = compiler.part(args[0] as AstNode, scope);
  const type = parseType(wanted);
  const resolved = compiler.resolve(name, [{ parameters: [parseType('optional(V)'), type], result: type }], [first.type, second.type]);
  return {
    type: resolved,
    run: (frame) => {
      const optional = first.run(frame);
      const value = optionalOrThrow(optional);
      return value === undefined ? second.run(frame) : result(optional, value);
    },
  };
}

function optionalOrThrow(value: CelValue): CelValue | undefined {
  if (!(value instanceof Optional)) throw noSuchOverload();
  return value.value;
}
