import { type Event, EVENT_ID, SCALAR_STYLE } from 'js-yaml';
import type { Path } from './path';
import { scalarStart } from './syntax-tree';
import { keyText, NotJsonError, resolvePlain } from './yaml-schema';

/** What an event is, as far as places are concerned. */
const KIND = { END: 0, DOCUMENT: 1, MAPPING: 2, SEQUENCE: 3, PLAIN: 4, QUOTED: 5, OTHER: 6, ALIAS: 7 } as const;

/** The numbers of an {@link Outline}: plain data, which can be sent to another thread. */
export interface OutlineData {
  readonly kinds: Uint8Array;
  /** Where the text of each event begins; -1 for an empty value. */
  readonly starts: Int32Array;
  /** For what holds others, the number of the event that ends it; for a scalar, where its text ends. */
  readonly ends: Int32Array;
  /** The numbers of the events that begin documents. */
  readonly documents: readonly number[];
}

/**
 * What is left of the events of a text when only places are asked for: 9 bytes an event. It is made in one pass, and looked through key by
 * key; where that would take long, or the text shares values, it is not sure, and somebody else has to look.
 */
export class Outline {
  /** What was looked for last, and where each of its steps led, as far as they did. */
  private document = -1;
  private path: Path = [];
  private readonly nodes: number[] = [];
  private readonly offsets: number[] = [];

  public constructor(
    private readonly text: string,
    public readonly data: OutlineData,
  ) {}

  public static of(text: string, events: readonly Event[]): Outline {
    const [kinds, starts, ends] = [new Uint8Array(events.length), new Int32Array(events.length), new Int32Array(events.length)];
    const documents: number[] = [];
    const open: number[] = [];
    events.forEach((event, index) => {
      kinds[index] = kindOf(event);
      switch (event.type) {
        case EVENT_ID.POP:
          ends[open.pop() ?? index] = index;
          break;
        case EVENT_ID.SCALAR:
          starts[index] = scalarStart(event, text) ?? -1;
          ends[index] = event.valueEnd;
          break;
        case EVENT_ID.ALIAS:
          starts[index] = event.anchorStart - 1;
          break;
        default:
          if (event.type === EVENT_ID.DOCUMENT) documents.push(index);
          else starts[index] = event.start;
          open.push(index);
      }
    });
    return new Outline(text, { kinds, starts, ends, documents });
  }

  /** The same as `locateOffset` of the syntax tree, or `undefined` where it is not sure. */
  public locate(document: number, path: Path): number | undefined {
    const { starts, documents } = this.data;
    const known = this.knownSteps(document, path);
    let node = known === 0 ? (documents[document] ?? Number.NaN) + 1 : this.nodes[known - 1] ?? Number.NaN;
    let offset = (known === 0 ? starts[node] : this.offsets[known - 1]) ?? -1;
    if (offset === -1) return undefined;
    for (let depth = known; depth < path.length; depth++) {
      const step = path[depth] ?? '';
      const entry = this.find(node, step);
      if (entry === undefined || entry === ABSENT) return entry === ABSENT ? offset : undefined;
      const start = starts[entry] ?? -1;
      if (start !== -1) offset = start;
      node = typeof step === 'number' ? entry : this.after(entry);
      this.nodes.push(node);
      this.offsets.push(offset);
    }
    return offset;
  }

  /** How many steps of a path need not be looked for: findings of one object mostly blame fields beside each other. */
  private knownSteps(document: number, path: Path): number {
    const most = this.document === document ? Math.min(this.nodes.length, path.length) : 0;
    let known = 0;
    while (known < most && this.path[known] === path[known]) known += 1;
    this.document = document;
    this.path = path;
    this.nodes.length = known;
    this.offsets.length = known;
    return known;
  }

