import { SCALAR_STYLE, type ScalarStyle } from 'js-yaml';
import type { LayoutStyle } from './layout';
import type { JsonValue } from './object';
import { NotJsonError, resolvePlain } from './yaml-schema';

/** Text that needs no quotes anywhere: in a block, inside of braces, as a key, for any parser. */
const PLAIN = /^[A-Za-z0-9_./][A-Za-z0-9_./@+=-]*(?:[ :][A-Za-z0-9_./@+=-]+)*$/;
/** What some parsers take for a time or a number in base 60. */
const LOOKS_TIMED = /^[-+]?[0-9][0-9_]*(?:[:-][0-9]|$)/;

function isPlainText(text: string): boolean {
  if (!PLAIN.test(text) || LOOKS_TIMED.test(text)) return false;
  try {
    return resolvePlain(text) === text;
  } catch (error) {
    if (error instanceof NotJsonError) return false;
    throw error;
  }
}

const NOT_PRINTABLE = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Double quotes as in JSON, with what YAML does not take as it is written as an escape. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(NOT_PRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A scalar on one line, quoted as the one that it replaces where that works. */
export function renderScalar(value: string | number | boolean | null, style: ScalarStyle = SCALAR_STYLE.PLAIN): string {
  if (typeof value !== 'string') return String(value);
  if (style === SCALAR_STYLE.SINGLE_QUOTED && /^[ -~]*$/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  if (style === SCALAR_STYLE.DOUBLE_QUOTED || !isPlainText(value)) return doubleQuoted(value);
  return value;
}

export function isScalarValue(value: JsonValue): value is string | number | boolean | null {
  return value === null || typeof value !== 'object';
}

function isEmptyCollection(value: JsonValue): boolean {
  return value !== null && typeof value === 'object' && Object.keys(value).length === 0;
}

/** Lines of a block, each with its indentation and without its line break. */
type Lines = readonly string[];

/** Writes values as block YAML in the style of a document. */
export class BlockRenderer {
  public constructor(private readonly style: LayoutStyle) {}

  /** The lines of one entry of a mapping whose keys have the given column. */
  public entry(key: string, value: JsonValue, column: number): Lines {
    const prefix = `${' '.repeat(column)}${renderScalar(key)}:`;
    if (isScalarValue(value)) return [`${prefix} ${renderScalar(value)}`];
    if (isEmptyCollection(value)) return [`${prefix} ${Array.isArray(value) ? '[]' : '{}'}`];
    return [prefix, ...this.below(value, column)];
  }

  /** The lines of a collection below a key with the given column. */
  public below(value: JsonValue, column: number): Lines {
    if (Array.isArray(value)) {
      const dash = this.style.indentedLists ? column + this.style.step : column;
      return (value as readonly JsonValue[]).flatMap((item) => this.item(item, dash));
    }
    return this.entries(value, column + this.style.step);
  }

  /** The lines of one item whose dash has the given column. */
  public item(value: JsonValue, column: number): Lines {
    const dash = `${' '.repeat(column)}- `;
    if (isScalarValue(value)) return [dash + renderScalar(value)];
    if (isEmptyCollection(value)) return [dash + (Array.isArray(value) ? '[]' : '{}')];
    const inner = column + 2;
    const items = Array.isArray(value) ? (value as readonly JsonValue[]) : undefined;
    const lines = items?.flatMap((item) => this.item(item, inner)) ?? this.entries(value, inner);
    return lines.map((line, index) => (index === 0 ? dash + line.slice(inner) : line));
  }

  private entries(value: JsonValue, column: number): Lines {
    return Object.entries(value as Readonly<Record<string, JsonValue>>).flatMap(([key, child]) => this.entry(key, child, column));
  }
}

/** How a flow collection is written. */
export interface FlowStyle {
  /** JSON: every key and text in double quotes. */
  readonly json: boolean;
  /** Blanks inside of braces: `{ a: 1 }`. */
  readonly padded: boolean;
  /** For collections that spread over lines: the indentation of the line that a value stands on, and one level of it. */
  readonly lines?: { readonly indent: string; readonly step: string; readonly lineBreak: string };
}

/** Writes a value as flow YAML or JSON. */
export function renderFlow(value: JsonValue, style: FlowStyle): string {
  if (isScalarValue(value)) return renderScalar(value, style.json ? SCALAR_STYLE.DOUBLE_QUOTED : SCALAR_STYLE.PLAIN);
  const inner = style.lines === undefined ? style : { ...style, lines: { ...style.lines, indent: style.lines.indent + style.lines.step } };
  if (Array.isArray(value)) return enclose((value as readonly JsonValue[]).map((item) => renderFlow(item, inner)), '[', ']', style);
  const entries = Object.entries(value as Readonly<Record<string, JsonValue>>);
  return enclose(entries.map(([key, child]) => renderFlowEntry(key, child, inner)), '{', '}', style);
}

/** One entry of a flow mapping. */
export function renderFlowEntry(key: string, value: JsonValue, style: FlowStyle): string {
  return `${renderScalar(key, style.json ? SCALAR_STYLE.DOUBLE_QUOTED : SCALAR_STYLE.PLAIN)}: ${renderFlow(value, style)}`;
}

function enclose(parts: readonly string[], open: string, close: string, { lines, padded }: FlowStyle): string {
  if (parts.length === 0) return open + close;
  if (lines !== undefined) {
    const { indent, step, lineBreak } = lines;
    return `${open}${lineBreak}${parts.map((part) => indent + step + part).join(`,${lineBreak}`)}${lineBreak}${indent}${close}`;
  }
  const padding = padded && open === '{' ? ' ' : '';
  return `${open}${padding}${parts.join(', ')}${padding}${close}`;
}
