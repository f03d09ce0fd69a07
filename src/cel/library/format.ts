import { replaceClauses } from './format-template';
import { formatDouble, formatFixed, parseDouble } from './number-text';
import { formatDuration, formatTimestamp } from './time';
import {
  CelError, CelMap, CelType, type CelValue, Duration, isList, kindOf, NotEvaluable, Timestamp, Uint,
} from './value';

const DEFAULT_PRECISION = 6;

/** `'%s has %d'.format(['a', 1])`. Each verb takes one value. */
export function formatText(template: string, values: readonly CelValue[]): string {
  let taken = 0;
  return replaceClauses(template, ({ verb, precision }) => {
    const value = values[taken];
    if (value === undefined) throw new CelError(`index ${taken} out of range`);
    taken += 1;
    return (verbs[verb] as Write)(value, precision);
  }, (problem) => new CelError(problem));
}

type Write = (value: CelValue, precision: number) => string;

const refuse = (what: string, value: CelValue): CelError => new CelError(`error during formatting: ${what}, was given ${kindOf(value)}`);

const verbs: Readonly<Record<string, Write>> = {
  s: (value) => asText(value),
  d: (value) => whole(value, 'decimal clause can only be used on integers').toString(),
  o: (value) => whole(value, 'octal clause can only be used on integers').toString(8),
  b: (value) => (typeof value === 'boolean' ? String(Number(value)) : whole(value, 'only integers and bools can be formatted as binary').toString(2)),
  x: (value) => hexadecimal(value),
  X: (value) => hexadecimal(value).toUpperCase(),
  f: (value, precision) => fixed(double(value, 'fixed-point clause can only be used on doubles'), precision),
  e: (value, precision) => scientific(double(value, 'scientific clause can only be used on doubles'), precision),
};

function whole(value: CelValue, rule: string): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Uint) return value.value;
  throw refuse(rule, value);
}

function hexadecimal(value: CelValue): string {
  if (typeof value === 'string') return Buffer.from(value).toString('hex');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return whole(value, 'only integers, byte buffers, and strings can be formatted as hex').toString(16);
}

function double(value: CelValue, rule: string): number {
  if (typeof value === 'number') return value;
  const isSpecial = value === 'NaN' || value === 'Infinity' || value === '-Infinity';
  if (!isSpecial) throw refuse(rule, value);
  return parseDouble(value) ?? NaN;
}

/** As the English locale of Go's text package prints it, with the thousands apart. */
function fixed(value: number, precision: number): string {
  if (!Number.isFinite(value)) return special(value);
  const [digits = '', fraction] = formatFixed(value, precision).split('.');
  const grouped = digits.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function special(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '∞' : '-∞';
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const MOST_DIGITS = 100;

function scientific(value: number, precision: number): string {
  if (!Number.isFinite(value)) return special(value);
  if (precision > MOST_DIGITS) throw new NotEvaluable(`it formats a number with more than ${MOST_DIGITS} digits`);
  const [mantissa = '', exponent = '0'] = value.toExponential(precision).split('e');
  // Go rounds a half to the even digit, JavaScript up.
  const rest = value.toExponential(MOST_DIGITS).split('e')[0]?.replace('-', '').slice(precision + 2) ?? '';
  if (/^50*$/.test(rest)) throw new NotEvaluable('it formats a number that lies exactly between two others');
  const digits = String(Math.abs(Number(exponent))).padStart(2, '0').replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? '');
  return `${mantissa}\u202f\u00d7\u202f10${exponent.startsWith('-') ? '⁻' : ''}${digits}`;
}

/** `%s`: texts as they are, doubles as short as they can be written. */
function asText(value: CelValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatDouble(value);
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  return asPart(value, false);
}

/** A value inside of a list or a map: texts are quoted, doubles have six digits. */
function asPart(value: CelValue, isInside: boolean): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return Number.isFinite(value) ? formatFixed(value, DEFAULT_PRECISION) : `"${formatDouble(value)}"`;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof CelType) return value.typeName;
  if (value instanceof Timestamp) return `timestamp("${formatTimestamp(value)}")`;
  if (value instanceof Duration) return `duration("${formatDuration(value)}")`;
  if (value instanceof Uint8Array) return isInside ? `b${quoted(Buffer.from(value).toString())}` : Buffer.from(value).toString();
  if (isList(value)) return `[${value.map((item) => asPart(item, true)).join(', ')}]`;
  if (value instanceof CelMap) return mapText(value);
  throw refuse('string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps', value);
}

function mapText(map: CelMap): string {
  const pairs = map.entries().map(([key, value]) => [asPart(key, true), asPart(value, true)] as const);
  const sorted = [...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${sorted.map(([key, value]) => `${key}:${value}`).join(', ')}}`;
}

const PLAIN = /^[\x20-\x7e]*$/;

/** Like Go's `%q`. What that writes for other characters depends on tables of Unicode. */
function quoted(text: string): string {
  if (!PLAIN.test(text)) throw new NotEvaluable('it formats a text with unusual characters');
  return JSON.stringify(text);
}
