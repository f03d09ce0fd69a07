import { type CharacterClass, foldedLiteral, PERL_CLASSES, posixClass, rangesOf, SIMPLE_ESCAPES, unicodeClass, union } from './regex-class';
import { RegexReader } from './regex-reader';

/** A regular expression of RE2, as a tree. */
export type Regex =
  | { readonly op: 'empty' }
  | { readonly op: 'character'; readonly matches: CharacterClass }
  | { readonly op: 'assert'; readonly what: Assertion }
  | { readonly op: 'concat'; readonly parts: readonly Regex[] }
  | { readonly op: 'alternate'; readonly parts: readonly Regex[] }
  | { readonly op: 'repeat'; readonly part: Regex; readonly min: number; readonly max: number; readonly isGreedy: boolean };

export type Assertion = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'word-boundary' | 'no-word-boundary';

/** The pattern is no regular expression: the API server says so too. */
export class RegexSyntaxError extends Error {}

interface Flags {
  readonly foldCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
  readonly ungreedy: boolean;
}

const NO_FLAGS: Flags = { foldCase: false, multiLine: false, dotAll: false, ungreedy: false };
const FLAG_NAMES: Readonly<Record<string, keyof Flags>> = { i: 'foldCase', m: 'multiLine', s: 'dotAll', U: 'ungreedy' };
const MOST_REPETITIONS = 1000;

/** Reads the syntax of Go's regexp package. */
export function parseRegex(pattern: string): Regex {
  const parser = new Parser(pattern);
  const regex = parser.alternatives(NO_FLAGS);
  if (!parser.isAtEnd) throw new RegexSyntaxError('unexpected )');
  return regex;
}

class Parser {
  readonly #reader: RegexReader;
  #flags = NO_FLAGS;

  constructor(pattern: string) {
    this.#reader = new RegexReader(pattern);
  }

  get isAtEnd(): boolean {
    return this.#reader.isAtEnd;
  }

