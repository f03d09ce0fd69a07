import { groupOf } from '../manifest/fields';
import type { Minor } from '../manifest/object';
import { parseField } from '../manifest/path';
import { closest, type FieldType, kindsOf, ObjectType } from '../manifest/schema/index';
import { minorNumber, minors } from '../platform';
import { type AstNode, parse } from './parse';
import type { ExpressionProblem } from './problem';
import { variables } from './variables';

/** Where the elements of a range stand; `ranges` of the controls is a table of these. */
interface ElementRange {
  readonly within?: string;
  readonly lists?: readonly string[];
  readonly fields?: readonly string[];
  readonly keysOf?: string;
  readonly variable?: string;
}

/** What an expression is written for. */
export interface PathScope {
  /** What the expression ranges over; a key of `ranges`. */
  readonly range: string;
  readonly ranges: Readonly<Record<string, ElementRange>>;
  /** The kinds that `object` may be. */
  readonly kinds: readonly { readonly apiGroup: string; readonly kind: string }[];
  /** The first minor that the expression is meant for. A field must exist in it, or in a later one that the kit knows. */
  readonly minor: Minor;
}

/** What a value may be, over all kinds and minors. Nothing, where only literals lead to it or a mistake was already reported. */
type Shape = readonly FieldType[];

interface Names {
  readonly [name: string]: Shape;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const NOTHING: Shape = [];
const KEY: Shape = [{ kind: 'string' }];

/**
 * Resolves every field that an expression reads against Kubernetes' own types. A misspelt field is always absent, and absent often
 * means "allowed": neither CEL nor the API server would say a word.
 *
 * @example
 * ```ts
 * import { ranges } from '../controls/ranges';
 * import { lintPaths } from './paths';
 *
 * lintPaths('!podSpec.?hostPIDx.orValue(false)', { range: 'podSpec', ranges, kinds: [{ apiGroup: '', kind: 'Pod' }], minor: '1.28' });
 * // [{ message: 'PodSpec of Kubernetes 1.28 or later has no field hostPIDx; did you mean hostPID?', start: 10, end: 18 }]
 * ```
 */
export function lintPaths(expression: string, scope: PathScope): readonly ExpressionProblem[] {
  const parsed = parse(expression);
  if (parsed.problems) return parsed.problems;
  const linter = new PathLinter(scope, { start: 0, end: expression.length });
  linter.shapeOf(parsed.ast, linter.elements(scope.range));
  return linter.problems;
}

/** The same for the field that a control blames, relative to the element of its range: `securityContext.privileged`. */
export function lintField(field: string, scope: PathScope): readonly ExpressionProblem[] {
  const span = { start: 0, end: field.length };
  const linter = new PathLinter(scope, span);
  linter.walk(linter.elements(scope.range)[scope.range] ?? NOTHING, field, span);
  return linter.problems;
}

class PathLinter {
  readonly problems: ExpressionProblem[] = [];
  readonly #scope: PathScope;
  readonly #whole: Span;
  readonly #object: Shape;
  readonly #variables = new Map<string, Shape>();

  constructor(scope: PathScope, whole: Span) {
    this.#scope = scope;
    this.#whole = whole;
    this.#object = this.#objectShape();
  }

