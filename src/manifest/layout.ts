import { CHOMPING_MODE, COLLECTION_STYLE, EVENT_ID, SCALAR_STYLE } from 'js-yaml';
import type { Entry, NodeIndex, SyntaxTree } from './syntax-tree';

/** Thrown where an edit has no safe form; the text says why, for the user. */
export class EditRefusal extends Error {}

/** How a document is laid out. */
export interface LayoutStyle {
  /** The spaces of one level. */
  readonly step: number;
  /** Whether the dashes of a list stand deeper than the key that holds it. */
  readonly indentedLists: boolean;
}

const KUBERNETES_STYLE: LayoutStyle = { step: 2, indentedLists: false };

/** Answers where things are in a text: where a node ends, which column it has, where its line ends. */
export class Layout {
  public readonly lineBreak: string;

  public constructor(
    public readonly tree: SyntaxTree,
    public readonly text: string,
  ) {
    this.lineBreak = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  }

  public isFlow(node: NodeIndex): boolean {
    const event = this.tree.event(node);
    return (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) && event.style === COLLECTION_STYLE.FLOW;
  }

  public isBlockScalar(node: NodeIndex): boolean {
    const event = this.tree.event(node);
    return event.type === EVENT_ID.SCALAR && (event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK);
  }

  /** Whether nothing is written for the value: `key:`. */
  public isEmpty(node: NodeIndex): boolean {
    const event = this.tree.event(node);
    return event.type === EVENT_ID.SCALAR && event.valueStart === -1 && event.anchorStart === -1 && event.tagStart === -1;
  }

  public hasTag(node: NodeIndex): boolean {
    const event = this.tree.event(node);
    return event.type !== EVENT_ID.ALIAS && event.tagStart !== -1;
  }

  public hasAnchor(node: NodeIndex): boolean {
    const event = this.tree.event(node);
    return event.type !== EVENT_ID.ALIAS && event.anchorStart !== -1;
  }

  public start(node: NodeIndex): number {
    const start = this.tree.start(node);
    if (start === undefined) throw new EditRefusal('a value is empty where one was expected');
    return start;
  }

  /** The offset behind the last character of a node. */
  public end(node: NodeIndex): number {
    const event = this.tree.event(node);
    if (event.type === EVENT_ID.ALIAS) return event.anchorEnd;
    if (event.type === EVENT_ID.SCALAR) return this.scalarEnd(node);
    if (event.style === COLLECTION_STYLE.FLOW) return this.flowEnd(node);
    const last = this.tree.entries(node).at(-1);
    if (last === undefined) throw new EditRefusal('a collection has no end');
    return this.entryEnd(last);
  }

  /** The offset behind an entry, or behind its colon where the value is empty. */
  public entryEnd(entry: Entry): number {
    if (!this.isEmpty(entry.value)) return this.end(entry.value);
    if (entry.key === undefined) throw new EditRefusal('a list has an item without a value');
    return this.colonEnd(entry);
  }

  /** The offset behind the colon of an entry, or behind the key where there is none (`{a}`). */
  public colonEnd(entry: Entry): number {
    if (entry.key === undefined || this.isEmpty(entry.key)) throw new EditRefusal('a key is empty');
    const keyEnd = this.end(entry.key);
    const colon = /^[ \t]*:/.exec(this.text.slice(keyEnd, keyEnd + 200));
    if (colon === null && this.text[keyEnd] === '\n') throw new EditRefusal('a key is written with "?"');
    return keyEnd + (colon?.[0].length ?? 0);
  }

  /** Where an entry begins, anchor and tag included. */
  public entryStart(entry: Entry): number {
    const node = entry.key ?? entry.value;
    const event = this.tree.event(node);
    if (event.type === EVENT_ID.ALIAS) return this.start(node);
    const properties = [event.tagStart, event.anchorStart - 1].filter((offset) => offset >= 0);
    return Math.min(...properties, this.tree.start(node) ?? Infinity);
  }

  /** The column of an offset, from 0. */
  public column(offset: number): number {
    return offset - this.lineStart(offset);
  }

