import { every, type Lookup } from './selector';

type Answer = boolean | undefined;
type Term = (lookup: Lookup) => Answer;

const TOKEN = /\s*(&&|\|\||[=!]=|[!(){},]|"[^"]*"|'[^']*'|not\s+in\b|starts\s+with\b|ends\s+with\b|[\w./-]+)/y;

/**
 * Whether a selector of Calico, such as `has(team) && tier in {"web", "api"}`, selects what the labels are known of. `undefined` where that is not
 * known: it hangs on a label that is not, or the text cannot be read.
 */
export function selectsCalico(selector: string, lookup: Lookup): Answer {
  if (selector.trim() === '') return true;
  const tokens = tokensOf(selector);
  if (tokens === undefined) return undefined;
  const parser = new Parser(tokens);
  const term = parser.parse();
  return term?.(lookup);
}

function tokensOf(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  const trimmed = text.trimEnd();
  for (let index = 0; index < trimmed.length; index = TOKEN.lastIndex) {
    TOKEN.lastIndex = index;
    const token = TOKEN.exec(trimmed)?.[1];
    if (token === undefined) return undefined;
    tokens.push(token.replace(/\s+/, ' '));
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  /** The whole text; `undefined` where it is none that Calico would take. */
  parse(): Term | undefined {
    try {
      const term = this.#or();
      return this.#next === this.#tokens.length ? term : undefined;
    } catch (error) {
      if (error instanceof Unreadable) return undefined;
      throw error;
    }
  }

  #or(): Term {
    const terms = [this.#and()];
    while (this.#take('||')) terms.push(this.#and());
    // By De Morgan: what `every` knows of false and unknown.
    return (lookup) => not(every(terms.map((term) => not(term(lookup)))));
  }

  #and(): Term {
    const terms = [this.#operand()];
    while (this.#take('&&')) terms.push(this.#operand());
    return (lookup) => every(terms.map((term) => term(lookup)));
  }

  #operand(): Term {
    if (this.#take('!')) {
      const term = this.#operand();
      return (lookup) => not(term(lookup));
    }
    if (this.#take('(')) return this.#closed(this.#or());
    const word = this.#word();
    if (this.#take('(')) return this.#call(word);
    return this.#comparison(word);
  }

  #call(name: string): Term {
    if (name === 'all') return this.#closed(() => true);
    // The endpoints that have no namespace, which are not pods.
    if (name === 'global') return this.#closed(() => false);
    if (name !== 'has') throw new Unreadable();
    const key = this.#word();
    return this.#closed((lookup) => known(lookup(key), (value) => value !== null));
  }

  #comparison(key: string): Term {
    const operator = this.#word();
    if (operator === 'in' || operator === 'not in') {
      const values = this.#set();
      return (lookup) => known(lookup(key), (value) => (value !== null && values.includes(value)) === (operator === 'in'));
    }
    const compare = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
    if (compare === undefined) throw new Unreadable();
    const text = this.#text();
    return (lookup) => known(lookup(key), (value) => compare(value, text));
  }

  #set(): readonly string[] {
    const values: string[] = [];
    if (!this.#take('{')) throw new Unreadable();
    while (!this.#take('}')) {
      values.push(this.#text());
      this.#take(',');
    }
    return values;
  }

  #closed(term: Term): Term {
    if (!this.#take(')')) throw new Unreadable();
    return term;
  }

  #text(): string {
    const token = this.#word();
    if (!/^["']/.test(token)) throw new Unreadable();
    return token.slice(1, -1);
  }

  #word(): string {
    const token = this.#tokens[this.#next++];
    if (token === undefined) throw new Unreadable();
    return token;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#next] !== token) return false;
    this.#next += 1;
    return true;
  }
}

class Unreadable extends Error {}

const not = (answer: Answer): Answer => (answer === undefined ? undefined : !answer);
const known = (value: string | null | undefined, holds: (value: string | null) => boolean): Answer => (value === undefined ? undefined : holds(value));

/** What a label has to be to a text. A missing one differs from every text, and is nothing else to any. */
const COMPARISONS: Readonly<Record<string, (value: string | null, text: string) => boolean>> = {
  '==': (value, text) => value === text,
  '!=': (value, text) => value !== text,
  contains: (value, text) => value?.includes(text) === true,
  'starts with': (value, text) => value?.startsWith(text) === true,
  'ends with': (value, text) => value?.endsWith(text) === true,
};
