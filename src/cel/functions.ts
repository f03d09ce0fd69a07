import { access, type Code, type CodeType, Level, textAt } from './code';
import type { Emitter } from './emit';
import type { Facts } from './guards';
import type { AstNode } from './parse';
import { translateRegex } from './regex';

/** The macros, by name. */
export type Macro = 'all' | 'exists' | 'exists_one' | 'filter' | 'map';

interface MacroCode {
  /** How many expressions may follow the variable. */
  readonly bodies: readonly number[];
  /** @param over - What the macro ranges over. */
  emit(over: Code, variable: string, bodies: readonly Code[]): Code;
}

const list = (code: Code): string => (code.type === 'list' ? textAt(code, Level.access) : `cel.items(${code.text})`);
const areTotal = (...codes: readonly Code[]): boolean => codes.every((code) => code.total);

/** One error does not decide `all` and `exists`: another item still may. Without one the methods of lists mean the same. */
const quantifier = (method: 'every' | 'some', failing: 'all' | 'exists'): MacroCode => ({
  bodies: [1],
  emit(over, variable, [body]) {
    const condition = body as Code;
    const lambda = `(${variable}) => ${condition.text}`;
    const text = condition.total ? `${list(over)}.${method}(${lambda})` : `cel.${failing}(${list(over)}, ${lambda})`;
    return access(text, 'bool', areTotal(over, condition));
  },
});

/** The macros that compile. Each takes one variable. */
export const MACROS: Readonly<Record<Macro, MacroCode>> = {
  all: quantifier('every', 'all'),
  exists: quantifier('some', 'exists'),
  exists_one: {
    bodies: [1],
    emit: (over, variable, [body]) =>
      access(`cel.existsOne(${list(over)}, (${variable}) => ${(body as Code).text})`, 'bool', areTotal(over, body as Code)),
  },
  filter: {
    bodies: [1],
    emit: (over, variable, [body]) =>
      access(`${list(over)}.filter((${variable}) => ${(body as Code).text})`, 'list', areTotal(over, body as Code)),
  },
  map: {
    bodies: [1, 2],
    emit(over, variable, bodies) {
      const filter = bodies.length === 2 ? `.filter((${variable}) => ${(bodies[0] as Code).text})` : '';
      return access(`${list(over)}${filter}.map((${variable}) => ${(bodies.at(-1) as Code).text})`, 'list', areTotal(over, ...bodies));
    },
  },
};

interface MethodCode {
  readonly type: CodeType;
  /** The numbers of arguments that it takes. */
  readonly arguments: readonly number[];
  emit(receiver: Code, args: readonly Code[]): string;
}

const text = (code: Code): string => (code.type === 'string' ? textAt(code, Level.access) : `cel.text(${code.text})`);
const native = (name: string, method: string): readonly [string, MethodCode] =>
  [name, { type: 'bool', arguments: [1], emit: (receiver, args) => `${text(receiver)}.${method}(${args.map(text).join('')})` }];
const helper = (name: string, type: CodeType, counts: readonly number[]): readonly [string, MethodCode] =>
  [name, { type, arguments: counts, emit: (receiver, args) => `cel.${name}(${[receiver, ...args].map((code) => code.text).join(', ')})` }];

const METHODS: ReadonlyMap<string, MethodCode> = new Map([
  native('startsWith', 'startsWith'),
  native('endsWith', 'endsWith'),
  native('contains', 'includes'),
  helper('size', 'number', [0]),
  helper('lowerAscii', 'string', [0]),
  helper('upperAscii', 'string', [0]),
  helper('split', 'list', [1]),
  helper('join', 'string', [0, 1]),
  helper('indexOf', 'number', [1]),
]);

/** `receiver.method(…)` for the methods of strings and lists. */
export function emitMethod(emitter: Emitter, node: AstNode & { op: 'rcall' }, receiver: Code, args: readonly Code[]): Code {
  const [name, , argumentNodes] = node.args;
  if (name === 'matches') return emitMatches(emitter, node, receiver, argumentNodes);
  const method = METHODS.get(name);
  if (!method) return emitter.refuse(node, `.${name}() is not part of the profile`);
  if (!method.arguments.includes(args.length)) return emitter.refuse(node, `.${name}() takes ${method.arguments.join(' or ')} arguments`);
  return access(method.emit(receiver, args), method.type, areTotal(receiver, ...args));
}

function emitMatches(emitter: Emitter, node: AstNode, receiver: Code, [pattern]: readonly AstNode[]): Code {
  if (pattern?.op !== 'value' || typeof pattern.args !== 'string') return emitter.refuse(node, '.matches() takes a string literal');
  const { source, problem } = translateRegex(pattern.args);
  if (source === undefined) return emitter.refuse(pattern, problem);
  const constant = emitter.constants.name('pattern', String(new RegExp(source, 'u')));
  return access(`${constant}.test(${text(receiver).replace(/^\((.*)\)$/s, '$1')})`, 'bool', receiver.total);
}

/** The functions that are no methods: `has`, `size`, `string`. */
export function emitFunction(emitter: Emitter, node: AstNode & { op: 'call' }, facts: Facts): Code {
  const [name, args] = node.args;
  const [argument] = args;
  if (argument === undefined || args.length > 1 || !['has', 'size', 'string'].includes(name)) {
    return emitter.refuse(node, `${name}() with ${args.length} arguments is not part of the profile`);
  }
  if (name === 'has') return emitHas(emitter, argument, facts);
  const code = emitter.value(argument, facts);
  if (name === 'size') return access(`cel.size(${code.text})`, 'number', code.total);
  return access(`cel.toText(${code.text})`, 'string', code.total);
}

function emitHas(emitter: Emitter, argument: AstNode, facts: Facts): Code {
  if (argument.op !== '.' || !isPlainPath(argument)) {
    return emitter.refuse(argument, 'has() takes a plain field, as in has(volume.hostPath); for all else there is .?field.hasValue()');
  }
  const [receiver, name] = argument.args;
  const code = emitter.optionalField(receiver, name, facts);
  const field = textAt(code, Level.relational);
  return { text: `${field} != null`, negated: `${field} == null`, level: Level.equality, type: 'bool', total: code.total };
}

/** `a.b.c`: the only thing that `has()` means the same on everywhere. */
function isPlainPath(node: AstNode): boolean {
  return node.op === 'id' || (node.op === '.' && isPlainPath(node.args[0]));
}
