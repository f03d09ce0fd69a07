/** What is known of a value from the expression alone; `dyn` where nothing is. */
export type CodeType = 'bool' | 'number' | 'string' | 'list' | 'map' | 'optional' | 'dyn';

/** How tightly JavaScript's operators bind. */
export const Level = {
  arrow: 0, conditional: 1, nullish: 2, or: 3, and: 4, equality: 5, relational: 6, additive: 7, unary: 9, access: 10,
} as const;
export type Level = (typeof Level)[keyof typeof Level];

/** A piece of JavaScript. */
export interface Code {
  readonly text: string;
  readonly level: Level;
  readonly type: CodeType;
  /** Whether it cannot fail on an object whose types are right: no access without a default or a guard. */
  readonly total: boolean;
  /** The opposite, where that is shorter than a `!` before it. */
  readonly negated?: string;
}

/** A call or a name: binds tightest. */
export const access = (text: string, type: CodeType, total: boolean): Code => ({ text, level: Level.access, type, total });

/** The text of a piece of code, in parentheses where it would not bind tightly enough. */
export const textAt = (code: Code, level: Level): string => (code.level < level ? `(${code.text})` : code.text);

const LINE_LENGTH = 110;

/** Joins two operands, on two lines where one is too long. */
export function joinOperands(left: string, operator: string, right: string): string {
  const oneLine = `${left} ${operator} ${right}`;
  const length = oneLine.length - oneLine.lastIndexOf('\n');
  return length > LINE_LENGTH ? `${left}\n${operator} ${right}` : oneLine;
}

/** A JavaScript string literal. */
export function quote(value: string): string {
  const inner = JSON.stringify(value).slice(1, -1);
  return `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A value that is made once and shared by all expressions of a module. */
export interface Constant {
  readonly name: string;
  /** The JavaScript that makes it. */
  readonly text: string;
  readonly kind: 'set' | 'pattern';
}

/** The constants of a module, one for each text. */
export class Constants {
  readonly #constants = new Map<string, Constant>();

  /** The name of the constant with this text. */
  name(kind: Constant['kind'], text: string): string {
    const constant = this.#constants.get(text) ?? { kind, text, name: `${kind}$${this.#constants.size + 1}` };
    this.#constants.set(text, constant);
    return constant.name;
  }

  /** In the order of first use. */
  all(): readonly Constant[] {
    return [...this.#constants.values()];
  }
}
