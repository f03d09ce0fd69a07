import { compileExpression, type Expression } from '../../cel/library/expression';
import { ExpressionRefused } from '../../cel/library/refusal';
import { formatType, primitive, type Type } from '../../cel/library/type';
import type { Path } from '../../manifest/path';
import { variablesType, variableTypes } from './environment';
import type { NamedExpression, Policy, Validation } from './policy';

/** A validation whose expressions are checked. */
export interface CompiledValidation {
  readonly validation: Validation;
  readonly path: Path;
  /** `undefined` where it cannot be evaluated here. */
  readonly expression: Expression | undefined;
  readonly message: Expression | undefined;
}

/** Something in a policy that cannot be used. */
export interface PolicyProblem {
  readonly path: Path;
  readonly by: ExpressionRefused['by'];
  /** A clause: "there is no function frobnicate". */
  readonly reason: string;
}

/** A policy whose expressions are checked, for one minor. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly conditions: readonly (Expression | undefined)[];
  readonly variables: ReadonlyMap<string, Expression | undefined>;
  readonly validations: readonly CompiledValidation[];
  readonly auditAnnotations: readonly (Expression | undefined)[];
  readonly problems: readonly PolicyProblem[];
}

/** Checks the expressions of a policy as the API server does when it is created. */
export function compilePolicy(policy: Policy, minor: number): CompiledPolicy {
  const compilation = new Compilation(policy, minor);
  const variables = compilation.variables(policy.variables);
  return {
    policy,
    variables,
    conditions: policy.matchConditions.map(({ expression }, index) => compilation.compile(expression, ['spec', 'matchConditions', index, 'expression'], 'bool')),
    validations: policy.validations.map((validation, index) => compilation.validation(validation, ['spec', 'validations', index])),
    auditAnnotations: policy.auditAnnotations.map(({ valueExpression }, index) =>
      compilation.compile(valueExpression, ['spec', 'auditAnnotations', index, 'valueExpression'], 'string', 'null_type')),
    problems: compilation.problems,
  };
}

class Compilation {
  readonly problems: PolicyProblem[] = [];
  readonly #types: ReadonlyMap<string, Type>;
  readonly #minor: number;
  #variables: Readonly<Record<string, Type>> = {};

  constructor(policy: Policy, minor: number) {
    this.#types = variableTypes(policy);
    this.#minor = minor;
  }

  /** In order: each may use those before it. */
  variables(definitions: readonly NamedExpression[]): ReadonlyMap<string, Expression | undefined> {
    return new Map(definitions.map(({ name, expression }, index) => {
      const compiled = this.compile(expression, ['spec', 'variables', index, 'expression']);
      this.#variables = { ...this.#variables, [name]: compiled?.type ?? { kind: 'dyn' } };
      return [name, compiled];
    }));
  }

  validation(validation: Validation, path: Path): CompiledValidation {
    const { expression, messageExpression } = validation;
    return {
      validation, path,
      expression: this.compile(expression, [...path, 'expression'], 'bool'),
      message: messageExpression === undefined || messageExpression === '' ? undefined : this.compile(messageExpression, [...path, 'messageExpression'], 'string'),
    };
  }

  /** Nothing, and a problem, for an expression that cannot be used. */
  compile(text: string, path: Path, ...results: readonly string[]): Expression | undefined {
    try {
      const expression = compileExpression(text, { minor: this.#minor, variables: new Map([...this.#types, ['variables', variablesType(this.#variables)]]) });
      const isRight = results.length === 0 || results.some((result) => formatType(expression.type) === formatType(primitive(result)));
      if (isRight) return expression;
      const wanted = results.map((result) => formatType(primitive(result))).join(' or ');
      this.problems.push({ path, by: 'api-server', reason: `it makes ${formatType(expression.type)}, where ${wanted} is wanted` });
    } catch (error) {
      if (!(error instanceof ExpressionRefused)) throw error;
      this.problems.push({ path, by: error.by, reason: error.message });
    }
    return undefined;
  }
}