  public lineStart(offset: number): number {
    const newline = this.text.lastIndexOf('\n', offset - 1);
    const start = (this.lineBreak === '\r' ? Math.max(newline, this.text.lastIndexOf('\r', offset - 1)) : newline) + 1;
    return start === 0 && this.text.startsWith('\uFEFF') ? 1 : start;
  }

  /** The beginning of the next line, or `undefined` where the text ends before. */
  public nextLine(offset: number): number | undefined {
    const end = this.text.indexOf(this.lineBreak === '\r' ? '\r' : '\n', offset);
    return end === -1 ? undefined : end + 1;
  }

  /** What stands before an offset on its line. */
  public before(offset: number): string {
    return this.text.slice(this.lineStart(offset), offset);
  }

  /** The offset of an item's dash. */
  public dash(sequence: NodeIndex, item: Entry): number {
    const column = this.column(this.start(sequence));
    let line = this.lineStart(this.start(item.value));
    while (this.text[line + column] !== '-' || !/^\s?$/.test(this.text[line + column + 1] ?? '')) {
      if (line <= this.start(sequence) - column) throw new EditRefusal('an item has no dash');
      line = this.lineStart(line - 1);
    }
    return line + column;
  }

  /** The style of the document around a node, by its first lists and nested mappings. */
  public style(root: NodeIndex): LayoutStyle {
    const found: { step?: number; indentedLists?: boolean } = {};
    this.findStyle(root, found);
    return { ...KUBERNETES_STYLE, ...found };
  }

  private findStyle(node: NodeIndex, found: { step?: number; indentedLists?: boolean }): void {
    if (this.isFlow(node) || this.tree.event(node).type === EVENT_ID.ALIAS) return;
    for (const { key, value } of this.tree.entries(node)) {
      if (key !== undefined && !this.isFlow(value) && !this.isEmpty(key)) {
        const distance = this.column(this.tree.start(value) ?? 0) - this.column(this.start(key));
        if (this.tree.isMapping(value) && distance > 0) found.step ??= distance;
        if (this.tree.isSequence(value)) found.indentedLists ??= distance > 0;
      }
      if (found.step !== undefined && found.indentedLists !== undefined) return;
      this.findStyle(value, found);
    }
  }

  private scalarEnd(node: NodeIndex): number {
    const event = this.tree.event(node);
    if (event.type !== EVENT_ID.SCALAR) throw new EditRefusal('a scalar was expected');
    if (event.valueStart === -1) return Math.max(event.anchorEnd, event.tagEnd);
    if (event.style === SCALAR_STYLE.PLAIN) return event.valueEnd;
    if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED) return event.valueEnd + 1;
    // The blank lines behind a block scalar are part of its value only where it keeps them (`|+`).
    if (event.chomping === CHOMPING_MODE.KEEP) return event.valueEnd;
    return this.text.slice(0, event.valueEnd).trimEnd().length;
  }

  private flowEnd(node: NodeIndex): number {
    const closing = this.tree.isMapping(node) ? '}' : ']';
    const last = this.tree.entries(node).at(-1);
    let offset = last === undefined ? this.start(node) + 1 : this.flowEntryEnd(last);
    while (offset < this.text.length) {
      const character = this.text[offset] ?? '';
      if (character === closing) return offset + 1;
      if (character === '#') offset = this.nextLine(offset) ?? this.text.length;
      else if (/[\s,:?]/.test(character)) offset += 1;
      else break;
    }
    throw new EditRefusal('a flow collection has no end');
  }

  /** Where an entry of a flow collection ends: `{a}` and `{a:}` have no value. A pair in a list, `[a: b]`, is a mapping without braces. */
  public flowEntryEnd(entry: Entry): number {
    if (!this.isEmpty(entry.value)) {
      const isPair = entry.key === undefined && this.tree.isMapping(entry.value) && this.text[this.start(entry.value)] !== '{';
      if (isPair) throw new EditRefusal('a list holds a pair without braces');
      return this.end(entry.value);
    }
    if (entry.key === undefined) throw new EditRefusal('a list has an item without a value');
    return this.colonEnd(entry);
  }
}
