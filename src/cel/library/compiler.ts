import type { AstNode } from '../parse';
import type { Declaration } from './declaration';
import { entryOf, invoke, isPresent, makeMap, optionally, select } from './evaluation';
import { templateProblem } from './format-template';
import { type FunctionEntry, functionsAt } from './libraries';
import { constant, foldConstants, literalOf, negativeLiteral, qualifiedName } from './literal';
import { compileMacro, isMacro } from './macros';
import { OPTIONAL_ENTRY } from './optional-entries';
import { negate, type Operator, operators, unaryOverloads } from './operators';
import { condition, type Frame, logical, type Run, spend } from './program';
import { refusedByServer, refusedHere } from './refusal';
import { dyn, formatType, insideOptional, isSameType, listOf, mapOf, optionalOf, primitive, type Type } from './type';
import { mostGeneral, type Signature, Substitution } from './unify';
import { CelType, type CelValue } from './value';

/** A checked part of an expression. */
export interface Part {
  readonly type: Type;
  readonly run: Run;
  /** The value of a literal, or of a conversion of one: the API server computes those when a policy is created. */
  readonly constant?: CelValue;
  /** What a literal list or map is made of. */
  readonly items?: readonly Part[];
}

interface Local {
  readonly type: Type;
  readonly slot: number;
}

/** The variables of the comprehensions around a part. */
export type Scope = ReadonlyMap<string, Local>;

const TYPE_NAMES: Readonly<Record<string, string>> = Object.fromEntries([
  'bool', 'bytes', 'double', 'int', 'list', 'map', 'null_type', 'string', 'type', 'uint', 'optional_type', 'google.protobuf.Timestamp',
  'google.protobuf.Duration', 'net.IP', 'net.CIDR', 'kubernetes.URL',
].map((name) => [name, name]));

const bool = primitive('bool');

/** Checks an expression as the API server does when a policy is created, and makes something of it that runs. */
export class Compiler {
  readonly #variables: ReadonlyMap<string, Type>;
  readonly #functions: ReadonlyMap<string, FunctionEntry>;
  readonly #aggregates: { readonly what: string; readonly types: readonly Type[] }[] = [];
  readonly types = new Substitution();
  readonly minor: number;
  #formatCalls = 0;

  constructor(variables: ReadonlyMap<string, Type>, minor: number) {
    this.#variables = variables;
    this.#functions = functionsAt(minor);
    this.minor = minor;
  }

  /** A whole expression. Throws an `ExpressionRefused`. */
  compile(ast: AstNode): Part {
    const part = this.part(ast, new Map());
    this.#requireHomogeneous();
    return { ...part, type: this.types.apply(part.type, true) };
  }

  part(node: AstNode, scope: Scope): Part {
    switch (node.op) {
      case 'value':
        return constant(literalOf(node));
      case 'id':
        return this.#identifier(node.args, scope);
      case '.':
        return this.#select(node, scope);
      case '.?':
        return this.#optionalSelect(node.args[0], node.args[1], scope);
      case 'call':
        return this.#call(node, scope);
      case 'rcall':
        return this.#methodCall(node, scope);
      case 'list':
        return this.#list(node.args, scope);
      case 'map':
        return this.#map(node.args, scope);
      case '?:':
        return this.#conditional(node.args, scope);
      case '&&':
      case '||':
        return this.#logical(node, scope);
      case '!_':
      case '-_':
        return this.#unary(node, scope);
      case '[]':
      case '[?]':
        return this.#index(node, scope);
      default:
        return this.#binary(node.op, node.args, scope);
    }
  }

  /** A scope with the variables of a comprehension added. */
  extend(scope: Scope, variables: readonly (readonly [string, Type])[]): { readonly scope: Scope; readonly slots: readonly number[] } {
    const slots = variables.map((_, index) => scope.size + index);
    return { scope: new Map([...scope, ...variables.map(([name, type], index) => [name, { type, slot: scope.size + index }] as const)]), slots };
  }

  requireBool(part: Part): void {
    if (!this.types.assign(part.type, bool)) throw refusedByServer(`a condition is ${this.describe(part.type)}, not bool`);
  }

  describe(type: Type): string {
    return formatType(this.types.apply(type, true));
  }

  /** The result of the overloads that take values of some types. */
  resolve(name: string, overloads: readonly Signature[], types: readonly Type[]): Type {
    let result: Type | undefined;
    for (const overload of overloads) {
      const { parameters, result: declared } = this.types.instantiate(overload);
      if (!this.types.assignAll(types, parameters)) continue;
      const found = this.types.apply(declared);
      if (result === undefined) result = found;
      else if (!isSameType(result, found)) result = dyn;
    }
    if (result === undefined) throw refusedByServer(`there is no overload of ${name} for ${types.map((type) => this.describe(type)).join(', ')}`);
    return result;
  }

