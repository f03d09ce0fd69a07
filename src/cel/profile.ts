import { keyFacts, variableTypes } from './compile';
import { Emitter } from './emit';
import { MACROS } from './functions';
import { type AstNode, celEnvironment, celProblem, childrenOf, parse } from './parse';
import type { ExpressionProblem } from './problem';
import type { Scope } from './scope';

/** The type that the API server wants of an expression: `bool` for a validation, `string` for a message. */
export type ResultType = 'bool' | 'string';

/** Deeper ones exceed the cost limit of the API server at a few dozen containers; it then denies everything. */
const MOST_NESTED = 2;

/**
 * Finds what an expression must not do if it is to mean the same in TypeScript and in the API server, and to fail in neither.
 * Nothing, for an expression within the profile.
 *
 * @example
 * ```ts
 * lintExpression('container.securityContext.privileged == false', { elements: ['container'], nesting: 1 });
 * // [{ message: 'container.securityContext fails where the field is missing: …', start: 9, end: 25 }, …]
 * ```
 */
export function lintExpression(expression: string, scope: Scope, result: ResultType = 'bool'): readonly ExpressionProblem[] {
  const { ast, problems } = parse(expression);
  if (ast === undefined) return problems;
  const refused = lintCode(ast, expression, scope);
  const nested = lintNesting(ast, scope.nesting);
  return refused.length + nested.length > 0 ? [...refused, ...nested] : lintType(expression, scope, result);
}

function lintCode(ast: AstNode, expression: string, scope: Scope): readonly ExpressionProblem[] {
  const emitter = new Emitter({ variables: variableTypes(), elements: scope.elements, facts: keyFacts(scope) });
  emitter.value(ast, keyFacts(scope));
  const partial = emitter.partial.map(({ start, end }) => ({ message: partialMessage(expression.slice(start, end)), start, end }));
  return [...emitter.problems, ...partial];
}

const partialMessage = (access: string): string =>
  `${access} fails where nothing is there: reach it with .?field or [?key] and give a default with .orValue(…)`;

function lintNesting(node: AstNode, depth: number): readonly ExpressionProblem[] {
  const isMacro = node.op === 'rcall' && Object.hasOwn(MACROS, node.args[0]);
  if (!isMacro) return childrenOf(node).flatMap((child) => lintNesting(child, depth));
  const [, receiver, args] = (node as AstNode & { op: 'rcall' }).args;
  if (depth >= MOST_NESTED) {
    const message = `at most ${MOST_NESTED} comprehensions inside each other, those that the range adds among them`;
    return [{ message, start: node.start, end: node.end }];
  }
  return [...lintNesting(receiver, depth), ...args.flatMap((argument) => lintNesting(argument, depth + 1))];
}

/** What the type checker says, whose rules are those of the API server. */
function lintType(expression: string, scope: Scope, result: ResultType): readonly ExpressionProblem[] {
  const whole = { start: 0, end: expression.length };
  const { valid, type, error } = environment(scope).check(expression);
  if (!valid) return [celProblem(error, expression)];
  if (type === result) return [];
  const isOpen = type === 'dyn' && result === 'bool';
  const repair = isOpen ? ': its type is known only at run time, so end it in == true' : ` but ${String(type)}`;
  return [{ message: `not a ${result} for sure${repair}`, ...whole }];
}

function environment(scope: Scope): ReturnType<typeof celEnvironment> {
  const environment = celEnvironment({ unlistedVariablesAreDyn: false });
  for (const name of ['object', 'variables', ...scope.elements]) environment.registerVariable(name, 'dyn');
  return environment;
}
