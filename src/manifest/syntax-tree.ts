import {
  type AliasEvent, type Event, EVENT_ID, getScalarValue, type MappingEvent, SCALAR_STYLE, type ScalarEvent, type SequenceEvent,
} from 'js-yaml';
import type { Path } from './path';
import { keyText, NotJsonError, resolvePlain } from './yaml-schema';

/** A node of a document: the index of its event. */
export type NodeIndex = number;
export type NodeEvent = ScalarEvent | MappingEvent | SequenceEvent | AliasEvent;

/** One entry of a mapping, or one item of a sequence (then `key` is absent). */
export interface Entry {
  readonly key?: NodeIndex;
  /** The key as the object has it: `true` for `on:`. Absent for keys that JSON cannot hold, and for items. */
  readonly name?: string;
  readonly value: NodeIndex;
}

/** An entry with the way to it. */
export interface FoundEntry {
  readonly path: Path;
  readonly parent: NodeIndex;
  readonly entry: Entry;
}

interface Children {
  readonly list: readonly Entry[];
  readonly byName: ReadonlyMap<string, Entry>;
}

const NO_CHILDREN: Children = { list: [], byName: new Map() };

/**
 * The events of a text as a tree, built only where somebody looks: the reader keeps the flat events that the parser
 * produced anyway, and a node's children are listed the first time that a path leads through it.
 */
export class SyntaxTree {
  /** The `DOCUMENT` event of each document. */
  public readonly documents: readonly NodeIndex[];
  /** For each opening event the index of its `POP`; for the others their own index. */
  private readonly ends: Int32Array;
  private readonly children = new Map<NodeIndex, Children>();
  private readonly anchorsOf = new Map<NodeIndex, ReadonlyMap<string, readonly NodeIndex[]>>();

  public constructor(
    public readonly text: string,
    public readonly events: readonly Event[],
  ) {
    this.ends = new Int32Array(events.length);
    const open: number[] = [];
    const documents: number[] = [];
    for (let index = 0; index < events.length; index++) {
      const type = events[index]?.type;
      this.ends[index] = index;
      if (type === EVENT_ID.POP) {
        this.ends[open.pop() ?? index] = index;
      } else if (type === EVENT_ID.DOCUMENT || type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) {
        if (type === EVENT_ID.DOCUMENT) documents.push(index);
        open.push(index);
      }
    }
    this.documents = documents;
  }

  /** The root node of a document, `undefined` where there is no such document. */
  public root(document: number): NodeIndex | undefined {
    const index = this.documents[document];
    return index === undefined ? undefined : index + 1;
  }

  public event(node: NodeIndex): NodeEvent {
    return this.events[node] as NodeEvent;
  }

  /** The event after the node with everything in it. */
  public after(node: NodeIndex): NodeIndex {
    return (this.ends[node] ?? node) + 1;
  }

  public entries(node: NodeIndex): readonly Entry[] {
    return this.childrenOf(node).list;
  }

  /** The entry that a step of a path leads to, without following aliases or merge keys. */
  public entry(node: NodeIndex, step: string | number): Entry | undefined {
    const children = this.childrenOf(node);
    return typeof step === 'number' ? this.itemAt(node, children, step) : children.byName.get(step);
  }

  /** The node itself, or what it stands for where it is an alias. */
  public resolve(node: NodeIndex): NodeIndex | undefined {
    const event = this.event(node);
    if (event.type !== EVENT_ID.ALIAS) return node;
    const name = this.text.slice(event.anchorStart, event.anchorEnd);
    return this.anchors(node).get(name)?.findLast((anchored) => anchored < node);
  }

  /** Where the node's own text begins: behind anchor and tag, at the quote. `undefined` for an empty value. */
  public start(node: NodeIndex): number | undefined {
    const event = this.event(node);
    switch (event.type) {
      case EVENT_ID.ALIAS:
        return event.anchorStart - 1;
      case EVENT_ID.SCALAR:
        return scalarStart(event, this.text);
      default:
        return event.start;
    }
  }

