import type { AstNode } from '../parse';
import type { Part, Scope } from './compiler';
import { refusedByServer, refusedHere } from './refusal';
import { requirePattern } from './regex';
import { primitive, type Type } from './type';
import { CelError, CelType, type CelValue, checkedInt, checkedUint, kindOf } from './value';

/** A part whose value is known. */
export const constant = (value: CelValue): Part => ({ type: typeOf(value), run: () => value, constant: value });

function typeOf(value: CelValue): Type {
  return value instanceof CelType ? { kind: 'type' } : primitive(kindOf(value));
}

/** The value of a literal. */
export function literalOf(node: AstNode & { op: 'value' }): CelValue {
  const value = node.args;
  if (typeof value === 'bigint') return checkedLiteral(value);
  if (value === null || typeof value !== 'object') return value;
  // The parser reads bytes unit by unit, which is right for ASCII only.
  const isUnusual = value instanceof Uint8Array && /[^\x00-\x7f]/.test(node.input.slice(node.start, node.end));
  if (isUnusual) throw refusedHere('it holds bytes beyond ASCII');
  return value instanceof Uint8Array ? value : checkedUint(BigInt(String(value.valueOf())));
}

/** A number with a minus sign; `undefined` for anything else. A number in parentheses is no literal any more. */
export function negativeLiteral(node: AstNode & { op: '!_' | '-_' }): bigint | number | undefined {
  const { op, args: operand } = node;
  if (op !== '-_' || operand.op !== 'value' || node.input.slice(node.start + 1, operand.start).trim() !== '') return undefined;
  if (typeof operand.args === 'bigint') return checkedLiteral(-operand.args);
  return typeof operand.args === 'number' ? -operand.args : undefined;
}

/** An integer that fits 64 bits; anything else makes the API server refuse the policy. */
function checkedLiteral(value: bigint): bigint {
  return orRefused(() => checkedInt(value));
}

/** `a.b.c` as a text, where it begins with no variable of a comprehension. */
export function qualifiedName(node: AstNode, scope: Scope): string | undefined {
  if (node.op === 'id') return scope.has(node.args) ? undefined : node.args;
  if (node.op !== '.') return undefined;
  const prefix = qualifiedName(node.args[0], scope);
  return prefix === undefined ? undefined : `${prefix}.${node.args[1]}`;
}

/** A computation that the API server does when a policy is created. */
function orRefused<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    throw error instanceof CelError ? refusedByServer(error.message) : error;
  }
}

const CONVERSIONS = ['bool', 'bytes', 'double', 'duration', 'int', 'string', 'timestamp', 'uint'];
const REGEX_FUNCTIONS = ['matches', 'find', 'findAll'];

/** A call, with what the API server computes of constants when a policy is created: an error there makes it refuse the policy. */
export function foldConstants(name: string, part: Part, args: readonly Part[]): Part {
  const [first, second] = args;
  const pattern = REGEX_FUNCTIONS.includes(name) ? second?.constant : undefined;
  if (typeof pattern === 'string') orRefused(() => requirePattern(pattern));
  if (!CONVERSIONS.includes(name) || args.length !== 1 || first?.constant === undefined) return part;
  const value = orRefused(() => part.run({ variable: () => null, slots: [], budget: 1 }));
  return { ...part, run: () => value, constant: value };
}