  /** Up to the end or to a closing parenthesis. Flags set inside end with it. */
  alternatives(flags: Flags): Regex {
    const outer = this.#flags;
    this.#flags = flags;
    const parts = [this.#sequence()];
    while (this.#reader.takeIf('|')) parts.push(this.#sequence());
    this.#flags = outer;
    return parts.length === 1 ? (parts[0] as Regex) : { op: 'alternate', parts };
  }

  #sequence(): Regex {
    const parts: Regex[] = [];
    while (!this.isAtEnd && this.#reader.peek() !== '|' && this.#reader.peek() !== ')') this.#item(parts);
    return parts.length === 1 ? (parts[0] as Regex) : parts.length === 0 ? { op: 'empty' } : { op: 'concat', parts };
  }

  #item(parts: Regex[]): void {
    const before = parts.length;
    this.#atom(parts);
    const repetition = this.#repetition();
    if (repetition === undefined) return;
    const part = parts.at(-1);
    if (part === undefined || parts.length === before) throw new RegexSyntaxError('missing argument to repetition operator');
    parts[parts.length - 1] = repetition(part);
    if (this.#repetition() !== undefined) throw new RegexSyntaxError('invalid nested repetition operator');
    if (repeatedAtMost(parts.at(-1) as Regex) > MOST_REPETITIONS) throw new RegexSyntaxError('invalid repeat count');
  }

  #atom(parts: Regex[]): void {
    const { multiLine, dotAll } = this.#flags;
    const point = this.#reader.take();
    switch (point) {
      case '^':
        parts.push({ op: 'assert', what: multiLine ? 'line-start' : 'text-start' });
        return;
      case '$':
        parts.push({ op: 'assert', what: multiLine ? 'line-end' : 'text-end' });
        return;
      case '.':
        parts.push(character(dotAll ? () => true : (candidate) => candidate !== '\n'));
        return;
      case '[':
        parts.push(character(this.#class()));
        return;
      case '(':
        this.#group(parts);
        return;
      case '\\':
        this.#escape(parts);
        return;
      case '*':
      case '+':
      case '?':
        throw new RegexSyntaxError(`missing argument to repetition operator: ${point}`);
      default:
        parts.push(this.#literal(point));
    }
  }

  #literal(point: string): Regex {
    return character(this.#flags.foldCase ? foldedLiteral(point) : (candidate) => candidate === point);
  }

  #repetition(): ((part: Regex) => Regex) | undefined {
    const bounds = this.#bounds();
    if (bounds === undefined) return undefined;
    const isGreedy = this.#reader.takeIf('?') === this.#flags.ungreedy;
    const [min, max] = bounds;
    if (min > MOST_REPETITIONS || (max !== Infinity && max > MOST_REPETITIONS) || max < min) throw new RegexSyntaxError('invalid repeat count');
    return (part) => ({ op: 'repeat', part, min, max, isGreedy });
  }

  #bounds(): readonly [number, number] | undefined {
    if (this.#reader.takeIf('*')) return [0, Infinity];
    if (this.#reader.takeIf('+')) return [1, Infinity];
    if (this.#reader.takeIf('?')) return [0, 1];
    if (this.#reader.peek() !== '{') return undefined;
    // What looks different is a literal brace. So is a count with a zero in front of it, for Go.
    const [text, min, comma, max] = this.#reader.takeMatch(/^\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*|))?\}/) ?? [];
    if (text === undefined) return undefined;
    return [Number(min), comma === undefined ? Number(min) : max === '' ? Infinity : Number(max)];
  }

  #group(parts: Regex[]): void {
    let flags = this.#flags;
    if (this.#reader.takeIf('?')) {
      const changed = this.#flagsOrName();
      if (changed === 'set') return;
      flags = changed;
    }
    const inner = this.alternatives(flags);
    if (!this.#reader.takeIf(')')) throw new RegexSyntaxError('missing closing )');
    parts.push(inner);
  }

  /** `?P<name>`, `?<name>`, `?i:` or `?i)`, of which the last sets flags for the rest of the group that it is in. */
  #flagsOrName(): Flags | 'set' {
    if (this.#reader.takeMatch(/^P?<[A-Za-z0-9_]+>/)) return this.#flags;
    const [text, on = '', off, end] = this.#reader.takeMatch(/^([imsU]*)(?:-([imsU]+))?([:)])/) ?? [];
    if (text === undefined || (on === '' && off === undefined && end === ')')) throw new RegexSyntaxError('invalid or unsupported Perl syntax');
    const flags = { ...this.#flags, ...flagsFrom(on, true), ...flagsFrom(off ?? '', false) };
    if (end === ':') return flags;
    this.#flags = flags;
    return 'set';
  }

  #escape(parts: Regex[]): void {
    const point = this.#reader.peek();
    const assertion = ASSERTIONS[point];
    if (assertion !== undefined) {
      this.#reader.take();
      parts.push({ op: 'assert', what: assertion });
    } else if (point === 'Q') this.#quoted(parts);
    else {
      const escaped = this.#escapedClass() ?? this.#escapedPoint();
      parts.push(typeof escaped === 'string' ? this.#literal(escaped) : character(escaped));
    }
  }

  #quoted(parts: Regex[]): void {
    this.#reader.take();
    while (!this.isAtEnd && !(this.#reader.peek() === '\\' && this.#reader.peek(1) === 'E')) parts.push(this.#literal(this.#reader.take()));
    this.#reader.takeMatch(/^\\E/);
  }

  /** `\d`, `\pL`, `\p{Greek}`; `undefined` for any other escape. */
  #escapedClass(): CharacterClass | undefined {
    const perl = PERL_CLASSES[this.#reader.peek()];
    if (perl !== undefined) {
      this.#reader.take();
      return this.#folded(perl);
    }
    if (this.#reader.peek() !== 'p' && this.#reader.peek() !== 'P') return undefined;
    const [text, sign, single, negated, name] = this.#reader.takeMatch(/^([pP])(?:([A-Z])|\{(\^?)(\w+)\})/) ?? [];
    const found = text === undefined ? undefined : unicodeClass(single ?? name ?? '');
    if (text === undefined || found === undefined) throw new RegexSyntaxError('invalid character class range');
    const isNegated = (sign === 'P') !== (negated === '^');
    return this.#folded(isNegated ? (point) => !found(point) : found);
  }

  #escapedPoint(): string {
    const point = this.#reader.take();
    const simple = SIMPLE_ESCAPES[point];
    if (simple !== undefined) return simple;
    if (/^[0-7]$/.test(point)) return this.#octal(point);
    if (point === 'x') return this.#hexadecimal();
    if (/^[\x00-\x7f]$/.test(point) && !/\w/.test(point)) return point;
    if (point === '_') return point;
    throw new RegexSyntaxError(point === '' ? 'trailing backslash at end of expression' : `invalid escape sequence: \\${point}`);
  }

  #octal(first: string): string {
    if (first !== '0' && !/^[0-7]$/.test(this.#reader.peek())) throw new RegexSyntaxError(`invalid escape sequence: \\${first}`);
    let digits = first;
    while (digits.length < 3 && /^[0-7]$/.test(this.#reader.peek())) digits += this.#reader.take();
    return String.fromCodePoint(Number.parseInt(digits, 8));
  }

  #hexadecimal(): string {
    const [text, short, long] = this.#reader.takeMatch(/^(?:([\da-fA-F]{2})|\{([\da-fA-F]+)\})/) ?? [];
    const value = Number.parseInt(short ?? long ?? '', 16);
    if (text === undefined || value > 0x10ffff) throw new RegexSyntaxError('invalid escape sequence: \\x');
    return String.fromCodePoint(value);
  }

  #class(): CharacterClass {
    const isNegated = this.#reader.takeIf('^');
    const members: CharacterClass[] = [];
    for (let isFirst = true; isFirst || this.#reader.peek() !== ']'; isFirst = false) {
      if (this.isAtEnd) throw new RegexSyntaxError('missing closing ]');
      members.push(this.#posix() ?? this.#escapedInClass() ?? this.#range(isFirst));
    }
    this.#reader.take();
    const matches = union(members);
    return isNegated ? (point) => !matches(point) : matches;
  }

  #posix(): CharacterClass | undefined {
    const [text, negated, name = ''] = this.#reader.takeMatch(/^\[:(\^?)(\w+):\]/) ?? [];
    if (text === undefined) return undefined;
    const found = posixClass(name);
    if (found === undefined) throw new RegexSyntaxError(`invalid character class range: ${text}`);
    return this.#folded(negated === '^' ? (point) => !found(point) : found);
  }

  #escapedInClass(): CharacterClass | undefined {
    if (this.#reader.peek() !== '\\') return undefined;
    // Only a class is read here: `\\d`. Any other escape is a code point, and may begin a range.
    if (!/[dDsSwWpP]/.test(this.#reader.peek(1))) return undefined;
    this.#reader.take();
    return this.#escapedClass();
  }

  #range(isFirst: boolean): CharacterClass {
    // POSIX: a hyphen stands for itself at the ends only.
    if (this.#reader.peek() === '-' && !isFirst && this.#reader.peek(1) !== ']') throw new RegexSyntaxError('invalid character class range');
    const low = this.#classPoint();
    const isRange = this.#reader.peek() === '-' && this.#reader.peek(1) !== '' && this.#reader.peek(1) !== ']';
    if (isRange) this.#reader.take();
    const high = isRange ? this.#classPoint() : low;
    if (codeOf(high) < codeOf(low)) throw new RegexSyntaxError(`invalid character class range: ${low}-${high}`);
    return rangesOf([[codeOf(low), codeOf(high)]], this.#flags.foldCase);
  }

  #classPoint(): string {
    if (this.isAtEnd) throw new RegexSyntaxError('missing closing ]');
    return this.#reader.takeIf('\\') ? this.#escapedPoint() : this.#reader.take();
  }

  #folded(matches: CharacterClass): CharacterClass {
    return this.#flags.foldCase ? (point) => matches(point) || matches(point.toLowerCase()) || matches(point.toUpperCase()) : matches;
  }
}

const character = (matches: CharacterClass): Regex => ({ op: 'character', matches });

const codeOf = (point: string): number => point.codePointAt(0) ?? 0;

function flagsFrom(names: string, value: boolean): Partial<Flags> {
  return Object.fromEntries([...names].map((name) => [FLAG_NAMES[name], value]));
}

/** How often the innermost part of a repetition may have to be written out. */
function repeatedAtMost(regex: Regex): number {
  switch (regex.op) {
    case 'repeat': {
      const times = regex.max === Infinity ? Math.max(regex.min, 1) : Math.max(regex.max, 1);
      return times * repeatedAtMost(regex.part);
    }
    case 'concat':
    case 'alternate':
      return Math.max(1, ...regex.parts.map(repeatedAtMost));
    default:
      return 1;
  }
}

const ASSERTIONS: Readonly<Record<string, Assertion>> = { A: 'text-start', z: 'text-end', b: 'word-boundary', B: 'no-word-boundary' };
