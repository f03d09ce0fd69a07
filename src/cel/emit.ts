import { access, type Code, type CodeType, Constants, joinOperands, Level, quote, textAt } from './code';
import { emitFunction, emitMethod, MACROS, type Macro } from './functions';
import { accessPath, type Facts, NO_FACTS, presentWhen, withFacts } from './guards';
import { emitArithmetic, emitComparison, emitEquality, emitMembership, emitNegative } from './operators';
import type { AstNode } from './parse';
import type { ExpressionProblem } from './problem';

/** What an expression may name. */
export interface EmitOptions {
  /** The known `variables.*` and their types. */
  readonly variables: ReadonlyMap<string, CodeType>;
  /** The elements in scope; any name, where absent. */
  readonly elements?: readonly string[];
  /** Accesses that are known to succeed, as {@link accessPath} writes them. */
  readonly facts?: Facts;
  readonly constants?: Constants;
}

const UNKNOWN: Code = access('undefined', 'dyn', true);
/** Names under which JavaScript has something on every map, list, string, number or boolean. */
const BUILT_IN_FIELDS: ReadonlySet<string> = new Set(
  [Object.prototype, Array.prototype, String.prototype, Number.prototype, Boolean.prototype].flatMap((prototype) =>
    Object.getOwnPropertyNames(prototype)),
);
const RESERVED = new Set(
  ('arguments await break case catch class const continue debugger default delete do else enum eval export extends finally for function if '
    + 'implements import instanceof interface let new package private protected public return static super switch this throw try typeof var '
    + 'void while with yield undefined cel').split(' '),
);

/** The JavaScript name of a CEL name. CEL's have no `$`: nothing collides. */
export const localName = (name: string): string => (RESERVED.has(name) ? `${name}$` : name);

/** Turns one parsed expression into JavaScript. What JavaScript cannot mean the same by is collected as a problem. */
export class Emitter {
  /** What is refused. The code is of no use where there is any. */
  readonly problems: ExpressionProblem[] = [];
  /** Accesses that fail where the field is missing. */
  readonly partial: AstNode[] = [];
  /** The elements that are used, in the order of first use. */
  readonly used = new Set<string>();
  readonly constants: Constants;
  readonly #options: EmitOptions;
  readonly #locals = new Set<string>();

  constructor(options: EmitOptions) {
    this.#options = options;
    this.constants = options.constants ?? new Constants();
  }

