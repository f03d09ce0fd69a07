import type { LayoutStyle } from './layout';
import type { JsonValue } from './object';
import { BlockRenderer, isScalarValue, renderScalar } from './render';
import { isSameJson } from './same';

type JsonMap = Readonly<Record<string, JsonValue>>;
type JsonList = readonly JsonValue[];

const STEP = 2;
const STYLE: LayoutStyle = { step: STEP, indentedLists: true };
/** Stands for a value that is replaced or removed: it may be a secret. */
const ELIDED = '…';

/**
 * Writes how an object changes, with nothing of it but what the changes stand in and the names around: lines that begin with `+` are new, those
 * with `-` go. What goes is shown by its key alone, unless it is a number or a boolean.
 *
 * @param after - Made of `before` by `applyEdits`: whatever it shares with it counts as unchanged.
 *
 * @example
 * ```ts
 * renderChanges({ spec: { hostPID: true } }, { spec: { hostPID: false } });
 * //   spec:
 * // -   hostPID: true
 * // +   hostPID: false
 * ```
 */
export function renderChanges(before: unknown, after: unknown): string {
  return mapLines(before as JsonMap, after as JsonMap, 0).map((line) => `${line}\n`).join('');
}

/** Writes a whole object, every line of it new. */
export function renderAddition(object: unknown): string {
  return Object.entries(object as JsonMap).flatMap(([key, value]) => added(key, value, 0)).map((line) => `${line}\n`).join('');
}

const renderer = new BlockRenderer(STYLE);

/** A mark needs no quotes, and reads better without. */
const unquoted = (line: string): string =>
  line.replace(/(^|: |- )"([^"\\]*<[^"\\]*>)"$/, (whole, start: string, text: string) => (/: | #|^[^\w<]/.test(text) ? whole : start + text));

const mark = (sign: ' ' | '+' | '-') => (line: string): string => `${sign} ${unquoted(line)}`;

const added = (key: string, value: JsonValue, column: number): readonly string[] => renderer.entry(key, value, column).map(mark('+'));

function mapLines(before: JsonMap, after: JsonMap, column: number): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => entryLines(key, before[key], after[key], column));
}

function entryLines(key: string, before: JsonValue | undefined, after: JsonValue | undefined, column: number): readonly string[] {
  if (before === after || (before !== undefined && after !== undefined && isSameJson(before, after))) return [];
  if (after === undefined) return [removed(key, before, column)];
  const inner = changedWithin(before, after, column + STEP);
  if (inner !== undefined) return [`  ${' '.repeat(column)}${renderScalar(key)}:`, ...inner];
  return [...(before === undefined ? [] : [removed(key, before, column)]), ...added(key, after, column)];
}

/** The lines of a collection that is still one of its kind; `undefined` for what is replaced as a whole. */
function changedWithin(before: JsonValue | undefined, after: JsonValue, column: number): readonly string[] | undefined {
  if (isList(before) && isList(after) && before.length > 0 && after.length > 0) return listLines(before, after, column);
  return isMap(before) && isMap(after) && Object.keys(before).length > 0 && Object.keys(after).length > 0 ? mapLines(before, after, column) : undefined;
}

const removed = (key: string, value: JsonValue | undefined, column: number): string => {
  const start = `- ${' '.repeat(column)}${renderScalar(key)}:`;
  return `${start} ${typeof value === 'boolean' || typeof value === 'number' ? String(value) : ELIDED}`;
};

/** Items that both share keep their place; between them, those that are gone and those that are new go together in pairs. */
function listLines(before: JsonList, after: JsonList, column: number): readonly string[] {
  const lines: string[] = [];
  let [left, right] = [0, 0];
  while (left < before.length || right < after.length) {
    const [nextLeft, nextRight] = nextShared(before, after, left, right);
    const [gone, fresh] = [before.slice(left, nextLeft), after.slice(right, nextRight)];
    for (let index = 0; index < Math.max(gone.length, fresh.length); index++) lines.push(...itemLines(gone[index], fresh[index], column));
    [left, right] = [nextLeft + 1, nextRight + 1];
  }
  return lines;
}

/** Where the next item stands that both lists have. */
function nextShared(before: JsonList, after: JsonList, left: number, right: number): readonly [number, number] {
  for (let at = left; at < before.length; at++) {
    const same = after.indexOf(before[at] as JsonValue, right);
    if (same >= 0) return [at, same];
  }
  return [before.length, after.length];
}

function itemLines(before: JsonValue | undefined, after: JsonValue | undefined, column: number): readonly string[] {
  if (after === undefined) return before === undefined ? [] : renderer.item(shown(before), column).map(mark('-'));
  if (!isMap(before) || !isMap(after)) {
    return [...(before === undefined ? [] : renderer.item(shown(before), column).map(mark('-'))), ...renderer.item(after, column).map(mark('+'))];
  }
  const context = identityOf(before, after);
  const inner = mapLines(before, after, column + STEP);
  if (Object.keys(context).length > 0) return [...renderer.item(context, column).map(mark(' ')), ...inner];
  return [`  ${' '.repeat(column)}-`, ...inner];
}

/** What people know an item by: its name, or else whatever of it is short and stays. */
function identityOf(before: JsonMap, after: JsonMap): JsonMap {
  const kept = Object.entries(before).filter(([key, value]) => after[key] === value && (isScalarValue(value) || (isList(value) && value.every(isScalarValue))));
  const named = kept.filter(([key]) => key === 'name');
  return Object.fromEntries(named.length > 0 ? named : kept);
}

/** What goes, as far as it is shown. */
const shown = (value: JsonValue): JsonValue => (isMap(value) ? identityOf(value, value) : value);

const isList = (value: JsonValue | undefined): value is JsonList => Array.isArray(value);

const isMap = (value: JsonValue | undefined): value is JsonMap => value !== null && typeof value === 'object' && !Array.isArray(value);
