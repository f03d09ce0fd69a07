import type { Expression } from '../../cel/library/expression';
import { CelError, CelMap, type CelValue, NotEvaluable, Unknown } from '../../cel/library/value';
import type { CompiledPolicy } from './compiled-policy';
import type { Resource } from './resource';
import { UNUSABLE } from './unusable';

/** What one evaluation of a policy reads. */
export interface Inputs {
  readonly object: CelMap;
  /** `null` where the binding of a policy with parameters names none; `undefined` for a policy without. */
  readonly params?: CelValue;
  readonly request: CelMap;
  readonly namespaceObject: CelValue | Unknown;
}

/** The values of the variables, for one evaluation. */
export type Activation = (name: string) => CelValue;

/** Makes the variables of expressions. Those of the policy are computed when they are first read, once. */
export function activationOf({ variables }: CompiledPolicy, { object, params, request, namespaceObject }: Inputs): Activation {
  const values: Readonly<Record<string, CelValue | Unknown>> = {
    object, oldObject: null, request, namespaceObject, ...(params === undefined ? {} : { params }), variables: new LazyVariables(variables, (name) => activation(name)),
  };
  const activation: Activation = (name) => {
    const value = values[name];
    if (value instanceof Unknown) throw new NotEvaluable(value.reason);
    if (value === undefined) throw new NotEvaluable(`it reads ${name}, which only the cluster has`);
    return value;
  };
  return activation;
}

type Outcome = { readonly value: CelValue } | { readonly error: CelError | NotEvaluable };

class LazyVariables extends CelMap {
  readonly #expressions: ReadonlyMap<string, Expression | undefined>;
  readonly #activation: Activation;
  readonly #outcomes = new Map<string, Outcome>();

  constructor(expressions: ReadonlyMap<string, Expression | undefined>, activation: Activation) {
    super();
    this.#expressions = expressions;
    this.#activation = activation;
  }

  override get(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string' || !this.#expressions.has(key)) return undefined;
    const outcome = this.#outcomes.get(key) ?? this.#compute(key);
    this.#outcomes.set(key, outcome);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  override has(key: CelValue): boolean {
    return typeof key === 'string' && this.#expressions.has(key);
  }

  #compute(name: string): Outcome {
    const expression = this.#expressions.get(name);
    if (expression === undefined) return { error: new NotEvaluable(UNUSABLE) };
    try {
      return { value: expression.evaluate(this.#activation) };
    } catch (error) {
      if (error instanceof CelError) return { error: new CelError(`composited variable "${name}" fails to evaluate: ${error.message}`) };
      if (error instanceof NotEvaluable) return { error };
      throw error;
    }
  }
}

const userInfo = new Unknown('it reads request.userInfo, which only the cluster knows');
const options = new Unknown('it reads request.options, which only the cluster knows');

/** The request that creates an object. */
export function requestOf({ group, version, kind, plural }: Resource, name: CelValue | Unknown, namespace: CelValue | Unknown | undefined): CelMap {
  const kinds = new CelMap([['group', group], ['version', version], ['kind', kind]]);
  const resources = new CelMap([['group', group], ['version', version], ['resource', plural]]);
  return new CelMap([
    ['kind', kinds], ['resource', resources], ['requestKind', kinds], ['requestResource', resources], ['operation', 'CREATE'], ['userInfo', userInfo],
    ['dryRun', false], ['options', options], ['name', name], ...(namespace === undefined ? [] : [['namespace', namespace] as const]),
  ]);
}
