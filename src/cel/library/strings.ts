import { type Declaration, declareFunction, declareMethod } from './declaration';
import { formatText } from './format';
import { CelError, type CelValue, noSuchOverload, NotEvaluable } from './value';

// Go counts code points where JavaScript counts UTF-16 units.
const codePoints = (text: string): readonly string[] => [...text];

const outOfRange = (index: bigint): CelError => new CelError(`index out of range: ${index}`);

function charAt(text: string, index: bigint): string {
  const points = codePoints(text);
  if (index < 0n || index > BigInt(points.length)) throw outOfRange(index);
  return points[Number(index)] ?? '';
}

function indexOf(text: string, part: string, from = 0n): bigint {
  const [points, wanted] = [codePoints(text), codePoints(part)];
  if (from < 0n) throw outOfRange(from);
  if (wanted.length === 0) return from > BigInt(points.length) ? BigInt(points.length) : from;
  for (let index = Number(from); index <= points.length - wanted.length; index++) if (startsAt(points, wanted, index)) return BigInt(index);
  return -1n;
}

function lastIndexOf(text: string, part: string, from?: bigint): bigint {
  const [points, wanted] = [codePoints(text), codePoints(part)];
  const size = BigInt(points.length);
  if (from !== undefined && from < 0n) throw outOfRange(from);
  if (wanted.length === 0) return from === undefined || from > size ? size : from;
  if (from !== undefined && from >= size) return -1n;
  for (let index = Math.min(Number(from ?? size), points.length - wanted.length); index >= 0; index--) {
    if (startsAt(points, wanted, index)) return BigInt(index);
  }
  return -1n;
}

type Search = (text: string, part: string, from?: bigint) => bigint;

/** Before 1.37, minors disagree on what is found behind the end of a text. */
function cautious(search: Search, isAtEnd: (size: bigint) => bigint): Search {
  return (text, part, from) => {
    const size = BigInt(codePoints(text).length);
    const isOutside = from === undefined ? size === 0n && part !== '' : from > isAtEnd(size) || from < 0n;
    if (isOutside) throw new NotEvaluable('it searches a text from behind its end, on which Kubernetes minors disagree');
    return search(text, part, from);
  };
}

function searchFunctionsBy(first: Search, last: Search): readonly Declaration[] {
  return [
    declareMethod('string.indexOf(string): int', (text: string, part: string) => first(text, part)),
    declareMethod('string.indexOf(string, int): int', first),
    declareMethod('string.lastIndexOf(string): int', (text: string, part: string) => last(text, part)),
    declareMethod('string.lastIndexOf(string, int): int', last),
  ];
}

/** Where a part of a text is. */
export const searchFunctions = searchFunctionsBy(indexOf, lastIndexOf);

/** Likewise, for the minors before 1.37. */
export const earlierSearchFunctions = searchFunctionsBy(cautious(indexOf, (size) => size - 1n), cautious(lastIndexOf, (size) => size - 1n));

const startsAt = (points: readonly string[], wanted: readonly string[], at: number): boolean =>
  wanted.every((point, index) => points[at + index] === point);

const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const upperAscii = (text: string): string => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());

function replace(text: string, old: string, replacement: string, limit = -1n): string {
  if (limit === 0n || old === replacement) return text;
  // Go puts the replacement between all code points where there is nothing to look for.
  const pieces = old === '' ? ['', ...codePoints(text), ''] : text.split(old);
  const count = limit < 0n ? pieces.length - 1 : Math.min(Number(limit), pieces.length - 1);
  return pieces.slice(0, count).map((piece) => piece + replacement).join('') + pieces.slice(count).join(old);
}

function split(text: string, separator: string, limit = -1n): readonly string[] {
  if (limit === 0n) return [];
  const pieces = separator === '' ? codePoints(text) : text.split(separator);
  if (limit < 0n || BigInt(pieces.length) <= limit) return pieces;
  const kept = Number(limit) - 1;
  return [...pieces.slice(0, kept), pieces.slice(kept).join(separator)];
}

function substring(text: string, start: bigint, end?: bigint): string {
  const points = codePoints(text);
  const size = BigInt(points.length);
  if (end !== undefined && start > end) throw new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  if (start < 0n || start > size) throw outOfRange(start);
  if (end !== undefined && end > size) throw outOfRange(end);
  return points.slice(Number(start), end === undefined ? undefined : Number(end)).join('');
}

/** What Go takes for white space. */
const SPACE = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*';
const AROUND = new RegExp(`^${SPACE}|${SPACE}$`, 'g');

const trim = (text: string): string => text.replace(AROUND, '');

function join(list: readonly CelValue[], separator = ''): string {
  return list.map((item) => {
    if (typeof item !== 'string') throw noSuchOverload();
    return item;
  }).join(separator);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', '"': '\\"',
};

const quote = (text: string): string => `"${codePoints(text).map((point) => ESCAPES[point] ?? point).join('')}"`;

/** The library of text functions that Kubernetes has: version 2 of cel-go's. */
export const stringFunctions: readonly Declaration[] = [
  declareMethod('string.charAt(int): string', charAt),
  declareMethod('string.lowerAscii(): string', lowerAscii),
  declareMethod('string.upperAscii(): string', upperAscii),
  declareMethod('string.replace(string, string): string', (text: string, old: string, replacement: string) => replace(text, old, replacement)),
  declareMethod('string.replace(string, string, int): string', replace),
  declareMethod('string.split(string): list(string)', (text: string, separator: string) => split(text, separator)),
  declareMethod('string.split(string, int): list(string)', split),
  declareMethod('string.substring(int): string', (text: string, start: bigint) => substring(text, start)),
  declareMethod('string.substring(int, int): string', substring),
  declareMethod('string.trim(): string', trim),
  declareMethod('list(string).join(): string', (list: readonly CelValue[]) => join(list)),
  declareMethod('list(string).join(string): string', join),
  declareMethod('string.format(list(dyn)): string', formatText),
  declareFunction('strings.quote(string): string', quote),
];
