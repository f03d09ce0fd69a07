import type { CodeType } from './code';
import { Constants } from './code';
import { Emitter, localName } from './emit';
import { parseOrThrow } from './parse';
import type { Predicate } from './predicate';
import { ExpressionError } from './problem';
import * as runtime from './runtime';
import type { Scope } from './scope';
import { variables as definitions } from './variables';

/** An expression as JavaScript. */
export interface CompiledSource {
  /** The names that the expression uses of `object`, `variables` and the elements. */
  readonly names: ReadonlySet<string>;
  /** A JavaScript expression over these names, `cel` (the runtime) and the constants. */
  readonly body: string;
  readonly type: CodeType;
}

/** Compiles to the body of a function; constants that it needs are added to `constants`. */
export function compileBody(expression: string, constants: Constants, scope?: Scope, asPredicate = true): CompiledSource {
  return emitBody(expression, constants, variableTypes(), scope, asPredicate);
}

function emitBody(
  expression: string, constants: Constants, variables: ReadonlyMap<string, CodeType>, scope: Scope | undefined, asPredicate: boolean,
): CompiledSource {
  const node = parseOrThrow(expression);
  const emitter = new Emitter({ constants, variables, ...(scope && { elements: scope.elements, facts: keyFacts(scope) }) });
  const code = asPredicate ? emitter.emitPredicate(node) : emitter.emitValue(node);
  if (emitter.problems.length > 0) throw new ExpressionError(expression, emitter.problems);
  return { names: emitter.used, body: code.text, type: code.type };
}

/** What is known from the start: a key of a map is in the map. */
export function keyFacts(scope: Scope): ReadonlySet<string> {
  return new Set(Object.entries(scope.keysOf ?? {}).map(([element, map]) => `${map}[${element}]`));
}

let types: ReadonlyMap<string, CodeType> | undefined;

/** The variables that every expression may use, and which of them are booleans for sure. */
export function variableTypes(): ReadonlyMap<string, CodeType> {
  if (types) return types;
  const known = new Map<string, CodeType>();
  for (const { name, expression } of definitions) {
    const { type } = emitBody(expression, new Constants(), known, undefined, false);
    known.set(name, type === 'bool' ? type : 'dyn');
  }
  return (types = known);
}

/** The text of a function of the elements and the variables. */
export function functionSource({ names, body }: CompiledSource): string {
  const elements = [...names].filter((name) => name !== 'variables').map(binding);
  const rest = names.has('variables') ? ', variables' : '';
  const parameters = elements.length > 0 ? `({ ${elements.join(', ')} }${rest})` : parametersWithout(names);
  return body.includes('\n') ? `${parameters} =>\n  ${body.replaceAll('\n', '\n  ')}` : `${parameters} => ${body}`;
}

const binding = (name: string): string => (localName(name) === name ? name : `${name}: ${localName(name)}`);

const parametersWithout = (names: ReadonlySet<string>): string => (names.has('variables') ? '(_elements, variables)' : '()');

/**
 * Compiles CEL to the text of a JavaScript expression: a function that needs only `cel`, the module `runtime`, around it.
 *
 * @throws ExpressionError for what CEL's syntax or the profile does not allow.
 */
export function compileToSource(expression: string, scope?: Scope): string {
  const constants = new Constants();
  const source = functionSource(compileBody(expression, constants, scope));
  const declarations = constants.all().map(({ name, text }) => `const ${name} = ${text};`);
  return declarations.length === 0 ? source : `(() => { ${declarations.join(' ')} return ${source}; })()`;
}

/**
 * Compiles CEL that the kit does not ship. The controls that it does ship were compiled when it was built.
 *
 * @throws ExpressionError for what CEL's syntax or the profile does not allow.
 *
 * @example
 * ```ts
 * const holds = compile("container.?image.orValue('').contains('@sha256:')");
 * ```
 */
export function compile(expression: string, scope?: Scope): Predicate {
  // The text is made by the emitter: names are CEL identifiers, literals are quoted. Nothing of the expression is copied as it stands.
  const make = new Function('cel', `'use strict'; return ${compileToSource(expression, scope)};`) as (cel: typeof runtime) => Predicate;
  return make(runtime);
}
