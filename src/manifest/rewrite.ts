import { EVENT_ID, SCALAR_STYLE } from 'js-yaml';
import { FlowWriter } from './flow-writer';
import { EditRefusal, type Layout } from './layout';
import { mergeSources } from './locate';
import type { JsonValue } from './object';
import { BlockRenderer, isScalarValue, renderScalar } from './render';
import { isSameJson } from './same';
import { alignItems } from './align';
import type { Splice } from './splice';
import type { Entry, NodeIndex } from './syntax-tree';

type Mapping = Readonly<Record<string, JsonValue>>;

/** How a collection holds a node. */
interface Slot {
  readonly parent: NodeIndex;
  readonly entry: Entry;
}

/**
 * Finds the splices that turn a document into another one. It walks both at once and goes only where they differ, so
 * that everything else stays as it is, byte for byte.
 */
export class Rewriter {
  public readonly splices: Splice[] = [];
  private readonly block: BlockRenderer;
  private readonly flow: FlowWriter;
  /** What each anchored value becomes: its aliases become that, too. */
  private readonly anchored = new Map<NodeIndex, JsonValue>();

  public constructor(
    private readonly layout: Layout,
    root: NodeIndex,
  ) {
    this.block = new BlockRenderer(layout.style(root));
    this.flow = new FlowWriter(layout, root, this.splices);
  }

  /** Rewrites a node. `slot` is where it stands; absent at the root. */
  public rewrite(node: NodeIndex, before: unknown, after: JsonValue, slot?: Slot): void {
    if (this.layout.hasAnchor(node)) this.anchored.set(node, after);
    if (isSameJson(before, after)) return;
    if (this.layout.tree.event(node).type === EVENT_ID.ALIAS) {
      this.rewriteAlias(node, after);
    } else if (this.layout.tree.isMapping(node) && isMapping(after) && Object.keys(after).length > 0 && isMapping(before)) {
      this.rewriteMapping(node, before, after, slot);
    } else if (this.layout.tree.isSequence(node) && Array.isArray(after) && after.length > 0 && Array.isArray(before)) {
      this.rewriteSequence(node, before, after as readonly JsonValue[], slot);
    } else {
      this.replace(node, after, slot);
    }
  }

  private rewriteAlias(node: NodeIndex, after: JsonValue): void {
    const target = this.layout.tree.resolve(node);
    if (target !== undefined && isSameJson(this.anchored.get(target), after)) return;
    throw new EditRefusal('the value is an alias; other places have the same value');
  }

  private rewriteMapping(node: NodeIndex, before: Mapping, after: Mapping, slot: Slot | undefined): void {
    const { tree } = this.layout;
    const entries = tree.entries(node);
    if (entries.length === 0) {
      this.replace(node, after, slot);
      return;
    }
    if (entries.some(({ name }) => name === undefined)) throw new EditRefusal('a key is not text');
    const kept = entries.filter((child) => tree.isMerge(child) || Object.hasOwn(after, child.name ?? ''));
    if (kept.length === 0 && (this.layout.isFlow(node) || this.isBehindDash(node))) {
      this.replaceAll(node, after, slot);
      return;
    }
    for (const child of entries) this.rewriteEntry(node, child, before, after);
    this.remove(node, entries.filter((child) => !kept.includes(child)));
    const own = new Set(entries.map(({ name }) => name));
    const added = Object.entries(after).filter(([key, value]) => !own.has(key) && this.mustAdd(entries, key, before, value));
    this.checkMergedKeysStay(own, before, after);
    this.append(node, added);
  }

  /** Writes a mapping anew of which no key stays. */
  private replaceAll(node: NodeIndex, after: Mapping, slot: Slot | undefined): void {
    const { layout } = this;
    if (layout.isFlow(node)) {
      this.replace(node, after, slot);
      return;
    }
    const [start, end] = [layout.start(node), layout.end(node)];
    if (layout.text.slice(start, end).includes('#')) throw new EditRefusal('there may be a comment between the keys');
    const column = layout.column(start);
    const lines = Object.entries(after).flatMap(([key, value]) => this.block.entry(key, value, column));
    this.splices.push({ start, end, text: lines.join(layout.lineBreak).trimStart() });
  }

  private isBehindDash(node: NodeIndex): boolean {
    return !/^ *$/.test(this.layout.before(this.layout.start(node)));
  }

  private rewriteEntry(parent: NodeIndex, child: Entry, before: Mapping, after: Mapping): void {
    const name = child.name ?? '';
    if (this.layout.tree.isMerge(child)) {
      this.rememberMergeSources(child);
      return;
    }
    if (Object.hasOwn(after, name)) this.rewrite(child.value, before[name], after[name] as JsonValue, { parent, entry: child });
  }

