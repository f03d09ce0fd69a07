/**
 * Kubernetes quantities (`500m`, `1.5Gi`, `1e3`) as the API server reads and writes them. This follows `ParseQuantity` and
 * `CanonicalizeBytes` of k8s.io/apimachinery step by step, also where they are odd: a text that their quick path takes for canonical
 * (`1.500`, `+1`) is kept as it is.
 */

type Format = 'decimal' | 'exponent' | 'binary';

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: Format;
}

/** `unscaled` × 10^`scale`. */
export interface Quantity {
  readonly unscaled: bigint;
  readonly scale: number;
  readonly format: Format;
  /** The text, where the API server keeps it as it was written. */
  readonly kept?: string;
  /** Whether the API server holds it as a 64-bit integer: only then does rounding leave a kept text alone. */
  readonly isSmall: boolean;
}

const QUANTITY = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;
const DECIMAL_SUFFIXES: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY_SUFFIXES: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const NANO = -9;
const MILLI = -3;
const LARGEST_INT64 = 2n ** 63n - 1n;
/** Far beyond what fits a quantity. The API server would count the zeros; nothing is gained by doing the same. */
const LARGEST_EXPONENT = 1000;
const ALREADY_CANONICAL = /^(?:0|[1-9]\d{0,2}(?:m|k|M|G|Ki|Mi|Gi|Ti)?)$/;

/**
 * The text that the API server shows for a quantity; `undefined` for what is none.
 *
 * @param roundToMilli - Whether to round up to thousandths, as it does for everything that is requested, limited or granted.
 *
 * @example
 * ```ts
 * canonicalQuantity('0.5'); // '500m'
 * canonicalQuantity('1024Mi'); // '1Gi'
 * canonicalQuantity(2); // '2'
 * ```
 */
export function canonicalQuantity(value: string | number, roundToMilli = false): string | undefined {
  const text = String(value).trim();
  if (ALREADY_CANONICAL.test(text)) return text;
  const quantity = parseQuantity(text);
  return quantity && format(roundToMilli ? roundUp(quantity, MILLI) : quantity);
}

/** Reads an amount; `undefined` for what is none. White space around it has to be off. */
export function parseQuantity(text: string): Quantity | undefined {
  if (text === '') return undefined;
  const [, sign = '', digits = '', fraction = '', suffixText = ''] = QUANTITY.exec(text) ?? [];
  const suffix = QUANTITY.test(text) ? parseSuffix(suffixText) : undefined;
  if (suffix === undefined) return undefined;
  // The API server stops reading where it has seen zeros only: `0`, `-` and `+00` are zero.
  const numerator = digits.replace(/^0+/, '') || '0';
  return parseSmall(text, sign, numerator, fraction, suffix) ?? parseLarge(sign, digits, fraction, suffix);
}

function parseSuffix(text: string): Suffix | undefined {
  const decimal = DECIMAL_SUFFIXES[text];
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'decimal' };
  const binary = BINARY_SUFFIXES[text];
  if (binary !== undefined) return { base: 2, exponent: binary, format: 'binary' };
  if (!/^[eE][-+]?\d+$/.test(text)) return undefined;
  const exponent = Number(text.slice(1));
  return Math.abs(exponent) > LARGEST_EXPONENT ? undefined : { base: 10, exponent, format: 'exponent' };
}

/** The quick path, for numbers that fit 64 bits for sure. */
function parseSmall(text: string, sign: string, numerator: string, fraction: string, suffix: Suffix): Quantity | undefined {
  if (!isSmall(numerator, fraction, suffix)) return undefined;
  const scale = (suffix.base === 10 ? suffix.exponent : 0) - fraction.length;
  const shifted = numerator + fraction;
  const value = BigInt(shifted);
  const magnitude = suffix.base === 2 ? value << BigInt(suffix.exponent) : value;
  if (scale < NANO || magnitude > LARGEST_INT64) return undefined;
  const isKept = suffix.base === 2 ? (value & 7n) !== 0n : scale % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0');
  const unscaled = sign === '-' ? -magnitude : magnitude;
  return { unscaled, scale, format: suffix.format, isSmall: true, ...(isKept && { kept: text }) };
}

