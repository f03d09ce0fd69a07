import type { ASTNode, Environment, EnvironmentOptions } from '@marcbachmann/cel-js';
import type { ExpressionProblem } from './problem';
import { ExpressionError } from './problem';

/** A node of a parsed CEL expression. Macros are calls: nothing is expanded. */
export type AstNode = ASTNode;

/** A parsed expression, or what is wrong with it. */
export type Parsed =
  | { readonly ast: AstNode; readonly problems?: undefined }
  | { readonly ast?: undefined; readonly problems: readonly ExpressionProblem[] };

interface CelLibrary {
  readonly Environment: new (options: EnvironmentOptions) => Environment;
}

interface CelErrorShape {
  readonly summary: string;
  readonly range?: { readonly start: number; readonly end: number };
}

/** Loads the CEL library on first use: shipped controls are compiled ahead and never need it. */
export function celEnvironment(options: EnvironmentOptions = {}): Environment {
  const library = require('@marcbachmann/cel-js') as CelLibrary;
  return new library.Environment({ enableOptionalTypes: true, ...options });
}

let parser: Environment | undefined;

/**
 * Parses CEL. Errors are values.
 *
 * @example
 * ```ts
 * const parsed = parse("container.?image.orValue('') != ''");
 * if (parsed.problems) console.error(parsed.problems[0]?.message);
 * ```
 */
export function parse(expression: string): Parsed {
  parser ??= celEnvironment({ unlistedVariablesAreDyn: true });
  try {
    return { ast: parser.parse(expression).ast };
  } catch (error) {
    return { problems: [celProblem(error, expression)] };
  }
}

/** Parses CEL that has to be right. */
export function parseOrThrow(expression: string): AstNode {
  const parsed = parse(expression);
  if (parsed.problems) throw new ExpressionError(expression, parsed.problems);
  return parsed.ast;
}

/** The nodes right below a node. */
export function childrenOf(node: AstNode): readonly AstNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

/** An error of the CEL library as a problem; any other error is passed on. */
export function celProblem(error: unknown, expression: string): ExpressionProblem {
  if (!isCelError(error)) throw error;
  const { summary, range } = error;
  return { message: summary, start: range?.start ?? 0, end: range?.end ?? expression.length };
}

function isCelError(error: unknown): error is CelErrorShape {
  return error instanceof Error && typeof (error as Partial<CelErrorShape>).summary === 'string';
}
