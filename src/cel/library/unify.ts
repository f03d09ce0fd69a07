import { dyn, isSameType, listOf, mapOf, nameOf, parametersOf, type Type } from './type';

/** What a function or an operator takes and makes. */
export interface Signature {
  readonly parameters: readonly Type[];
  readonly result: Type;
}

/**
 * What the parameters of types stand for, found out while an expression is checked. This is the unification of cel-go's checker, step by step:
 * its oddities decide which policies the API server accepts.
 */
export class Substitution {
  #bound = new Map<string, Type>();
  #fresh = 0;

  /** A parameter that nothing else knows of. */
  freshParameter(): Type {
    this.#fresh += 1;
    return { kind: 'parameter', name: `_var${this.#fresh}` };
  }

  /** A signature whose parameters nothing else knows of. */
  instantiate({ parameters, result }: Signature): Signature {
    const fresh = new Map<string, Type>();
    const rename = (type: Type): Type => {
      if (type.kind === 'list') return listOf(rename(type.parameters[0]));
      if (type.kind === 'map') return mapOf(rename(type.parameters[0]), rename(type.parameters[1]));
      if (type.kind === 'opaque') return { ...type, parameters: type.parameters.map(rename) };
      if (type.kind !== 'parameter') return type;
      const known = fresh.get(type.name) ?? this.freshParameter();
      fresh.set(type.name, known);
      return known;
    };
    return { parameters: parameters.map(rename), result: rename(result) };
  }

  /** The type with its parameters replaced by what they stand for; those that stand for nothing by `dyn`, if asked to. */
  apply(type: Type, freeToDyn = false): Type {
    if (type.kind === 'parameter') {
      const bound = this.#bound.get(type.name);
      if (bound !== undefined) return this.apply(bound, freeToDyn);
      return freeToDyn ? dyn : type;
    }
    if (type.kind === 'list') return listOf(this.apply(type.parameters[0], freeToDyn));
    if (type.kind === 'map') return mapOf(this.apply(type.parameters[0], freeToDyn), this.apply(type.parameters[1], freeToDyn));
    if (type.kind === 'opaque') return { ...type, parameters: type.parameters.map((parameter) => this.apply(parameter, freeToDyn)) };
    return type;
  }

  /** Whether values of the first type may stand where the second is wanted. Only then are parameters bound. */
  assign(from: Type, to: Type): boolean {
    return this.assignAll([from], [to]);
  }

  assignAll(from: readonly Type[], to: readonly Type[]): boolean {
    const before = new Map(this.#bound);
    if (this.#assignableAll(from, to)) return true;
    this.#bound = before;
    return false;
  }

  #assignableAll(from: readonly Type[], to: readonly Type[]): boolean {
    return from.length === to.length && from.every((type, index) => this.#assignable(type, to[index] as Type));
  }

  #assignable(from: Type, to: Type): boolean {
    if (to.kind === 'parameter') {
      const { isValid, isBound } = this.#bind(from, to);
      if (isValid) return true;
      if (isBound) return false;
    }
    if (from.kind === 'parameter') return this.#bind(to, from).isValid;
    if (from.kind === 'dyn' || to.kind === 'dyn') return true;
    if (isNull(from)) return isNullable(to);
    if (isNull(to)) return isNullable(from);
    if (from.kind !== to.kind || nameOf(from) !== nameOf(to)) return false;
    return from.kind === 'type' || this.#assignableAll(parametersOf(from), parametersOf(to));
  }

  #bind(type: Type, parameter: Type & { kind: 'parameter' }): { readonly isValid: boolean; readonly isBound: boolean } {
    if (isSameType(type, parameter)) return { isValid: true, isBound: true };
    const bound = this.#bound.get(parameter.name);
    if (bound === undefined) {
      const isValid = !this.#occursIn(parameter, type);
      if (isValid) this.#bound.set(parameter.name, type);
      return { isValid, isBound: false };
    }
    if (isSameType(type, bound)) return { isValid: true, isBound: true };
    if (!this.#assignable(type, bound)) return { isValid: false, isBound: true };
    const general = mostGeneral(type, bound);
    if (!this.#occursIn(parameter, general)) this.#bound.set(parameter.name, general);
    return { isValid: true, isBound: true };
  }

  #occursIn(parameter: Type & { kind: 'parameter' }, type: Type): boolean {
    if (isSameType(parameter, type)) return true;
    if (type.kind !== 'parameter') return parametersOf(type).some((part) => this.#occursIn(parameter, part));
    const bound = this.#bound.get(type.name);
    return bound !== undefined && this.#occursIn(parameter, bound);
  }
}

const isNull = (type: Type): boolean => type.kind === 'primitive' && type.name === 'null_type';

function isNullable(type: Type): boolean {
  return isNull(type) || type.kind === 'opaque' || type.kind === 'struct' || nameOf(type).startsWith('google.protobuf.');
}

/** Of two types that go together, the one that says less. */
export function mostGeneral(a: Type, b: Type): Type {
  return isLessSpecific(a, b) ? a : b;
}

function isLessSpecific(a: Type, b: Type): boolean {
  if (a.kind === 'dyn' || a.kind === 'parameter') return true;
  if (b.kind === 'dyn' || b.kind === 'parameter') return false;
  if (a.kind !== b.kind || nameOf(a) !== nameOf(b)) return false;
  const [left, right] = [parametersOf(a), parametersOf(b)];
  return left.length === right.length && left.every((type, index) => isLessSpecific(type, right[index] as Type));
}
