/**
 * Regular expressions mean different things to RE2, which the API server uses, and to JavaScript. This reads the part that means the same
 * in both: literals, `.`, classes, `\d` `\w` `\D` `\W` `\b`, groups, alternatives, `^`, `$` and counted repetition.
 */

/** The expression for JavaScript, or why it is outside the common part. */
export type RegexResult =
  | { readonly source: string; readonly problem?: undefined }
  | { readonly source?: undefined; readonly problem: string };

const ESCAPED_PUNCTUATION = '^$\\.*+?()[]{}|/';
const COMMON_CLASSES = 'dDwW';
/** RE2 stops there. */
const MOST_REPETITIONS = 1000;

class OutsideSubset extends Error {}

/** Translates a pattern of RE2 to a JavaScript pattern for the flag `u`. */
export function translateRegex(pattern: string): RegexResult {
  try {
    const source = new Translation(pattern).translate();
    new RegExp(source, 'u');
    return { source };
  } catch (error) {
    if (error instanceof OutsideSubset) return { problem: error.message };
    if (error instanceof SyntaxError) return { problem: `not a valid regular expression: ${pattern}` };
    throw error;
  }
}

class Translation {
  readonly #pattern: string;
  #position = 0;
  #source = '';

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  translate(): string {
    while (this.#position < this.#pattern.length) this.#source += this.#next();
    return this.#source;
  }

  #next(): string {
    const character = this.#take();
    switch (character) {
      case '\\':
        return this.#escape(`${COMMON_CLASSES}b`, ESCAPED_PUNCTUATION);
      case '[':
        return this.#class();
      case '(':
        return this.#group();
      case '.':
        return '[^\\n]';
      case '{':
        return this.#repetition();
      case ']':
      case '}':
        throw new OutsideSubset(`write \\${character} for a literal ${character}`);
      default:
        return character;
    }
  }

  #escape(classes: string, punctuation: string): string {
    const character = this.#take();
    if (character === '' || !(classes + punctuation).includes(character)) {
      throw new OutsideSubset(`\\${character} does not mean the same in RE2 and in JavaScript`);
    }
    return `\\${character}`;
  }

  #group(): string {
    if (this.#peek() !== '?') return '(';
    if (this.#pattern.startsWith('?:', this.#position)) {
      this.#position += 2;
      return '(?:';
    }
    throw new OutsideSubset('groups are (…) or (?:…): no flags, names or look-around');
  }

  #class(): string {
    let source = '[';
    if (this.#peek() === '^') source += this.#take();
    if (this.#peek() === ']') throw new OutsideSubset('write \\] for a literal ] in a class');
    for (;;) {
      const character = this.#take();
      if (character === '') throw new OutsideSubset('a class without an end');
      if (character === ']') return `${source}]`;
      if (character === '[') throw new OutsideSubset('write \\[ for a literal [ in a class; [:name:] is not JavaScript');
      source += character === '\\' ? this.#escape(COMMON_CLASSES, `${ESCAPED_PUNCTUATION}-`) : character;
    }
  }

  #repetition(): string {
    const found = /^(\d+)(,(\d*))?\}/.exec(this.#pattern.slice(this.#position));
    if (!found) throw new OutsideSubset('write \\{ for a literal {');
    if (Math.max(Number(found[1]), Number(found[3] ?? 0)) > MOST_REPETITIONS) {
      throw new OutsideSubset(`RE2 repeats at most ${MOST_REPETITIONS} times`);
    }
    this.#position += found[0].length;
    return `{${found[0]}`;
  }

  #peek(): string {
    return this.#pattern.charAt(this.#position);
  }

  #take(): string {
    return this.#pattern.charAt(this.#position++);
  }
}
