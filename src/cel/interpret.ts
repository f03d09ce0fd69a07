import type { Context, ParseResult } from '@marcbachmann/cel-js';
import type { KubernetesObject } from '../manifest/object';
import { celEnvironment } from './parse';
import type { Elements, Predicate, Variables } from './predicate';
import { variables as definitions } from './variables';

/** CEL knows integers and doubles, JSON only numbers: whole ones become integers, everything else is copied as it is. */
export function toCelValue(value: unknown): unknown {
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
 * It parses when called, and evaluates the variables by the same interpreter.
 */
export function interpret(expression: string): Predicate {
  const evaluate = celEnvironment({ unlistedVariablesAreDyn: true }).parse(expression);
  return (elements) => {
    const result: unknown = evaluate(contextOf(elements));
    if (typeof result !== 'boolean') throw new TypeError(`not a boolean: ${expression}`);
    return result;
  };
}

/** The variables of an object, as plain JSON values, computed by the interpreter. */
export function interpretedVariables(object: KubernetesObject): Variables {
  const values = variablesOf(toCelValue(object));
  const plain = Object.fromEntries(definitions.map(({ name }) => [name, toJsonValue(values.get(name))]));
  return plain as unknown as Variables;
}

function contextOf(elements: Elements): Context {
  const context: Context = {};
  for (const [name, value] of Object.entries(elements)) context[name] = toCelValue(value);
  context['variables'] = variablesOf(context['object']);
  return context;
}

let compiledDefinitions: readonly { readonly name: string; readonly evaluate: ParseResult }[] | undefined;

function variablesOf(object: unknown): Map<string, unknown> {
  compiledDefinitions ??= definitions.map(({ name, expression }) => ({
    name, evaluate: celEnvironment({ unlistedVariablesAreDyn: true }).parse(expression),
  }));
  const values = new Map<string, unknown>();
  for (const { name, evaluate } of compiledDefinitions) values.set(name, evaluate({ object, variables: values }));
  return values;
}

function toJsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(toJsonValue);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, toJsonValue(item)]));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJsonValue(item)]));
}