  /** The code of an expression whose value is a boolean. */
  emitPredicate(node: AstNode): Code {
    return this.bool(this.emit(node, this.#options.facts ?? NO_FACTS), node);
  }

  /** The code of an expression of any type. */
  emitValue(node: AstNode): Code {
    return this.value(node, this.#options.facts ?? NO_FACTS);
  }

  /** Records why a node cannot be compiled. */
  refuse(node: AstNode, message: string): Code {
    this.problems.push({ message, start: node.start, end: node.end });
    return UNKNOWN;
  }

  /** The code of an operand that has to be a value. */
  value(node: AstNode, facts: Facts): Code {
    const code = this.emit(node, facts);
    return code.type === 'optional' ? this.refuse(node, 'end an optional access in .orValue(…) or .hasValue()') : code;
  }

  emit(node: AstNode, facts: Facts): Code {
    switch (node.op) {
      case 'value':
        return this.#literal(node);
      case 'id':
        return this.#name(node);
      case '.':
        return this.#field(node, facts);
      case '.?':
        return this.optionalField(node.args[0], node.args[1], facts);
      case '[]':
        return this.#index(node, facts);
      case '[?]':
        return this.#optionalIndex(node.args[0], node.args[1], facts);
      case 'list':
        return this.#list(node.args, facts);
      case 'map':
        return this.#map(node, facts);
      case '?:':
        return this.#conditional(node.args, facts);
      case '&&':
      case '||':
        return this.#logical(node, facts);
      case '!_':
        return this.#not(node, facts);
      case '-_':
        return emitNegative(this, node.args, facts);
      case '==':
      case '!=':
        return emitEquality(this, node, facts);
      case 'in':
        return emitMembership(this, node.args, facts);
      case '<':
      case '<=':
      case '>':
      case '>=':
        return emitComparison(this, node.op, node.args, facts);
      case '+':
      case '-':
      case '*':
        return emitArithmetic(this, node.op, node.args, facts);
      case 'call':
        return emitFunction(this, node, facts);
      case 'rcall':
        return this.#method(node, facts);
      default:
        return this.refuse(node, `${node.op} does not mean the same on JSON numbers: write the condition without it`);
    }
  }

  /** A boolean: checked where its type is not known. */
  bool(code: Code, node: AstNode): Code {
    if (code.type === 'bool') return code;
    if (code.type === 'dyn') return access(`cel.bool(${code.text})`, 'bool', code.total);
    return this.refuse(node, `a ${code.type} is not a condition`);
  }

  #literal(node: AstNode & { op: 'value' }): Code {
    const literal = node.args;
    if (typeof literal === 'string') return access(quote(literal), 'string', true);
    if (typeof literal === 'boolean') return access(String(literal), 'bool', true);
    if (typeof literal === 'number' || typeof literal === 'bigint') {
      const number = Number(literal);
      return Number.isInteger(number) && !Number.isSafeInteger(number)
        ? this.refuse(node, 'JSON numbers hold integers below 2^53 only')
        : access(String(number), 'number', true);
    }
    if (literal === null) return this.refuse(node, 'the API server shows no null: ask with .hasValue()');
    return this.refuse(node, 'bytes and unsigned integers are not JSON');
  }

  #name(node: AstNode & { op: 'id' }): Code {
    const name = node.args;
    if (this.#locals.has(name)) return access(localName(name), 'dyn', true);
    if (name === 'variables') return this.refuse(node, 'name one of the variables: variables.podSpec');
    const { elements } = this.#options;
    if (name !== 'object' && elements && !elements.includes(name)) {
      return this.refuse(node, `${name} is not in scope: object, variables${elements.map((element) => `, ${element}`).join('')} are`);
    }
    this.used.add(name);
    return access(localName(name), 'dyn', true);
  }

  #field(node: AstNode & { op: '.' }, facts: Facts): Code {
    const [receiver, name] = node.args;
    if (receiver.op === 'id' && receiver.args === 'variables' && !this.#locals.has('variables')) return this.#variable(node, name);
    const isIdentity = receiver.op === 'id' && receiver.args === 'object' && (name === 'kind' || name === 'apiVersion');
    const of = this.emit(receiver, facts);
    if (of.type === 'optional') return this.optionalField(receiver, name, facts);
    const known = isIdentity || facts.has(accessPath(node) ?? '');
    if (known && !BUILT_IN_FIELDS.has(name)) return access(`${textAt(of, Level.access)}.${name}`, isIdentity ? 'string' : 'dyn', of.total);
    if (known) return access(`cel.own(${of.text}, ${quote(name)})`, 'dyn', of.total);
    this.partial.push(node);
    return access(`cel.field(${of.text}, ${quote(name)})`, 'dyn', false);
  }

  #variable(node: AstNode, name: string): Code {
    const type = this.#options.variables.get(name);
    const known = [...this.#options.variables.keys()].join(', ');
    if (type === undefined) return this.refuse(node, `variables.${name} does not exist: ${known} do`);
    this.used.add('variables');
    return access(`variables.${name}`, type, true);
  }

  /** `receiver.?name` */
  optionalField(receiver: AstNode, name: string, facts: Facts): Code {
    const of = this.emit(receiver, facts);
    const text = BUILT_IN_FIELDS.has(name) ? `cel.own(${of.text}, ${quote(name)})` : `${textAt(of, Level.access)}?.${name}`;
    return access(text, 'optional', of.total);
  }

  #index(node: AstNode & { op: '[]' }, facts: Facts): Code {
    const [receiver, key] = node.args;
    const of = this.emit(receiver, facts);
    if (of.type === 'optional') return this.#optionalIndex(receiver, key, facts);
    const at = this.value(key, facts);
    if (facts.has(accessPath(node) ?? '')) return access(`cel.own(${of.text}, ${at.text})`, 'dyn', of.total && at.total);
    this.partial.push(node);
    return access(`cel.field(${of.text}, ${at.text})`, 'dyn', false);
  }

  #optionalIndex(receiver: AstNode, key: AstNode, facts: Facts): Code {
    const of = this.emit(receiver, facts);
    const at = this.value(key, facts);
    return access(`cel.at(${of.text}, ${at.text})`, 'optional', of.total && at.total);
  }

