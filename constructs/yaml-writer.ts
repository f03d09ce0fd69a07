/** What `Yaml.stringify` of cdk8s does with one document. */
type WriteOne = (document: unknown) => string;

/** A string that reads as itself in every version of YAML: it begins with a letter, ends with a letter or digit, and is longer than `false`. */
const PLAIN = /^[A-Za-z][\w./@:-]{4,}[A-Za-z0-9]$/;
/** Keys that are written in another form. */
const isOddKey = (key: string): boolean => key === '' || key === '<<' || key.length > 500;
/** Line breaks, and what could be taken for the end of a document: how it is written depends on where it stands. */
const ODD_TEXT = /[\r\n\u0085\u2028\u2029]|^(%|---|\.\.\.)/;

/** Thrown where a document has something that only cdk8s' own writer knows how to write. */
class NotSimple extends Error {}

/**
 * Writes documents as cdk8s does, byte for byte, in a small part of the time: half of what a synth takes is its YAML library.
 * Maps, lists, numbers, truth values and single-line strings are written here; how a string must be quoted is asked of cdk8s, once for each.
 * A document that has anything else is left to cdk8s as a whole.
 */
export class YamlWriter {
  readonly #writeOne: WriteOne;
  readonly #texts = new Map<string, string>();
  readonly #keys = new Map<string, string>();

  public constructor(writeOne: WriteOne) {
    this.#writeOne = writeOne;
  }

  /** As `Yaml.stringify(document)`. */
  public write(document: unknown): string {
    if (!isObject(document) || Array.isArray(document)) return this.#writeOne(document);
    const seen = new Set<object>();
    try {
      const lines = this.#map(document, '', seen);
      return lines === '' ? this.#writeOne(document) : `${lines.slice(1)}\n`;
    } catch (error) {
      if (error instanceof NotSimple) return this.#writeOne(document);
      throw error;
    }
  }

  /** The lines of a map, each after a line break; empty where the map is. */
  #map(map: Readonly<Record<string, unknown>>, indent: string, seen: Set<object>): string {
    visit(map, seen);
    let lines = '';
    for (const key of Object.keys(map)) {
      lines += `\n${indent}${this.#key(key)}:${this.#value(map[key], indent, seen)}`;
    }
    return lines;
  }

  /** What stands after the colon. */
  #value(value: unknown, indent: string, seen: Set<object>): string {
    if (!isObject(value)) return ` ${this.#scalar(value)}`;
    const deeper = `${indent}  `;
    const lines = Array.isArray(value) ? this.#list(value, deeper, seen) : this.#map(value, deeper, seen);
    return lines === '' ? empty(value) : lines;
  }

  #list(list: readonly unknown[], indent: string, seen: Set<object>): string {
    visit(list, seen);
    let lines = '';
    for (const item of list) lines += `\n${indent}-${this.#item(item, indent, seen)}`;
    return lines;
  }

  /** What stands after the dash: the first line of a map or list goes there too. */
  #item(item: unknown, indent: string, seen: Set<object>): string {
    if (!isObject(item)) return ` ${this.#scalar(item)}`;
    const deeper = `${indent}  `;
    const lines = Array.isArray(item) ? this.#list(item, deeper, seen) : this.#map(item, deeper, seen);
    return lines === '' ? empty(item) : ` ${lines.slice(1 + deeper.length)}`;
  }

  #scalar(value: unknown): string {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value === 'boolean') return String(value);
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
    throw new NotSimple();
  }

  /** There are few of them, and they come again and again. */
  #key(key: string): string {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    if (isOddKey(key)) throw new NotSimple();
    const written = this.#text(key);
    this.#keys.set(key, written);
    return written;
  }

  #text(text: string): string {
    if (PLAIN.test(text)) return text;
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (ODD_TEXT.test(text)) throw new NotSimple();
    const line = this.#writeOne({ key: text });
    if (!line.startsWith('key: ') || line.indexOf('\n') !== line.length - 1) throw new NotSimple();
    const written = line.slice('key: '.length, -1);
    this.#texts.set(text, written);
    return written;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => value !== null && typeof value === 'object';

const empty = (value: object): string => (Array.isArray(value) ? ' []' : ' {}');

/** What is in a document twice gets an anchor, and what is not plain data is written in a way of its own. */
function visit(value: object, seen: Set<object>): void {
  if (seen.has(value)) throw new NotSimple();
  seen.add(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) throw new NotSimple();
  if ('toJSON' in value) throw new NotSimple();
}