  #identifier(name: string, scope: Scope): Part {
    const local = scope.get(name);
    if (local !== undefined) return { type: local.type, run: (frame) => frame.slots[local.slot] as CelValue };
    const type = this.#variables.get(name);
    if (type !== undefined) return { type, run: (frame) => frame.variable(name) };
    if (Object.hasOwn(TYPE_NAMES, name)) return constant(new CelType(name));
    if (name === 'authorizer') throw refusedHere('it asks the authorizer, which only the cluster has');
    throw refusedByServer(`there is no variable ${name}`);
  }

  #select(node: AstNode & { op: '.' }, scope: Scope): Part {
    const qualified = qualifiedName(node, scope);
    if (qualified !== undefined && Object.hasOwn(TYPE_NAMES, qualified)) return constant(new CelType(qualified));
    const [operandNode, field] = node.args;
    const operand = this.part(operandNode, scope);
    const { type, isOptional } = this.#fieldType(operand.type, field);
    return { type: isOptional ? optionalOf(type) : type, run: (frame) => select(operand.run(frame), field) };
  }

  #optionalSelect(operandNode: AstNode, field: string, scope: Scope): Part {
    const operand = this.part(operandNode, scope);
    return { type: optionalOf(this.#fieldType(operand.type, field).type), run: (frame) => optionally(operand.run(frame), field) };
  }

  #fieldType(operand: Type, field: string): { readonly type: Type; readonly isOptional: boolean } {
    const known = this.types.apply(operand);
    const inside = insideOptional(known);
    return { type: this.#plainFieldType(inside ?? known, field), isOptional: inside !== undefined };
  }

  #plainFieldType(target: Type, field: string): Type {
    if (target.kind === 'map') return target.parameters[1];
    if (target.kind === 'dyn') return dyn;
    if (target.kind === 'parameter') {
      this.types.assign(dyn, target);
      return dyn;
    }
    const type = target.kind === 'struct' && Object.hasOwn(target.fields, field) ? target.fields[field] : undefined;
    if (type === undefined) throw refusedByServer(`${this.describe(target)} has no field ${field}`);
    return type;
  }

  #call(node: AstNode & { op: 'call' }, scope: Scope): Part {
    const [name, args] = node.args;
    if (name === 'has' && args.length === 1) return this.#has(args[0] as AstNode, scope);
    return this.#invoke(name, undefined, args, scope);
  }

  #has(operand: AstNode, scope: Scope): Part {
    if (operand.op !== '.' && operand.op !== '.?') throw refusedByServer('has() takes a field: has(object.spec)');
    const [targetNode, field] = operand.args;
    const target = this.part(targetNode, scope);
    this.#fieldType(target.type, field);
    return { type: bool, run: (frame) => isPresent(target.run(frame), field) };
  }

  #methodCall(node: AstNode & { op: 'rcall' }, scope: Scope): Part {
    const [name, receiver, args] = node.args;
    if (isMacro(name, args.length)) return compileMacro(this, name, receiver, args, scope);
    const prefix = qualifiedName(receiver, scope);
    const qualified = prefix === undefined ? undefined : `${prefix}.${name}`;
    if (qualified !== undefined && this.#functions.has(qualified)) return this.#invoke(qualified, undefined, args, scope);
    return this.#invoke(name, receiver, args, scope);
  }

  #invoke(name: string, receiver: AstNode | undefined, args: readonly AstNode[], scope: Scope): Part {
    if (name === 'format') this.#formatCalls += 1;
    const parts = [...(receiver === undefined ? [] : [receiver]), ...args].map((node) => this.part(node, scope));
    if (name === 'format') this.#formatCalls -= 1;
    const overloads = this.#overloadsOf(name).filter(({ isMethod, parameters }) => isMethod === (receiver !== undefined) && parameters.length === parts.length);
    const type = this.resolve(name, overloads, parts.map((part) => part.type));
    const runs = parts.map(({ run }) => run);
    const run: Run = (frame) => {
      spend(frame);
      return invoke(name, overloads, runs.map((argument) => argument(frame)));
    };
    if (name === 'format') this.#requireTemplate(parts);
    return foldConstants(name, { type, run }, parts);
  }

  #requireTemplate([template, values]: readonly Part[]): void {
    if (typeof template?.constant !== 'string' || values?.items === undefined) return;
    const problem = templateProblem(template.constant, values.items, (type) => this.types.apply(type, true));
    if (problem !== undefined) throw refusedByServer(problem);
  }

  #overloadsOf(name: string): readonly Declaration[] {
    const entry = this.#functions.get(name);
    if (entry === undefined) throw refusedByServer(`there is no function ${name}`);
    if (entry.comesWith !== undefined) throw refusedByServer(`${name} comes with Kubernetes 1.${entry.comesWith}`);
    return entry.overloads;
  }

  #list(nodes: readonly AstNode[], scope: Scope): Part {
    const items = nodes.map((node) => this.#entry(node, scope));
    const type = listOf(this.#join('list', items.map((item) => item.type)));
    return { type, run: (frame) => items.flatMap(({ read }) => read(frame)), items: items.map((item) => item.part) };
  }

  #map(nodes: readonly (readonly [AstNode, AstNode])[], scope: Scope): Part {
    const entries = nodes.map(([key, value]) => ({ key: this.part(key, scope), value: this.#entry(value, scope) }));
    const items = entries.flatMap(({ key, value }) => [key, value.part]);
    const type = mapOf(this.#join('map', entries.map(({ key }) => key.type)), this.#join('map', entries.map(({ value }) => value.type)));
    return { type, run: (frame) => makeMap(entries.flatMap(({ key, value }) => value.read(frame).map((item) => [key.run(frame), item] as const))), items };
  }

  /** An entry of a literal; an optional one may be left out. */
  #entry(node: AstNode, scope: Scope): { readonly type: Type; readonly part: Part; readonly read: (frame: Frame) => readonly CelValue[] } {
    const isOptional = node.op === 'call' && node.args[0] === OPTIONAL_ENTRY;
    const part = this.part(isOptional ? node.args[1][0] as AstNode : node, scope);
    if (!isOptional) return { type: part.type, part, read: (frame) => [part.run(frame)] };
    const known = this.types.apply(part.type);
    const inside = known.kind === 'dyn' ? dyn : insideOptional(known);
    if (inside === undefined) throw refusedByServer(`an optional entry is ${this.describe(known)}, which is not optional`);
    return { type: inside, part, read: (frame) => entryOf(part.run(frame)) };
  }

  /** The common type of the items of a literal. */
  #join(what: string, types: readonly Type[]): Type {
    const [first, ...others] = types;
    if (first === undefined) return this.types.freshParameter();
    if (this.#formatCalls === 0) this.#aggregates.push({ what, types });
    return others.reduce((joined, type) => (this.types.assign(joined, type) ? mostGeneral(joined, type) : dyn), first);
  }

  /** The API server wants all items of a literal to be of one type for sure, unless they are to be formatted. */
  #requireHomogeneous(): void {
    for (const { what, types } of this.#aggregates) {
      const [first, ...others] = types.map((type) => this.types.apply(type, true)) as [Type, ...Type[]];
      const other = others.find((type) => !isSameType(first, type));
      if (other !== undefined) throw refusedByServer(`a ${what} holds both ${formatType(first)} and ${formatType(other)}`);
    }
  }

  #conditional(nodes: readonly [AstNode, AstNode, AstNode], scope: Scope): Part {
    const [test, yes, no] = nodes.map((node) => this.part(node, scope)) as [Part, Part, Part];
    const result = this.types.freshParameter();
    const type = this.resolve('?:', [{ parameters: [bool, result, result], result }], [test.type, yes.type, no.type]);
    return { type, run: (frame) => (condition(test.run, frame) ? yes : no).run(frame) };
  }

  #logical(node: AstNode & { op: '&&' | '||' }, scope: Scope): Part {
    const [left, right] = node.args.map((operand) => this.part(operand, scope)) as [Part, Part];
    this.requireBool(left);
    this.requireBool(right);
    return { type: bool, run: logical(node.op === '||', left.run, right.run) };
  }

  #unary(node: AstNode & { op: '!_' | '-_' }, scope: Scope): Part {
    const negative = negativeLiteral(node);
    if (negative !== undefined) return constant(negative);
    const operand = this.part(node.args, scope);
    const type = this.resolve(node.op.slice(0, 1), unaryOverloads[node.op], [operand.type]);
    return { type, run: node.op === '!_' ? (frame) => !condition(operand.run, frame) : (frame) => negate(operand.run(frame)) };
  }

  #binary(op: string, nodes: readonly [AstNode, AstNode], scope: Scope): Part {
    const { overloads, apply } = operators[op] as Operator;
    const [left, right] = nodes.map((node) => this.part(node, scope)) as [Part, Part];
    const type = this.resolve(op, overloads, [left.type, right.type]);
    // Like the API server, which does not even look at what cannot be in an empty list.
    if (op === 'in' && right.items?.length === 0 && nodes[1].op === 'list') return { type, run: () => false };
    return { type, run: (frame) => apply(left.run(frame), right.run(frame)) };
  }

  #index(node: AstNode & { op: '[]' | '[?]' }, scope: Scope): Part {
    const [collection, key] = node.args.map((operand) => this.part(operand, scope)) as [Part, Part];
    const type = this.resolve(node.op, (operators[node.op] as Operator).overloads, [collection.type, key.type]);
    const find = node.op === '[]' ? select : optionally;
    return { type, run: (frame) => find(collection.run(frame), key.run(frame)) };
  }
}