  /** The object and the elements that an expression over a range may name. */
  elements(range: string): Names {
    const definition = this.#scope.ranges[range];
    if (definition === undefined) this.#report(`there is no range ${range}${hint(range, Object.keys(this.#scope.ranges))}`, this.#whole);
    const { within, lists, fields, keysOf, variable } = definition ?? {};
    if (within === undefined) return { object: this.#object };
    const names = this.elements(within);
    const parent = names[within] ?? NOTHING;
    if (keysOf !== undefined) {
      this.walk(parent, keysOf, this.#whole);
      return { ...names, [range]: KEY };
    }
    const paths = lists ?? fields;
    if (paths === undefined) return { ...names, [range]: variable === undefined ? NOTHING : this.#variable(variable, this.#whole) };
    const shapes = paths.map((path) => this.walk(parent, path, this.#whole));
    return { ...names, [range]: union(...(lists === undefined ? shapes : shapes.map(itemsOf))) };
  }

  /** Follows `a.b.c`. */
  walk(from: Shape, field: string, span: Span): Shape {
    return parseField(field).reduce((shape: Shape, step) => this.#select(shape, String(step), span), from);
  }

  /** What a part of an expression may be, and on the way there every field that it reads. */
  shapeOf(node: AstNode, names: Names): Shape {
    switch (node.op) {
      case 'value': return NOTHING;
      case 'id': return this.#name(node.args, names, node);
      case '.':
      case '.?': return this.#field(node, names);
      case '[]':
      case '[?]': return this.#index(node, names);
      case 'call': return this.#all(node.args[1], names);
      case 'rcall': return this.#method(node, names);
      case 'list': return node.args.flatMap((item) => this.shapeOf(item, names).map((items) => ({ kind: 'list', items }) as const));
      case 'map': return this.#all(node.args.flat(), names);
      case '!_':
      case '-_': return this.#all([node.args], names);
      case '+': return union(...node.args.map((part) => this.shapeOf(part, names)));
      case '&&':
      case '||': {
        const [left, right] = node.args;
        this.shapeOf(left, names);
        return this.#all([right], narrow(names, left, node.op === '&&'));
      }
      case '?:': {
        const [condition, yes, no] = node.args;
        this.shapeOf(condition, names);
        return union(this.shapeOf(yes, narrow(names, condition, true)), this.shapeOf(no, narrow(names, condition, false)));
      }
      default: return this.#all(node.args, names);
    }
  }

  /** Looks into parts whose value is not followed: comparisons, calls, literals. */
  #all(nodes: readonly AstNode[], names: Names): Shape {
    for (const node of nodes) this.shapeOf(node, names);
    return NOTHING;
  }

  #name(name: string, names: Names, span: Span): Shape {
    const shape = Object.hasOwn(names, name) ? names[name] : undefined;
    if (shape === undefined) this.#report(`${name} is not in scope${hint(name, [...Object.keys(names), 'variables'])}`, span);
    return shape ?? NOTHING;
  }

  #field(node: AstNode & { op: '.' | '.?' }, names: Names): Shape {
    const [base, field] = node.args;
    const span = { start: node.range.end - field.length, end: node.range.end };
    if (base.op === 'id' && base.args === 'variables') return this.#variable(field, span);
    return this.#select(this.shapeOf(base, names), field, span);
  }

  #index(node: AstNode & { op: '[]' | '[?]' }, names: Names): Shape {
    const [base, index] = node.args;
    const shape = this.shapeOf(base, names);
    this.shapeOf(index, names);
    if (index.op === 'value' && typeof index.args === 'string') return this.#select(shape, index.args, index.range);
    if (shape.some((type) => type.kind === 'object')) {
      this.#report(`a field of ${titlesOf(shape)} must be named, or it cannot be checked`, index.range);
      return NOTHING;
    }
    return union(itemsOf(shape), shape.flatMap((type) => (type.kind === 'map' ? [type.values] : [])));
  }

  #method(node: AstNode & { op: 'rcall' }, names: Names): Shape {
    const [method, receiver, args] = node.args;
    if (receiver.op === 'id' && receiver.args === 'optional') return union(...args.map((arg) => this.shapeOf(arg, names)));
    const shape = this.shapeOf(receiver, names);
    switch (method) {
      case 'all':
      case 'exists':
      case 'exists_one':
      case 'filter':
      case 'map': return this.#macro(method, shape, args, names);
      case 'or':
      case 'orValue': return union(shape, ...args.map((arg) => this.shapeOf(arg, names)));
      case 'value': return shape;
      default: return this.#all(args, names);
    }
  }

  #macro(method: string, over: Shape, [variable, ...bodies]: readonly AstNode[], names: Names): Shape {
    if (variable?.op !== 'id') return this.#all(bodies, names);
    const keys = over.some((type) => type.kind === 'map') ? KEY : NOTHING;
    const inner = { ...names, [variable.args]: union(itemsOf(over), keys) };
    const results = bodies.map((body) => this.shapeOf(body, inner));
    if (method === 'filter') return over;
    return method === 'map' ? (results.at(-1) ?? NOTHING).map((items) => ({ kind: 'list', items }) as const) : NOTHING;
  }