  /** A mapping that is written right at its merge key, `<<: {a: 1}`, cannot be changed through it. */
  private rememberMergeSources(child: Entry): void {
    if (this.layout.tree.isMapping(child.value) && this.layout.hasAnchor(child.value)) {
      throw new EditRefusal('a merge key holds an anchor');
    }
  }

  /** A key that a merge brings: an own key may stand before it, but not copy what is written elsewhere. */
  private mustAdd(entries: readonly Entry[], key: string, before: Mapping, value: JsonValue): boolean {
    if (!Object.hasOwn(before, key)) return true;
    if (isSameJson(before[key], value)) return false;
    if (this.mergedBecomes(entries, key, value)) return false;
    if (!isScalarValue(before[key] as JsonValue)) {
      throw new EditRefusal(`"${key}" comes from a merge key; other places have the same value`);
    }
    return true;
  }

  private mergedBecomes(entries: readonly Entry[], key: string, value: JsonValue): boolean {
    const { tree } = this.layout;
    return entries.filter((entry) => tree.isMerge(entry)).some((entry) =>
      mergeSources(tree, entry.value).some((source) => {
        const target = tree.resolve(source);
        const becomes = target === undefined ? undefined : this.anchored.get(target);
        return isMapping(becomes) && Object.hasOwn(becomes, key) && isSameJson(becomes[key], value);
      }),
    );
  }

  private checkMergedKeysStay(own: ReadonlySet<string | undefined>, before: Mapping, after: Mapping): void {
    const lost = Object.keys(before).find((key) => !own.has(key) && !Object.hasOwn(after, key));
    if (lost !== undefined) throw new EditRefusal(`"${lost}" comes from a merge key and cannot be removed here`);
  }

  private rewriteSequence(node: NodeIndex, before: readonly unknown[], after: readonly JsonValue[], slot: Slot | undefined): void {
    const entries = this.layout.tree.entries(node);
    if (entries.length === 0) {
      this.replace(node, after, slot);
      return;
    }
    const { kept, removed, appended } = alignItems(before, after);
    for (const { from, to } of kept) {
      const item = entries[from];
      if (item !== undefined) this.rewrite(item.value, before[from], after[to] as JsonValue, { parent: node, entry: item });
    }
    this.remove(node, removed.flatMap((index) => entries[index] ?? []));
    this.append(node, appended.map((index) => [undefined, after[index] as JsonValue] as const));
  }

  /** Removes entries. Comments on lines of their own stay: only their author knows what they are about. */
  private remove(node: NodeIndex, entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    if (this.layout.isFlow(node)) this.flow.remove(node, entries);
    else this.removeLines(node, entries);
  }

  private removeLines(node: NodeIndex, removed: readonly Entry[]): void {
    const { layout } = this;
    const entries = layout.tree.entries(node);
    // What stands behind a dash has no line of its own: the first entry that stays moves up to the dash.
    const behindDash = this.isBehindDash(node) ? entries.findIndex((entry) => !removed.includes(entry)) : 0;
    const [first, moved] = [entries[0], entries[behindDash]];
    if (behindDash > 0 && first !== undefined && moved !== undefined) {
      const [start, end] = [this.blockStart(node, first), this.blockStart(node, moved)];
      if (this.hasCommentLine(start, end)) throw new EditRefusal('there is a comment between the keys behind a dash');
      this.splices.push({ start, end, text: '' });
    }
    for (const entry of removed) {
      if (entries.indexOf(entry) < behindDash) continue;
      const end = layout.nextLine(layout.entryEnd(entry)) ?? layout.text.length;
      this.splices.push({ start: layout.lineStart(this.blockStart(node, entry)), end, text: '' });
    }
  }

  private blockStart(node: NodeIndex, entry: Entry): number {
    return entry.key === undefined ? this.layout.dash(node, entry) : this.layout.entryStart(entry);
  }

  private hasCommentLine(start: number, end: number): boolean {
    return /^[ \t]*#/m.test(this.layout.text.slice(start, end));
  }

  private append(node: NodeIndex, added: readonly (readonly [string | undefined, JsonValue])[]): void {
    if (added.length === 0) return;
    if (this.layout.isFlow(node)) {
      this.flow.append(node, added);
      return;
    }
    const column = this.layout.column(this.layout.start(node));
    const render = ([key, value]: (typeof added)[number]): readonly string[] =>
      key === undefined ? this.block.item(value, column) : this.block.entry(key, value, column);
    this.insertLines(this.layout.end(node), added.flatMap(render));
  }

