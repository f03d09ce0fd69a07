import { parse } from '../parse';
import { Compiler } from './compiler';
import { readOptionalEntries } from './optional-entries';
import { BUDGET, type Frame } from './program';
import { ExpressionRefused } from './refusal';
import type { Type } from './type';
import type { CelValue } from './value';

/** What expressions may use. */
export interface Environment {
  /** The number of the Kubernetes minor: which functions there are depends on it. */
  readonly minor: number;
  readonly variables: ReadonlyMap<string, Type>;
}

/** A checked expression. */
export interface Expression {
  readonly text: string;
  readonly type: Type;
  /** Throws a `CelError` where the API server would report an error, and a `NotEvaluable` where the value cannot be known. */
  readonly evaluate: (variable: Frame['variable']) => CelValue;
}

/**
 * Checks an expression in the CEL environment of the API server, with the libraries of Kubernetes. Throws an {@link ExpressionRefused}.
 *
 * @example
 * ```ts
 * const environment = { minor: 37, variables: new Map<string, Type>([['object', { kind: 'dyn' }]]) } as const;
 * compileExpression("quantity('1Gi').isGreaterThan(quantity(object.size))", environment).type; // bool
 * ```
 */
export function compileExpression(text: string, { minor, variables }: Environment): Expression {
  const parsed = parse(readOptionalEntries(text));
  if (parsed.problems) throw new ExpressionRefused('here', `it cannot be read: ${parsed.problems.map(({ message }) => message).join('; ')}`);
  const { type, run } = new Compiler(variables, minor).compile(parsed.ast);
  return { text, type, evaluate: (variable) => run({ variable, slots: [], budget: BUDGET }) };
}