function isSmall(numerator: string, fraction: string, { base, exponent }: Suffix): boolean {
  if (base === 10) return numerator.length + fraction.length <= 18;
  return fraction === '' && 15 - numerator.length - Math.trunc((exponent * 3) / 10) - 1 >= 0;
}

/** The slow path, with numbers of any size. */
function parseLarge(sign: string, digits: string, fraction: string, suffix: Suffix): Quantity | undefined {
  if (digits + fraction === '') return undefined;
  const written = BigInt(digits + fraction);
  const magnitude = suffix.base === 2 ? written << BigInt(suffix.exponent) : written;
  const exact: Quantity = {
    unscaled: magnitude, scale: (suffix.base === 10 ? suffix.exponent : 0) - fraction.length, format: suffix.format, isSmall: false,
  };
  const capped = cap(roundUp(exact, NANO));
  return { ...capped, unscaled: sign === '-' ? -capped.unscaled : capped.unscaled };
}

function cap(quantity: Quantity): Quantity {
  if (quantity.format !== 'binary' || quantity.unscaled === 0n) return quantity;
  if (compareTo(quantity, LARGEST_INT64) > 0) return { ...quantity, unscaled: LARGEST_INT64, scale: 0 };
  return compareTo(quantity, 1n) < 0 ? { ...quantity, format: 'decimal' } : quantity;
}

/** Rounds away from zero until nothing is finer than 10^`scale`. */
function roundUp(quantity: Quantity, scale: number): Quantity {
  if (quantity.scale >= scale) return quantity.isSmall ? quantity : withoutText(quantity);
  const divisor = 10n ** BigInt(scale - quantity.scale);
  const magnitude = abs(quantity.unscaled);
  const rounded = (magnitude + divisor - 1n) / divisor;
  return { ...withoutText(quantity), unscaled: quantity.unscaled < 0n ? -rounded : rounded, scale };
}

const withoutText = ({ unscaled, scale, format, isSmall }: Quantity): Quantity => ({ unscaled, scale, format, isSmall });

function format(quantity: Quantity): string {
  if (quantity.kept !== undefined) return quantity.kept;
  if (quantity.unscaled === 0n) return '0';
  const isBinary = quantity.format === 'binary' && isAtLeast1024(quantity) && isWhole(quantity);
  return isBinary ? formatBinary(whole(quantity)) : formatDecimal(quantity);
}

function formatDecimal({ unscaled, scale, format }: Quantity): string {
  let [mantissa, exponent] = [unscaled, scale];
  while (mantissa % 10n === 0n) [mantissa, exponent] = [mantissa / 10n, exponent + 1];
  while (exponent % 3 !== 0) [mantissa, exponent] = [mantissa * 10n, exponent - 1];
  if (format === 'exponent') return exponent === 0 ? String(mantissa) : `${mantissa}e${exponent}`;
  return String(mantissa) + suffixFor(DECIMAL_SUFFIXES, exponent);
}

function formatBinary(value: bigint): string {
  let [mantissa, exponent] = [value, 0];
  while (mantissa % 1024n === 0n) [mantissa, exponent] = [mantissa / 1024n, exponent + 10];
  return String(mantissa) + suffixFor(BINARY_SUFFIXES, exponent);
}

/** Like the API server, nothing for an exponent that has no suffix. */
function suffixFor(suffixes: Readonly<Record<string, number>>, exponent: number): string {
  return Object.entries(suffixes).find(([, value]) => value === exponent)?.[0] ?? '';
}

const isAtLeast1024 = (quantity: Quantity): boolean => compareTo({ ...quantity, unscaled: abs(quantity.unscaled) }, 1024n) >= 0;

const isWhole = ({ unscaled, scale }: Quantity): boolean => scale >= 0 || unscaled % 10n ** BigInt(-scale) === 0n;

const whole = ({ unscaled, scale }: Quantity): bigint => (scale >= 0 ? unscaled * 10n ** BigInt(scale) : unscaled / 10n ** BigInt(-scale));

/** Negative, zero or positive, as the quantity is below, at or above the number. */
function compareTo({ unscaled, scale }: Quantity, value: bigint): number {
  const [left, right] = scale >= 0 ? [unscaled * 10n ** BigInt(scale), value] : [unscaled, value * 10n ** BigInt(-scale)];
  return left < right ? -1 : left > right ? 1 : 0;
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);
