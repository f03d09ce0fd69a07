import type { CelValue } from './value';
import { CelError, noSuchOverload, NotEvaluable } from './value';

/** What an expression runs with. */
export interface Frame {
  /** The value of a variable. May throw a {@link NotEvaluable}. */
  readonly variable: (name: string) => CelValue;
  /** The variables of comprehensions, by their slots. */
  readonly slots: CelValue[];
  /** How much more it may do. */
  budget: number;
}

/** A part of an expression, ready to run. */
export type Run = (frame: Frame) => CelValue;

/** The API server gives up on an expression after a million units of cost. This is far below, where costs are counted more coarsely. */
export const BUDGET = 100_000;

/** Counts one step, and gives up after too many. */
export function spend(frame: Frame): void {
  frame.budget -= 1;
  if (frame.budget < 0) throw new NotEvaluable('it takes so many steps that the API server may give up on it');
}

/**
 * `left || right` for `decisive` true, `left && right` for false. An operand that decides makes up for an error in the other one, and for one
 * that cannot be evaluated.
 */
export function logical(decisive: boolean, left: Run, right: Run): Run {
  return (frame) => {
    const first = attempt(left, frame);
    if (first === decisive) return decisive;
    const second = attempt(right, frame);
    return second === decisive ? decisive : undecided(first, second, !decisive);
  };
}

/** A boolean, or why there is none. */
export type Outcome = boolean | CelError | NotEvaluable;

/** Runs a condition; what it throws is a value. */
export function attempt(run: Run, frame: Frame): Outcome {
  try {
    const value = run(frame);
    return typeof value === 'boolean' ? value : noSuchOverload();
  } catch (error) {
    if (error instanceof CelError || error instanceof NotEvaluable) return error;
    throw error;
  }
}

/** What two conditions amount to, neither of which decides: what cannot be evaluated comes before errors, the first error before others. */
export function undecided(first: Outcome, second: Outcome, otherwise: boolean): boolean {
  const worst = [first, second].find((outcome) => outcome instanceof NotEvaluable) ?? [first, second].find((outcome) => outcome instanceof CelError);
  if (worst !== undefined && typeof worst !== 'boolean') throw worst;
  return otherwise;
}

/** A condition that has to be a boolean. */
export function condition(run: Run, frame: Frame): boolean {
  const value = run(frame);
  if (typeof value !== 'boolean') throw noSuchOverload();
  return value;
}