  #list(items: readonly AstNode[], facts: Facts): Code {
    const codes = items.map((item) => this.value(item, facts));
    return access(`[${codes.map((code) => code.text).join(', ')}]`, 'list', codes.every((code) => code.total));
  }

  #map(node: AstNode & { op: 'map' }, facts: Facts): Code {
    const entries = node.args.map(([key, value]) => {
      if (key.op !== 'value' || typeof key.args !== 'string') this.refuse(key, 'keys of maps are string literals');
      return { key: this.value(key, facts), value: this.value(value, facts) };
    });
    const text = entries.map(({ key, value }) => `[${key.text}]: ${value.text}`).join(', ');
    return access(text === '' ? '({})' : `({ ${text} })`, 'map', entries.every(({ value }) => value.total));
  }

  #conditional([test, yes, no]: readonly [AstNode, AstNode, AstNode], facts: Facts): Code {
    const condition = this.bool(this.value(test, facts), test);
    const left = this.emit(yes, withFacts(facts, presentWhen(test, true)));
    const right = this.emit(no, withFacts(facts, presentWhen(test, false)));
    const branches = joinOperands(`? ${textAt(left, Level.conditional)}`, ':', textAt(right, Level.conditional));
    const text = joinOperands(textAt(condition, Level.nullish), branches.slice(0, 1), branches.slice(2));
    const type = left.type === right.type ? left.type : left.type === 'optional' || right.type === 'optional' ? undefined : 'dyn';
    if (type === undefined) return this.refuse(yes, 'one side of the condition is optional, the other is not');
    return { text, level: Level.conditional, type, total: condition.total && left.total && right.total };
  }

  #logical(node: AstNode & { op: '&&' | '||' }, facts: Facts): Code {
    const [leftNode, rightNode] = node.args;
    const isAnd = node.op === '&&';
    const left = this.bool(this.value(leftNode, facts), leftNode);
    const right = this.bool(this.value(rightNode, withFacts(facts, presentWhen(leftNode, isAnd))), rightNode);
    const total = left.total && right.total;
    // JavaScript looks at the right side only if the left one does not decide. So does CEL, unless the left one fails.
    if (!left.total) return access(`cel.${isAnd ? 'and' : 'or'}(() => ${left.text}, () => ${right.text})`, 'bool', total);
    const level = isAnd ? Level.and : Level.or;
    return { text: joinOperands(textAt(left, level), node.op, textAt(right, level)), level, type: 'bool', total };
  }

  #not(node: AstNode & { op: '!_' }, facts: Facts): Code {
    const operand = this.bool(this.value(node.args, facts), node.args);
    if (operand.negated !== undefined) return { ...operand, text: operand.negated, negated: operand.text };
    return { text: `!${textAt(operand, Level.unary)}`, level: Level.unary, type: 'bool', total: operand.total };
  }

  #method(node: AstNode & { op: 'rcall' }, facts: Facts): Code {
    const [name, receiver, args] = node.args;
    if (Object.hasOwn(MACROS, name)) return this.#macro(node, MACROS[name as Macro], facts);
    if (name === 'hasValue' || name === 'orValue' || name === 'or') return this.#optionalMethod(node, facts);
    return emitMethod(this, node, this.value(receiver, facts), args.map((argument) => this.value(argument, facts)));
  }

  #optionalMethod(node: AstNode & { op: 'rcall' }, facts: Facts): Code {
    const [name, receiver, args] = node.args;
    const of = this.emit(receiver, facts);
    if (of.type !== 'optional') return this.refuse(node, `.${name}() is for optional values: reach the field with .?`);
    const [argument] = args;
    if (name === 'hasValue' || argument === undefined || args.length > 1) {
      if (name !== 'hasValue' || args.length > 0) return this.refuse(node, `.${name}() takes ${name === 'hasValue' ? 'no' : 'one'} argument`);
      const text = textAt(of, Level.relational);
      return { text: `${text} != null`, negated: `${text} == null`, level: Level.equality, type: 'bool', total: of.total };
    }
    const other = name === 'or' ? this.emit(argument, facts) : this.value(argument, facts);
    if (name === 'or' && other.type !== 'optional') return this.refuse(argument, '.or() takes another optional value; .orValue() a default');
    const text = `${textAt(of, Level.nullish)} ?? ${textAt(other, Level.equality)}`;
    return { text, level: Level.nullish, type: name === 'or' ? 'optional' : 'dyn', total: of.total && other.total };
  }

  #macro(node: AstNode & { op: 'rcall' }, macro: (typeof MACROS)[Macro], facts: Facts): Code {
    const [name, receiver, args] = node.args;
    const [variable, ...bodies] = args;
    if (variable?.op !== 'id' || !macro.bodies.includes(bodies.length)) {
      return this.refuse(node, `.${name}() takes a variable and an expression`);
    }
    const over = this.value(receiver, facts);
    if (this.#isTaken(variable.args)) return this.refuse(variable, `${variable.args} hides another name: choose a different one`);
    const path = accessPath(receiver);
    const known = path === undefined ? facts : new Set([...facts, `${path}[${variable.args}]`]);
    this.#locals.add(variable.args);
    const codes = bodies.map((body, index) => {
      const isCondition = name !== 'map' || index < bodies.length - 1;
      return isCondition ? this.bool(this.value(body, known), body) : this.value(body, known);
    });
    this.#locals.delete(variable.args);
    return macro.emit(over, localName(variable.args), codes);
  }

  #isTaken(name: string): boolean {
    const { elements = [] } = this.#options;
    return name === 'object' || name === 'variables' || this.#locals.has(name) || this.used.has(name) || elements.includes(name);
  }
}
