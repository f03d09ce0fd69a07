import type { Expression } from '../../cel/library/expression';
import { CelError, type CelValue, NotEvaluable } from '../../cel/library/value';
import type { Path } from '../../manifest/path';
import { type Activation, activationOf, type Inputs } from './activation';
import type { CompiledPolicy, CompiledValidation } from './compiled-policy';
import { UNUSABLE } from './unusable';

/** What a policy says of one object, with one parameter. What it admits is not among it. */
export type Decision =
  | {
    readonly outcome: 'denied'; readonly message: string; readonly path: Path; readonly expression: string;
    /** Whether the object is refused even where the binding only warns. */
    readonly isForced?: boolean;
    /** Whether the message was made from what the object holds. */
    readonly isComputed?: boolean;
  }
  | { readonly outcome: 'not-evaluated'; readonly reason: string; readonly path: Path };

const MOST_MESSAGE_BYTES = 5 * 1024;

/** Evaluates a policy that matches, as the API server does. */
export function decide(compiled: CompiledPolicy, inputs: Inputs): readonly Decision[] {
  const conditions = judgeConditions(compiled, inputs);
  if (conditions !== 'met') return conditions;
  const activation = activationOf(compiled, inputs);
  return [
    ...compiled.validations.flatMap((validation) => judgeValidation(compiled, validation, activation)),
    ...compiled.policy.auditAnnotations.flatMap((_, index) => judgeAuditAnnotation(compiled, index, activation)),
  ];
}

/** Match conditions do not see the namespace. One that is false keeps the policy from the object, whatever the others are. */
function judgeConditions(compiled: CompiledPolicy, inputs: Inputs): 'met' | readonly Decision[] {
  const activation = activationOf(compiled, { ...inputs, namespaceObject: null });
  const outcomes = compiled.conditions.map((condition) => run(condition, activation));
  if (outcomes.includes(false)) return [];
  const path = (index: number): Path => ['spec', 'matchConditions', index, 'expression'];
  const unevaluated = outcomes.findIndex((outcome) => outcome instanceof NotEvaluable);
  if (unevaluated !== -1) return [{ outcome: 'not-evaluated', reason: (outcomes[unevaluated] as NotEvaluable).message, path: path(unevaluated) }];
  const failed = outcomes.findIndex((outcome) => outcome instanceof CelError);
  if (failed === -1) return 'met';
  return failure(compiled, (outcomes[failed] as CelError).message, path(failed), compiled.policy.matchConditions[failed]?.expression ?? '');
}

function judgeValidation(compiled: CompiledPolicy, { validation, path, expression, message }: CompiledValidation, activation: Activation): readonly Decision[] {
  const outcome = run(expression, activation);
  if (outcome === true) return [];
  if (outcome instanceof NotEvaluable) return [{ outcome: 'not-evaluated', reason: outcome.message, path: [...path, 'expression'] }];
  if (outcome instanceof CelError) return failure(compiled, outcome.message, [...path, 'expression'], validation.expression);
  const computed = messageOf(run(message, activation));
  const text = computed || (validation.message ?? '').trim() || failedExpression(validation.expression);
  return [{ outcome: 'denied', message: text, path: [...path, 'expression'], expression: validation.expression, isComputed: computed !== '' }];
}

/** The message of a validation that has none. */
export const failedExpression = (expression: string): string => `failed expression: ${expression.trim()}`;

/** The value of an audit annotation is nothing to us, but an error in it refuses the object. */
function judgeAuditAnnotation(compiled: CompiledPolicy, index: number, activation: Activation): readonly Decision[] {
  const outcome = run(compiled.auditAnnotations[index], activation);
  const path: Path = ['spec', 'auditAnnotations', index, 'valueExpression'];
  if (outcome instanceof NotEvaluable) return [{ outcome: 'not-evaluated', reason: outcome.message, path }];
  if (!(outcome instanceof CelError)) return [];
  return failure(compiled, outcome.message, path, compiled.policy.auditAnnotations[index]?.valueExpression ?? '').map((decision) => ({ ...decision, isForced: true }));
}

/** What an error means is up to the policy. */
function failure({ policy }: CompiledPolicy, error: string, path: Path, expression: string): readonly Decision[] {
  if (policy.failurePolicy === 'Ignore') return [];
  return [{ outcome: 'denied', message: `expression '${expression}' resulted in error: ${error}`, path, expression }];
}

function run(expression: Expression | undefined, activation: Activation): CelValue | CelError | NotEvaluable {
  if (expression === undefined) return new NotEvaluable(UNUSABLE);
  try {
    return expression.evaluate(activation);
  } catch (error) {
    if (error instanceof CelError || error instanceof NotEvaluable) return error;
    throw error;
  }
}

/** A message in one line that is not too long; anything else is none. */
function messageOf(value: CelValue | CelError | NotEvaluable): string {
  const text = typeof value === 'string' ? value.trim() : '';
  return text.includes('\n') || Buffer.byteLength(text) > MOST_MESSAGE_BYTES ? '' : text;
}
