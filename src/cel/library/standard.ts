import { type Declaration, declareFunction, declareMethod } from './declaration';
import { formatDouble, parseBoolean, parseDouble, parseWhole } from './number-text';
import { checkedTimestamp, formatDuration, formatTimestamp, parseDuration, parseTimestamp } from './time';
import {
  CelError, type CelMap, CelType, type CelValue, checkedInt, checkedUint, type Duration, kindOf, type Timestamp, type Uint,
} from './value';

/** The value, or the error of a conversion that failed. */
function converted<T>(value: T | undefined, from: string, to: string): T {
  if (value === undefined) throw new CelError(`type conversion error from '${from}' to '${to}'`);
  return value;
}

function doubleToInt(value: number): bigint {
  // The double next to 2^63 already is too large for Go.
  if (!Number.isFinite(value) || value <= -(2 ** 63) || value >= 2 ** 63) throw new CelError('integer overflow');
  return BigInt(Math.trunc(value));
}

function doubleToUint(value: number): Uint {
  if (!Number.isFinite(value) || value < 0 || value >= 2 ** 64) throw new CelError('unsigned integer overflow');
  return checkedUint(BigInt(Math.trunc(value)));
}

function bytesToText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CelError('invalid UTF-8 in bytes, cannot convert to string');
  }
}

const sizeOfText = (text: string): bigint => BigInt([...text].length);

const same = (value: CelValue): CelValue => value;

const sizes = [
  ['string', sizeOfText], ['bytes', (bytes: Uint8Array) => BigInt(bytes.length)],
  ['list(A)', (list: readonly CelValue[]) => BigInt(list.length)], ['map(A, B)', (map: CelMap) => map.size],
] as const;

const conversions: readonly Declaration[] = [
  declareFunction('type(A): type', (value: CelValue) => new CelType(kindOf(value))),
  declareFunction('dyn(A): dyn', same),
  ...['bool', 'bytes', 'double', 'duration', 'int', 'string', 'timestamp', 'uint'].map((name) => declareFunction(`${name}(${name}): ${name}`, same)),
  declareFunction('bool(string): bool', (text: string) => converted(parseBoolean(text), 'string', 'bool')),
  declareFunction('bytes(string): bytes', (text: string) => new TextEncoder().encode(text)),
  declareFunction('double(int): double', (value: bigint) => Number(value)),
  declareFunction('double(uint): double', (value: Uint) => Number(value.value)),
  declareFunction('double(string): double', (text: string) => converted(parseDouble(text), 'string', 'double')),
  declareFunction('duration(string): duration', (text: string) => parseDuration(text)),
  declareFunction('int(double): int', doubleToInt),
  declareFunction('int(duration): int', (value: Duration) => value.nanoseconds),
  declareFunction('int(string): int', (text: string) => intOf(text)),
  declareFunction('int(timestamp): int', (value: Timestamp) => secondsOf(value.nanoseconds)),
  declareFunction('int(uint): int', (value: Uint) => checkedInt(value.value)),
  declareFunction('string(bool): string', (value: boolean) => String(value)),
  declareFunction('string(bytes): string', bytesToText),
  declareFunction('string(double): string', formatDouble),
  declareFunction('string(duration): string', formatDuration),
  declareFunction('string(int): string', (value: bigint) => String(value)),
  declareFunction('string(timestamp): string', formatTimestamp),
  declareFunction('string(uint): string', (value: Uint) => String(value.value)),
  declareFunction('timestamp(int): timestamp', (seconds: bigint) => checkedTimestamp(seconds * 1_000_000_000n)),
  declareFunction('timestamp(string): timestamp', (text: string) => parseTimestamp(text)),
  declareFunction('uint(double): uint', doubleToUint),
  declareFunction('uint(int): uint', (value: bigint) => checkedUint(value)),
  declareFunction('uint(string): uint', (text: string) => uintOf(text)),
];

function intOf(text: string): bigint {
  const value = converted(parseWhole(text), 'string', 'int');
  return converted(BigInt.asIntN(64, value) === value ? value : undefined, 'string', 'int');
}

function uintOf(text: string): Uint {
  const value = converted(/^\d+$/.test(text) ? BigInt(text) : undefined, 'string', 'uint');
  return checkedUint(converted(BigInt.asUintN(64, value) === value ? value : undefined, 'string', 'uint'));
}

/** The second that has begun, also before 1970. */
const secondsOf = (nanoseconds: bigint): bigint => {
  const seconds = nanoseconds / 1_000_000_000n;
  return nanoseconds < 0n && nanoseconds % 1_000_000_000n !== 0n ? seconds - 1n : seconds;
};

/** What CEL has without any library: sizes, conversions, tests on texts. Operators and macros are syntax. */
export const standardFunctions: readonly Declaration[] = [
  ...sizes.flatMap(([type, size]) => [declareFunction(`size(${type}): int`, size), declareMethod(`${type}.size(): int`, size)]),
  ...conversions,
  declareMethod('string.contains(string): bool', (text: string, part: string) => text.includes(part)),
  declareMethod('string.startsWith(string): bool', (text: string, start: string) => text.startsWith(start)),
  declareMethod('string.endsWith(string): bool', (text: string, end: string) => text.endsWith(end)),
];