  /** Inserts lines below the line of an offset. */
  private insertLines(offset: number, lines: readonly string[]): void {
    const { layout } = this;
    const { lineBreak } = layout;
    const atLineStart = offset > 0 && /[\r\n]/.test(layout.text[offset - 1] ?? '');
    const at = atLineStart ? offset : layout.nextLine(offset);
    const end = layout.text.length;
    if (at === undefined) this.splices.push({ start: end, end, text: lineBreak + lines.join(lineBreak) });
    else this.splices.push({ start: at, end: at, text: lines.map((line) => line + lineBreak).join('') });
  }

  /** Writes a new value in the place of another one of any kind. */
  private replace(node: NodeIndex, after: JsonValue, slot: Slot | undefined): void {
    const { layout } = this;
    if (slot === undefined) throw new EditRefusal('the whole document would be replaced');
    if (layout.hasTag(node)) throw new EditRefusal('the value has a tag');
    if (layout.hasAnchor(node) && layout.isEmpty(node)) throw new EditRefusal('the value has an anchor');
    if (layout.isFlow(slot.parent)) this.flow.replace(slot.parent, slot.entry, after);
    else if (isScalarValue(after) || Object.keys(after).length === 0) this.replaceInline(node, after, slot.entry);
    else this.replaceByBlock(node, after, slot.entry);
  }

  private replaceInline(node: NodeIndex, after: JsonValue, entry: Entry): void {
    const { layout } = this;
    const event = layout.tree.event(node);
    const style = event.type === EVENT_ID.SCALAR ? event.style : SCALAR_STYLE.PLAIN;
    const text = isScalarValue(after) ? renderScalar(after, style) : Array.isArray(after) ? '[]' : '{}';
    if (layout.isEmpty(node)) {
      if (entry.key === undefined) throw new EditRefusal('an item without a value would get one');
      const at = layout.colonEnd(entry);
      this.splices.push({ start: at, end: at, text: ` ${text}` });
      return;
    }
    if (layout.isFlow(node) || event.type === EVENT_ID.SCALAR) {
      this.splices.push({ start: layout.start(node), end: layout.end(node), text });
      return;
    }
    // A block collection begins on the line below its key; the new value goes behind the colon.
    if (entry.key === undefined) {
      this.splices.push({ start: layout.start(node), end: layout.end(node), text });
      return;
    }
    const start = layout.colonEnd(entry);
    const end = layout.end(node);
    if (layout.hasAnchor(node) || layout.text.slice(start, layout.start(node)).includes('#')) {
      throw new EditRefusal('there is a comment or an anchor before the value');
    }
    this.splices.push({ start, end, text: ` ${text}` });
  }

  /** A scalar or an empty `{}` becomes lines below its key. */
  private replaceByBlock(node: NodeIndex, after: JsonValue, entry: Entry): void {
    const { layout } = this;
    if (entry.key === undefined) {
      this.replaceItemByBlock(node, after);
      return;
    }
    const isCollection = !layout.tree.isScalar(node) && !layout.isFlow(node);
    if (isCollection || layout.isBlockScalar(node) || layout.hasAnchor(node)) throw new EditRefusal('a value of another kind stands there');
    const column = layout.column(layout.start(entry.key));
    const colon = layout.colonEnd(entry);
    const end = layout.isEmpty(node) ? colon : layout.end(node);
    if (!/^ *$/.test(layout.text.slice(colon, layout.isEmpty(node) ? colon : layout.start(node)))) {
      throw new EditRefusal('the value does not stand on the line of its key');
    }
    if (end > colon) this.splices.push({ start: colon, end, text: '' });
    this.insertLines(end, this.block.below(after, column));
  }

  private replaceItemByBlock(node: NodeIndex, after: JsonValue): void {
    const { layout } = this;
    if (layout.isEmpty(node)) throw new EditRefusal('an item without a value would get one');
    const start = layout.start(node);
    if (layout.hasAnchor(node) || !/^[ -]*- $/.test(layout.before(start))) throw new EditRefusal('the item does not stand behind its dash');
    const lines = this.block.item(after, layout.column(start) - 2);
    const [first = '', ...rest] = lines;
    this.splices.push({ start, end: layout.end(node), text: first.slice(layout.column(start)) });
    if (rest.length > 0) this.insertLines(layout.end(node), rest);
  }
}

function isMapping(value: unknown): value is Mapping {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
