import type { Context, ParseResult } from '@marcbachmann/cel-js';
import type { KubernetesObject } from '../manifest/object';
import { type AstNode, celEnvironment, childrenOf } from './parse';
import type { Predicate, Variables } from './predicate';
import { variables as definitions } from './variables';

/** CEL knows integers and doubles, JSON only numbers: whole ones become integers, everything else is copied as it is. */
function toCelValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCelValue);
  if (value === null || typeof value !== 'object') return value;
  const map = new Map<string, unknown>();
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined && item !== null) map.set(key, toCelValue(item));
  }
  return map;
}

/**
 * Runs CEL in the interpreter of the CEL library: the slow, independent way that the compiled one is compared with.
 * It parses when called, and evaluates the variables that the expression needs by the same interpreter.
 */
export function interpret(expression: string): Predicate {
  const evaluate = celEnvironment({ unlistedVariablesAreDyn: true }).parse(expression);
  const names = namesOf(evaluate.ast);
  const needed = neededBy(names.variables);
  return (elements) => {
    const context: Context = {};
    for (const name of names.elements) if (elements[name] !== undefined) context[name] = toCelValue(elements[name]);
    if (needed.length > 0) context['variables'] = variablesOf(toCelValue(elements.object), needed);
    const result: unknown = evaluate(context);
    if (typeof result !== 'boolean') throw new TypeError(`not a boolean: ${expression}`);
    return result;
  };
}

interface Names {
  readonly elements: Set<string>;
  readonly variables: Set<string>;
}

/** The names that an expression begins its accesses with, and the `variables.*` among them. */
function namesOf(node: AstNode, names: Names = { elements: new Set(), variables: new Set() }): Names {
  if (node.op === 'id') names.elements.add(node.args);
  if (node.op === '.' && node.args[0].op === 'id' && node.args[0].args === 'variables') names.variables.add(node.args[1]);
  for (const child of childrenOf(node)) namesOf(child, names);
  return names;
}

interface Definition {
  readonly name: string;
  readonly evaluate: ParseResult;
  readonly uses: ReadonlySet<string>;
}

let parsedDefinitions: readonly Definition[] | undefined;

/** The definitions of some variables and of those that they build on, in order. */
function neededBy(names: ReadonlySet<string>): readonly Definition[] {
  parsedDefinitions ??= definitions.map(({ name, expression }) => {
    const evaluate = celEnvironment({ unlistedVariablesAreDyn: true }).parse(expression);
    return { name, evaluate, uses: namesOf(evaluate.ast).variables };
  });
  const needed = new Set(names);
  for (const { name, uses } of parsedDefinitions.toReversed()) if (needed.has(name)) uses.forEach((used) => needed.add(used));
  return parsedDefinitions.filter(({ name }) => needed.has(name));
}

function variablesOf(object: unknown, needed: readonly Definition[]): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const { name, evaluate } of needed) values.set(name, evaluate({ object, variables: values }));
  return values;
}

/** The variables of an object as plain JSON values, computed by the interpreter. */
export function interpretedVariables(object: KubernetesObject): Variables {
  const values = variablesOf(toCelValue(object), neededBy(new Set(definitions.map(({ name }) => name))));
  return Object.fromEntries([...values].map(([name, value]) => [name, toJsonValue(value)])) as unknown as Variables;
}

function toJsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(toJsonValue);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, toJsonValue(item)]));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJsonValue(item)]));
}
