/** Something that an expression must not do. */
export interface ExpressionProblem {
  /** What is wrong and what to write instead, in one sentence. */
  readonly message: string;
  /** Where in the expression, in characters from 0; `end` is the first one after. */
  readonly start: number;
  readonly end: number;
}

/** Thrown for an expression that cannot be compiled. Expressions are written by developers: it never reaches a user of the command line. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';

  constructor(readonly expression: string, readonly problems: readonly ExpressionProblem[]) {
    super(`${problems.map((problem) => problem.message).join('; ')}\n  in: ${expression}`);
  }
}
