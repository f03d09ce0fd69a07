/** Whether a code point, as a text, belongs to a set. */
export type CharacterClass = (point: string) => boolean;

type Range = readonly [number, number];

const POSIX: Readonly<Record<string, readonly Range[]>> = {
  alnum: [[48, 57], [65, 90], [97, 122]], alpha: [[65, 90], [97, 122]], ascii: [[0, 127]], blank: [[9, 9], [32, 32]],
  cntrl: [[0, 31], [127, 127]], digit: [[48, 57]], graph: [[33, 126]], lower: [[97, 122]], print: [[32, 126]],
  punct: [[33, 47], [58, 64], [91, 96], [123, 126]], space: [[9, 13], [32, 32]], upper: [[65, 90]],
  word: [[48, 57], [65, 90], [95, 95], [97, 122]], xdigit: [[48, 57], [65, 70], [97, 102]],
};

/** `[:alpha:]`; `undefined` for a name that there is not. */
export function posixClass(name: string): CharacterClass | undefined {
  const ranges = Object.hasOwn(POSIX, name) ? POSIX[name] : undefined;
  return ranges && rangesOf(ranges, false);
}

/** `\p{L}`, `\p{Greek}`; `undefined` for a name that there is not. */
export function unicodeClass(name: string): CharacterClass | undefined {
  if (name === 'Any') return () => true;
  const pattern = compile(`^\\p{General_Category=${name}}$`) ?? compile(`^\\p{Script=${name}}$`);
  return pattern && ((point) => pattern.test(point));
}

function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
}

/** Code points between bounds; with `foldCase` also those that differ from one of them by case only. */
export function rangesOf(ranges: readonly Range[], foldCase: boolean): CharacterClass {
  if (!foldCase) return (point) => isWithin(ranges, point);
  const pattern = new RegExp(`^[${ranges.map(([low, high]) => `\\u{${low.toString(16)}}-\\u{${high.toString(16)}}`).join('')}]$`, 'iu');
  return (point) => pattern.test(point);
}

function isWithin(ranges: readonly Range[], point: string): boolean {
  const code = point.codePointAt(0) ?? -1;
  return ranges.some(([low, high]) => code >= low && code <= high);
}

/** One code point, or another that differs by case only. */
export function foldedLiteral(point: string): CharacterClass {
  const code = point.codePointAt(0) ?? 0;
  return rangesOf([[code, code]], true);
}

export const union = (classes: readonly CharacterClass[]): CharacterClass => (point) => classes.some((matches) => matches(point));

/** `\n` and the like. */
export const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { a: '\x07', f: '\f', t: '\t', n: '\n', r: '\r', v: '\v' };

/** `\d` and the like: ASCII only. */
export const PERL_CLASSES: Readonly<Record<string, CharacterClass>> = {
  d: (point) => /^[0-9]$/.test(point), D: (point) => !/^[0-9]$/.test(point),
  s: (point) => /^[\t\n\f\r ]$/.test(point), S: (point) => !/^[\t\n\f\r ]$/.test(point),
  w: (point) => /^[0-9A-Za-z_]$/.test(point), W: (point) => !/^[0-9A-Za-z_]$/.test(point),
};
