import type { Layout } from './layout';
import type { JsonValue } from './object';
import { type FlowStyle, renderFlow, renderFlowEntry } from './render';
import type { Splice } from './splice';
import type { Entry, NodeIndex } from './syntax-tree';

/** Edits inside of braces and brackets, in JSON files and in YAML. */
export class FlowWriter {
  private readonly json: boolean;

  public constructor(
    private readonly layout: Layout,
    root: NodeIndex,
    private readonly splices: Splice[],
  ) {
    const [first] = layout.isFlow(root) ? layout.tree.entries(root) : [];
    this.json = first?.key !== undefined && layout.text[layout.start(first.key)] === '"';
  }

  /** Writes a new value for an entry of a flow collection. */
  public replace(parent: NodeIndex, entry: Entry, value: JsonValue): void {
    const { layout } = this;
    const text = renderFlow(value, this.styleOf(parent));
    if (!layout.isEmpty(entry.value)) {
      this.splices.push({ start: layout.start(entry.value), end: layout.end(entry.value), text });
      return;
    }
    const at = layout.colonEnd(entry);
    this.splices.push({ start: at, end: at, text: layout.text[at - 1] === ':' ? ` ${text}` : `: ${text}` });
  }

  /** Adds entries behind the last one of a collection that is not empty. */
  public append(node: NodeIndex, added: readonly (readonly [string | undefined, JsonValue])[]): void {
    const { layout } = this;
    const last = layout.tree.entries(node).at(-1);
    if (last === undefined) return;
    const style = this.styleOf(node);
    const parts = added.map(([key, value]) => (key === undefined ? renderFlow(value, style) : renderFlowEntry(key, value, style)));
    const end = layout.flowEntryEnd(last);
    const comma = /^\s*,/.exec(layout.text.slice(end, end + 200))?.[0].length ?? 0;
    const at = end + comma;
    const separator = comma > 0 ? '' : ',';
    if (style.lines === undefined) {
      this.splices.push({ start: at, end: at, text: `${separator} ${parts.join(', ')}` });
      return;
    }
    const { indent, lineBreak } = style.lines;
    const lines = parts.map((part) => indent + part).join(`,${lineBreak}`);
    const comment = /^[ \t]+#/.test(layout.text.slice(at)) ? layout.nextLine(at) : undefined;
    if (comment === undefined) {
      this.splices.push({ start: at, end: at, text: separator + lineBreak + lines });
      return;
    }
    this.splices.push({ start: at, end: at, text: separator }, { start: comment, end: comment, text: lines + lineBreak });
  }

  /** Removes entries, each with one comma. At least one entry stays. */
  public remove(node: NodeIndex, removed: readonly Entry[]): void {
    const { layout } = this;
    const entries = layout.tree.entries(node);
    const lastKept = entries.findLastIndex((entry) => !removed.includes(entry));
    entries.forEach((entry, index) => {
      if (!removed.includes(entry) || index > lastKept) return;
      const next = entries[index + 1];
      if (next !== undefined) this.splices.push({ start: layout.entryStart(entry), end: layout.entryStart(next), text: '' });
    });
    const [kept, last] = [entries[lastKept], entries.at(-1)];
    if (kept === undefined || last === undefined || kept === last) return;
    this.splices.push({ start: layout.flowEntryEnd(kept), end: layout.flowEntryEnd(last), text: '' });
  }

  /** How the entries of a collection are written, by its first entry. */
  private styleOf(node: NodeIndex): FlowStyle {
    const { layout, json } = this;
    const start = layout.start(node);
    const [first] = layout.tree.entries(node);
    if (first === undefined) return { json, padded: false };
    const firstStart = layout.entryStart(first);
    const indent = layout.before(firstStart);
    if (layout.lineStart(firstStart) === layout.lineStart(start) || !/^[ \t]*$/.test(indent)) {
      return { json, padded: layout.text[start + 1] === ' ' };
    }
    const outer = /^[ \t]*/.exec(layout.before(start))?.[0] ?? '';
    const step = indent.startsWith(outer) && indent.length > outer.length ? indent.slice(outer.length) : '  ';
    return { json, padded: false, lines: { indent, step, lineBreak: layout.lineBreak } };
  }
}