  /** The shape of `variables.<name>`. A mistake inside of it is blamed on who uses it. */
  #variable(name: string, span: Span): Shape {
    const known = this.#variables.get(name);
    if (known !== undefined) return known;
    const definition = variables.find((variable) => variable.name === name);
    if (definition === undefined) {
      this.#report(`there is no variable ${name}${hint(name, variables.map((variable) => variable.name))}`, span);
      return NOTHING;
    }
    const parsed = parse(definition.expression);
    const before = this.problems.length;
    if (parsed.problems) this.problems.push(...parsed.problems);
    const shape = parsed.ast === undefined ? NOTHING : this.shapeOf(parsed.ast, { object: this.#object });
    const inner = this.problems.splice(before);
    for (const { message } of inner) this.#report(message.startsWith('variables.') ? message : `variables.${name}: ${message}`, span);
    this.#variables.set(name, shape);
    return shape;
  }

  /** One step down, into each type that has the field. Where none has, that is the mistake that this linter is for. */
  #select(shape: Shape, field: string, span: Span): Shape {
    const found = shape.flatMap((type): Shape => {
      if (type.kind === 'any') return [type];
      if (type.kind === 'map') return [type.values];
      return type.kind === 'object' ? [type.fields.get(field)?.type ?? []].flat() : NOTHING;
    });
    if (found.length === 0 && shape.length > 0) {
      const candidates = shape.flatMap((type) => (type.kind === 'object' ? [...type.fields.keys()] : []));
      this.#report(`${titlesOf(shape)} of Kubernetes ${this.#minors()[0]} or later has no field ${field}${hint(field, candidates)}`, span);
    }
    return union(found);
  }

  #minors(): readonly Minor[] {
    return minors.filter((minor) => minorNumber(minor) >= minorNumber(this.#scope.minor));
  }

  #objectShape(): Shape {
    const { kinds, minor } = this.#scope;
    if (this.#minors().length === 0) this.#report(`Kubernetes ${minor} is not known: the newest is ${minors.at(-1)}`, this.#whole);
    const known = this.#minors().flatMap((each) => kindsOf(each));
    return kinds.flatMap(({ apiGroup, kind }) => {
      const schemas = known.filter((schema) => schema.kind === kind && groupOf(schema.apiVersion) === apiGroup);
      const name = apiGroup === '' ? kind : `${kind} of ${apiGroup}`;
      if (schemas.length === 0) this.#report(`${name} is not built into Kubernetes: its fields cannot be checked`, this.#whole);
      return schemas.map((schema) => schema.type);
    });
  }

  #report(message: string, { start, end }: Span): void {
    this.problems.push({ message, start, end });
  }
}

const union = (...shapes: readonly Shape[]): Shape => [...new Set(shapes.flat())];
const itemsOf = (shape: Shape): Shape => shape.flatMap((type) => (type.kind === 'list' ? [type.items] : type.kind === 'any' ? [type] : []));
const titleOf = (type: FieldType): string => (type instanceof ObjectType ? type.title : type.kind);
const titlesOf = (shape: Shape): string => [...new Set(shape.map(titleOf))].join(' or ');

function hint(name: string, candidates: readonly string[]): string {
  const similar = closest(name, candidates);
  return similar === undefined ? '' : `; did you mean ${similar}?`;
}

/** What is left of `object` where `object.kind == 'Pod'` is known to hold, or known not to. */
function narrow(names: Names, condition: AstNode, holds: boolean): Names {
  if (condition.op === '!_') return narrow(names, condition.args, !holds);
  if (condition.op === (holds ? '&&' : '||')) return narrow(narrow(names, condition.args[0], holds), condition.args[1], holds);
  if (condition.op !== '==' && condition.op !== '!=') return names;
  const [left, right] = condition.args;
  if (!isKindOfObject(left) || right.op !== 'value' || typeof right.args !== 'string') return names;
  const isKind = holds === (condition.op === '==');
  const kind = right.args;
  return { ...names, object: (names['object'] ?? NOTHING).filter((type) => (titleOf(type) === kind) === isKind) };
}

function isKindOfObject(node: AstNode): boolean {
  if (node.op !== '.' || node.args[1] !== 'kind') return false;
  const [base] = node.args;
  return base.op === 'id' && base.args === 'object';
}
