import { changesBetween, type LineChange } from './line-changes';

/** How to write a diff. */
export interface DiffOptions {
  /** Unchanged lines around each change. @default 3 */
  readonly context?: number;
  /** Whether a line of the old text, counted from 1, must not be shown: it holds the value of a Secret. It is left out of the context. */
  readonly isHidden?: (line: number) => boolean;
}

interface Hunk {
  readonly changes: readonly LineChange[];
  /** The first line of the old text that is shown, from 0, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

/**
 * Writes the difference between two texts as a unified diff, which `git apply` and `patch -p1` understand; an empty text where there is none.
 *
 * @example
 * ```ts
 * unifiedDiff('web.yaml', 'a: 1\n', 'a: 2\n'); // --- a/web.yaml … -a: 1 … +a: 2
 * ```
 */
export function unifiedDiff(file: string, before: string, after: string, { context = 3, isHidden = () => false }: DiffOptions = {}): string {
  if (before === after) return '';
  const oldLines = splitLines(before);
  const newLines = splitLines(after);
  let shift = 0;
  const hunks = hunksOf(changesBetween(oldLines, newLines), oldLines.length, context, isHidden).map((hunk) => {
    const text = hunkText(hunk, oldLines, newLines, shift);
    shift += hunk.changes.reduce((sum, { removed, added }) => sum + added - removed, 0);
    return text;
  });
  return `--- ${fileName('a', file)}\n+++ ${fileName('b', file)}\n${hunks.join('')}`;
}

/** The lines, each with its line feed; the last may lack it. */
function splitLines(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function hunksOf(changes: readonly LineChange[], length: number, context: number, isHidden: (line: number) => boolean): readonly Hunk[] {
  const hunks: Hunk[] = [];
  for (const change of changes) {
    const end = change.start + change.removed;
    const from = change.start - shownLines(context, (distance) => change.start - distance, length, isHidden);
    const to = end + shownLines(context, (distance) => end + distance + 1, length, isHidden);
    const last = hunks.at(-1);
    if (last !== undefined && from <= last.to) hunks[hunks.length - 1] = { changes: [...last.changes, change], from: last.from, to };
    else hunks.push({ changes: [change], from, to });
  }
  return hunks.map((hunk) => balance(hunk, length));
}

/** How many lines of context can be shown on one side of a change before a hidden one or an end of the file. */
function shownLines(context: number, lineAt: (distance: number) => number, length: number, isHidden: (line: number) => boolean): number {
  for (let distance = 0; distance < context; distance++) {
    const line = lineAt(distance);
    if (line < 1 || line > length || isHidden(line)) return distance;
  }
  return context;
}

/** Gives both sides the same number of lines, except at the ends of the file: `patch` takes a lopsided hunk for one at an end. */
function balance({ changes, from, to }: Hunk, length: number): Hunk {
  const start = changes[0]?.start ?? from;
  const last = changes.at(-1);
  const end = last === undefined ? to : last.start + last.removed;
  const above = start - from;
  const below = to - end;
  if (above < below && from > 0) return { changes, from, to: end + above };
  if (below < above && to < length) return { changes, from: start - below, to };
  return { changes, from, to };
}

function hunkText({ changes, from, to }: Hunk, oldLines: readonly string[], newLines: readonly string[], shift: number): string {
  const lines: string[] = [];
  let position = from;
  let added = 0;
  for (const change of changes) {
    lines.push(...oldLines.slice(position, change.start).map((line) => ` ${line}`));
    lines.push(...oldLines.slice(change.start, change.start + change.removed).map((line) => `-${line}`));
    lines.push(...newLines.slice(change.newStart, change.newStart + change.added).map((line) => `+${line}`));
    position = change.start + change.removed;
    added += change.added - change.removed;
  }
  lines.push(...oldLines.slice(position, to).map((line) => ` ${line}`));
  const oldCount = to - from;
  const newCount = oldCount + added;
  const body = lines.map((line) => (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`)).join('');
  return `@@ -${rangeText(from, oldCount)} +${rangeText(from + shift, newCount)} @@\n${body}`;
}

/** An empty range names the line before it. */
const rangeText = (from: number, count: number): string => `${count === 0 ? from : from + 1},${count}`;

/** Names as `git` writes them: quoted where a byte could be taken for something else. */
function fileName(side: 'a' | 'b', file: string): string {
  const name = `${side}/${file.replace(/^(?:\.\/)+/, '')}`;
  if (/["\\\p{Cc}\p{Cf}]/u.test(name)) return `"${Array.from(Buffer.from(name, 'utf8'), quoteByte).join('')}"`;
  return name.includes(' ') ? `${name}\t` : name;
}

function quoteByte(byte: number): string {
  const character = String.fromCharCode(byte);
  if (character === '"' || character === '\\') return `\\${character}`;
  return byte >= 0x20 && byte < 0x7f ? character : `\\${byte.toString(8).padStart(3, '0')}`;
}
