/**
 * The parser does not know `[?x]` and `{?key: x}`. They are rewritten to `[optionalEntry__(x)]` and `{key: optionalEntry__(x)}` before it
 * reads an expression; the compiler gives the call its meaning.
 */

/** The call that marks an optional entry of a literal. */
export const OPTIONAL_ENTRY = 'optionalEntry__';

const TOKEN = /\/\/[^\n]*|[rRbB]{0,2}(?:"""(?:\\.|[^\\])*?"""|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|[A-Za-z_]\w*|\d[\w.]*|\s+|./gs;

const isBlank = (token: string): boolean => token.startsWith('//') || token.trim() === '';

/** Rewrites the optional entries of an expression; the very same text where there are none. */
export function readOptionalEntries(text: string): string {
  if (!/[[{,]\s*\?/.test(text)) return text;
  return new Rewriter(text.match(TOKEN) ?? []).rewrite();
}

class Rewriter {
  readonly #tokens: readonly string[];
  #position = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  rewrite(): string {
    let text = '';
    while (this.#position < this.#tokens.length) text += this.#expression([]) + this.#take();
    return text;
  }

  /** Up to one of the tokens that end it, at the same depth; or to a bracket that closes what is around it. */
  #expression(ends: readonly string[]): string {
    let text = '';
    let previous = '';
    // The colon of a condition ends no key.
    let conditions = 0;
    while (this.#position < this.#tokens.length) {
      const token = this.#peek();
      if ([')', ']', '}'].includes(token) || (ends.includes(token) && !(token === ':' && conditions > 0))) return text;
      if (token === '?' && previous !== '.') conditions += 1;
      if (token === ':') conditions -= 1;
      text += ['(', '[', '{'].includes(token) ? this.#bracket(token, isOperand(previous)) : this.#take();
      if (!isBlank(token)) previous = token === '(' || token === '[' || token === '{' ? ')' : token;
    }
    return text;
  }

  #bracket(open: string, isAfterOperand: boolean): string {
    this.#take();
    const isList = open === '[' && !isAfterOperand;
    const isMap = open === '{';
    let text = open;
    while (this.#position < this.#tokens.length && ![')', ']', '}'].includes(this.#peek())) {
      text += isList ? this.#item() : isMap ? this.#entry() : this.#plain();
      if (this.#peek() === ',') text += this.#take();
    }
    return text + this.#take();
  }

  /** An argument or an index; `[?x]` behind a value is an index that the parser knows. */
  #plain(): string {
    const blanks = this.#blanks();
    const mark = this.#peek() === '?' ? this.#take() : '';
    return blanks + mark + this.#expression([',']);
  }

  #item(): string {
    const blanks = this.#blanks();
    if (this.#peek() !== '?') return blanks + this.#expression([',']);
    this.#take();
    return `${blanks}${OPTIONAL_ENTRY}(${this.#expression([','])})`;
  }

  #entry(): string {
    const blanks = this.#blanks();
    const isOptional = this.#peek() === '?';
    if (isOptional) this.#take();
    const key = this.#expression([':', ',']);
    const colon = this.#peek() === ':' ? this.#take() : '';
    const value = this.#expression([',']);
    return blanks + key + colon + (isOptional ? `${OPTIONAL_ENTRY}(${value})` : value);
  }

  #blanks(): string {
    let text = '';
    while (this.#position < this.#tokens.length && isBlank(this.#peek())) text += this.#take();
    return text;
  }

  #peek(): string {
    return this.#tokens[this.#position] ?? '';
  }

  #take(): string {
    const token = this.#peek();
    this.#position += 1;
    return token;
  }
}

/** Whether a bracket behind a token is an index. */
const isOperand = (token: string): boolean => /[\w)\]}"']$/.test(token) && token !== 'in';