  /** What the parser means by an offset in its errors: the first key or item that begins there. */
  public findAt(offset: number): FoundEntry | undefined {
    for (const document of this.documents) {
      const found = this.search(document + 1, offset, []);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The first key that JSON cannot hold. */
  public findNameless(): NodeIndex | undefined {
    for (let index = 0; index < this.events.length; index++) {
      if (!this.isMapping(index)) continue;
      const entry = this.entries(index).find(({ name }) => name === undefined);
      if (entry !== undefined) return entry.key;
    }
    return undefined;
  }

  /** The first alias of a document. */
  public findAlias(document: number): NodeIndex | undefined {
    const start = this.documents[document];
    if (start === undefined) return undefined;
    for (let index = start; index < this.after(start); index++) {
      if (this.event(index).type === EVENT_ID.ALIAS) return index;
    }
    return undefined;
  }

  public isSequence(node: NodeIndex): boolean {
    return this.event(node).type === EVENT_ID.SEQUENCE;
  }

  public isMapping(node: NodeIndex): boolean {
    return this.event(node).type === EVENT_ID.MAPPING;
  }

  public isScalar(node: NodeIndex): boolean {
    return this.event(node).type === EVENT_ID.SCALAR;
  }

  /** The text of a scalar, decoded. */
  public scalarText(node: NodeIndex): string {
    const event = this.event(node);
    return event.type === EVENT_ID.SCALAR ? getScalarValue(this.text, event) : '';
  }

  /** Whether the entry is a merge key, `<<`. */
  public isMerge(entry: Entry): boolean {
    if (entry.key === undefined) return false;
    const event = this.event(entry.key);
    return event.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN && this.scalarText(entry.key) === '<<';
  }

  private itemAt(node: NodeIndex, children: Children, index: number): Entry | undefined {
    return this.isSequence(node) ? children.list[index] : undefined;
  }

  private childrenOf(node: NodeIndex): Children {
    const known = this.children.get(node);
    if (known !== undefined) return known;
    const made = this.makeChildren(node);
    this.children.set(node, made);
    return made;
  }

  private makeChildren(node: NodeIndex): Children {
    const { type } = this.event(node);
    if (type !== EVENT_ID.MAPPING && type !== EVENT_ID.SEQUENCE) return NO_CHILDREN;
    const end = this.after(node) - 1;
    const list: Entry[] = [];
    const byName = new Map<string, Entry>();
    for (let index = node + 1; index < end;) {
      if (type === EVENT_ID.SEQUENCE) {
        list.push({ value: index });
        index = this.after(index);
        continue;
      }
      const value = this.after(index);
      const name = this.nameOf(index);
      const entry: Entry = { key: index, name, value };
      list.push(entry);
      if (name !== undefined) byName.set(name, entry);
      index = this.after(value);
    }
    return { list, byName };
  }

  private nameOf(key: NodeIndex): string | undefined {
    const resolved = this.resolve(key);
    const event = resolved === undefined ? undefined : this.event(resolved);
    if (event?.type !== EVENT_ID.SCALAR) return undefined;
    const text = event.fast ? this.text.slice(event.valueStart, event.valueEnd) : getScalarValue(this.text, event);
    if (event.style !== SCALAR_STYLE.PLAIN || event.tagStart !== -1) return text;
    try {
      return keyText(resolvePlain(text));
    } catch (error) {
      if (error instanceof NotJsonError) return undefined;
      throw error;
    }
  }

  private anchors(node: NodeIndex): ReadonlyMap<string, readonly NodeIndex[]> {
    const document = this.documents.findLast((start) => start <= node) ?? 0;
    const known = this.anchorsOf.get(document);
    if (known !== undefined) return known;
    const anchors = new Map<string, NodeIndex[]>();
    for (let index = document; index < this.after(document); index++) {
      const event = this.events[index];
      if (event === undefined || event.type === EVENT_ID.ALIAS || !('anchorStart' in event) || event.anchorStart === -1) continue;
      const name = this.text.slice(event.anchorStart, event.anchorEnd);
      anchors.set(name, [...(anchors.get(name) ?? []), index]);
    }
    this.anchorsOf.set(document, anchors);
    return anchors;
  }

  /** The offset by which js-yaml names a node in its errors: the first of tag, anchor and value. */
  private errorOffset(node: NodeIndex): number {
    const event = this.event(node);
    if (event.type !== EVENT_ID.ALIAS && event.tagStart !== -1) return event.tagStart;
    if (event.anchorStart !== -1) return event.anchorStart;
    return event.type === EVENT_ID.SCALAR ? event.valueStart : (event as MappingEvent).start;
  }

  private search(node: NodeIndex, offset: number, path: Path): FoundEntry | undefined {
    for (const [index, entry] of this.entries(node).entries()) {
      const step = entry.key === undefined ? index : entry.name;
      if (step === undefined) continue;
      const here = [...path, step];
      if (this.errorOffset(entry.key ?? entry.value) === offset) return { path: here, parent: node, entry };
      const below = this.search(entry.value, offset, here);
      if (below !== undefined) return below;
    }
    return undefined;
  }
}

/** Where a scalar's own text begins: at its quote, or at the header of a block. `undefined` for an empty value. */
export function scalarStart(event: ScalarEvent, text: string): number | undefined {
  if (event.valueStart === -1) return undefined;
  if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED) return event.valueStart - 1;
  if (event.style === SCALAR_STYLE.PLAIN) return event.valueStart;
  // A block scalar's event begins at its content, on the line below the header.
  const isBelow = /[\r\n]/.test(text[event.valueStart - 1] ?? '');
  const headerEnd = isBelow ? event.valueStart - 1 : event.valueStart;
  const lineStart = text.lastIndexOf('\n', headerEnd - 1) + 1;
  const header = /[|>][-+0-9]*[ \t]*(?:[ \t]#.*)?\r?$/.exec(text.slice(lineStart, headerEnd));
  return header === null ? event.valueStart : lineStart + header.index;
}
