import { access, type Code, Level, textAt } from './code';
import type { Emitter } from './emit';
import type { Facts } from './guards';
import type { AstNode } from './parse';

type Operands = readonly [AstNode, AstNode];

const SCALARS = ['string', 'number', 'bigint', 'boolean'];

/** `-value` */
export function emitNegative(emitter: Emitter, operand: AstNode, facts: Facts): Code {
  const code = emitter.value(operand, facts);
  const text = code.type === 'number' ? textAt(code, Level.access) : `cel.number(${code.text})`;
  return { text: `-${text}`, level: Level.unary, type: 'number', total: code.total };
}

/** `left == right` and `left != right`. Against a literal that is `===`: CEL too says false where the types differ. */
export function emitEquality(emitter: Emitter, node: AstNode & { op: '==' | '!=' }, facts: Facts): Code {
  const [left, right] = emitBoth(emitter, node.args, facts);
  const total = left.total && right.total;
  const isEqual = node.op === '==';
  if (!node.args.some(isScalarLiteral)) {
    const call = `cel.equals(${left.text}, ${right.text})`;
    const equal = access(call, 'bool', total);
    return isEqual ? equal : { ...equal, text: `!${call}`, level: Level.unary, negated: call };
  }
  const [operator, opposite] = isEqual ? ['===', '!=='] : ['!==', '==='];
  const [before, after] = [textAt(left, Level.relational), textAt(right, Level.relational)];
  return { text: `${before} ${operator} ${after}`, negated: `${before} ${opposite} ${after}`, level: Level.equality, type: 'bool', total };
}

/** `value in collection`; a list of literals is made once. */
export function emitMembership(emitter: Emitter, [value, collection]: Operands, facts: Facts): Code {
  const item = emitter.value(value, facts);
  if (collection.op === 'list' && collection.args.length > 0 && collection.args.every(isScalarLiteral)) {
    const literals = collection.args.map((literal) => emitter.emit(literal, facts).text);
    const set = emitter.constants.name('set', `new Set([${literals.join(', ')}])`);
    return access(`${set}.has(${item.text})`, 'bool', item.total);
  }
  const list = emitter.value(collection, facts);
  return access(`cel.isIn(${item.text}, ${list.text})`, 'bool', item.total && list.total);
}

/** `<`, `<=`, `>` and `>=` */
export function emitComparison(emitter: Emitter, operator: '<' | '<=' | '>' | '>=', operands: Operands, facts: Facts): Code {
  const [left, right] = emitBoth(emitter, operands, facts);
  const areNumbers = left.type === 'number' || right.type === 'number';
  const text = areNumbers ? `${numeric(left)} ${operator} ${numeric(right)}` : `cel.compare(${left.text}, ${right.text}) ${operator} 0`;
  return { text, level: Level.relational, type: 'bool', total: left.total && right.total };
}

/** `+`, `-` and `*` */
export function emitArithmetic(emitter: Emitter, operator: '+' | '-' | '*', operands: Operands, facts: Facts): Code {
  const [left, right] = emitBoth(emitter, operands, facts);
  const total = left.total && right.total;
  if (operator !== '+') return access(`cel.${operator === '-' ? 'subtract' : 'multiply'}(${left.text}, ${right.text})`, 'number', total);
  if (left.type === 'string' && right.type === 'string') {
    return { text: `${textAt(left, Level.additive)} + ${textAt(right, Level.unary)}`, level: Level.additive, type: 'string', total };
  }
  const type = [left.type, right.type].find((known) => known === 'list' || known === 'string' || known === 'number') ?? 'dyn';
  return access(`cel.add(${left.text}, ${right.text})`, type, total);
}

const emitBoth = (emitter: Emitter, [left, right]: Operands, facts: Facts): readonly [Code, Code] =>
  [emitter.value(left, facts), emitter.value(right, facts)];

const isScalarLiteral = (node: AstNode): boolean =>
  (node.op === 'value' && SCALARS.includes(typeof node.args)) || (node.op === '-_' && node.args.op === 'value');

const numeric = (code: Code): string => (code.type === 'number' ? textAt(code, Level.additive) : `cel.number(${code.text})`);