  /** The event of the key or the item that a step leads to. */
  private find(node: number, step: string | number): number | typeof ABSENT | undefined {
    const kind = this.data.kinds[node];
    if (kind === KIND.ALIAS || kind === undefined) return undefined;
    if (kind === KIND.MAPPING) return this.findKey(node, step);
    return kind === KIND.SEQUENCE && typeof step === 'number' ? this.findItem(node, step) : ABSENT;
  }

  private findItem(node: number, wanted: number): number | typeof ABSENT | undefined {
    const end = this.data.ends[node] ?? 0;
    if (wanted > MAX_STEPS) return undefined;
    let item = node + 1;
    for (let index = 0; index < wanted && item < end; index++) item = this.after(item);
    return item < end ? item : ABSENT;
  }

  private findKey(node: number, wanted: string | number): number | typeof ABSENT | undefined {
    const end = this.data.ends[node] ?? 0;
    let steps = 0;
    for (let key = node + 1; key < end; key = this.after(this.after(key))) {
      const isFound = this.isNamed(key, wanted);
      if (isFound === undefined || ++steps > MAX_STEPS) return undefined;
      if (isFound) return key;
    }
    return ABSENT;
  }

  /** The event after one and all that it holds. */
  private after(event: number): number {
    const { kinds, ends } = this.data;
    const holds = kinds[event] === KIND.MAPPING || kinds[event] === KIND.SEQUENCE;
    return (holds ? ends[event] ?? event : event) + 1;
  }

  /** Whether a key is one of the object; `undefined` for a merge key, and where that takes more than a look at the text. */
  private isNamed(key: number, wanted: string | number): boolean | undefined {
    const { kinds, starts, ends } = this.data;
    const start = starts[key] ?? -1;
    const end = ends[key] ?? 0;
    if (start === -1) return undefined;
    if (kinds[key] === KIND.QUOTED) return this.isText(start + 1, end, wanted);
    if (kinds[key] !== KIND.PLAIN) return undefined;
    if (isText(this.text.charCodeAt(start), end - start)) return this.isText(start, end, wanted);
    const text = this.text.slice(start, end);
    if (text === '<<') return undefined;
    const name = resolvedName(text);
    return name === undefined ? undefined : name === wanted;
  }

  /** Compares in place: cutting every key out of the text takes longer. */
  private isText(start: number, end: number, wanted: string | number): boolean {
    return typeof wanted === 'string' && end - start === wanted.length && this.text.startsWith(wanted, start);
  }
}

/** The path leads to nothing. */
const ABSENT = -1;

/** Beyond that, a table of the names is faster. */
const MAX_STEPS = 1000;

/** Whether text of a first letter and a length is text, and no word for a truth value or for nothing. */
function isText(first: number, length: number): boolean {
  const isLetter = (first >= 65 && first <= 90) || (first >= 97 && first <= 122);
  return isLetter && (length > LONGEST_WORD || !FIRST_LETTERS.has(first));
}

/** `false` */
const LONGEST_WORD = 5;
const FIRST_LETTERS = new Set(Array.from('yYnNtTfFoO', (letter) => letter.charCodeAt(0)));

function resolvedName(text: string): string | undefined {
  try {
    return keyText(resolvePlain(text));
  } catch (error) {
    if (error instanceof NotJsonError) return undefined;
    throw error;
  }
}

function kindOf(event: Event): number {
  switch (event.type) {
    case EVENT_ID.POP: return KIND.END;
    case EVENT_ID.DOCUMENT: return KIND.DOCUMENT;
    case EVENT_ID.MAPPING: return KIND.MAPPING;
    case EVENT_ID.SEQUENCE: return KIND.SEQUENCE;
    case EVENT_ID.ALIAS: return KIND.ALIAS;
    default:
      // Text with escapes or over several lines has to be decoded, and a tag can change what it means.
      if (!event.fast || event.tagStart !== -1) return KIND.OTHER;
      if (event.style === SCALAR_STYLE.PLAIN) return KIND.PLAIN;
      return event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED ? KIND.QUOTED : KIND.OTHER;
  }
}
