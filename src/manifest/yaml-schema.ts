import {
  type ScalarTagDefinition,
  NOT_RESOLVED,
  Schema,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  mergeTag,
  seqTag,
  strTag,
} from 'js-yaml';

/**
 * Reads scalars as Kubernetes does: `sigs.k8s.io/yaml` over `go.yaml.in/yaml/v2`, which is YAML 1.1 with exceptions.
 * `yes` is true, `0777` and `0o777` are 511, `1_000` is 1000, `08` is 8; `12:30` and `2026-11-24` stay text.
 */

/** Thrown where a value exists in YAML but not in JSON; the reader adds the place. */
export class NotJsonError extends Error {
  public constructor(public readonly value: string) {
    super(`${value} has no form in JSON`);
  }
}

const TRUE = ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'];
const FALSE = ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'];
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...TRUE.map((text) => [text, true] as const),
  ...FALSE.map((text) => [text, false] as const),
]);
const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);

/** `false`, `False`. Most text is longer, and need not be looked up. */
const LONGEST_WORD = 5;

const PLAIN_INTEGER = /^(?:0|-?[1-9][0-9]{0,14})$/;
const INTEGER = /^[-+]?(?:0[bB][01]+|0[oO][0-7]+|0[0-7]*|0[xX][0-9a-fA-F]+|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** A leading point is read by Go's own float parser, which takes underscores between digits only. */
const POINT_FLOAT = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
const NUMBER_START = /^(?:[-+][0-9._]|[0-9.])/;
const NOT_A_JSON_NUMBER = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}.*)?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

/** Go's `ParseInt(text, 0, 64)`, then `ParseUint`: what fits neither is no integer. */
function parseInteger(text: string): number | undefined {
  if (!INTEGER.test(text)) return undefined;
  const sign = text[0] === '-' ? -1n : 1n;
  const digits = text.replace(/^[-+]/, '').toLowerCase();
  const octal = /^0[0-7]/.test(digits);
  const value = sign * BigInt(octal ? `0o${digits.slice(1)}` : digits);
  const unsigned = text[0] !== '-' && text[0] !== '+';
  if (value < INT64_MIN || value > (unsigned ? UINT64_MAX : 2n ** 63n - 1n)) return undefined;
  return Number(value);
}

function parseFloatText(text: string): number | undefined {
  if (!FLOAT.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value + 0 : undefined;
}

function parseNumber(source: string): { readonly value: number; readonly integer: boolean } | undefined {
  if (NOT_A_JSON_NUMBER.test(source)) throw new NotJsonError(source);
  if (source[0] === '.') {
    const value = POINT_FLOAT.test(source) ? parseFloatText(source.replaceAll('_', '')) : undefined;
    return value === undefined ? undefined : { value, integer: false };
  }
  const text = source.includes('_') ? source.replaceAll('_', '') : source;
  const integer = parseInteger(text);
  if (integer !== undefined) return { value: integer, integer: true };
  const float = parseFloatText(text);
  return float === undefined ? undefined : { value: float, integer: false };
}

/** What an untagged, unquoted scalar means: the same answer as the schema's, for one scalar. */
export function resolvePlain(source: string): string | number | boolean | null {
  if (NULLS.has(source)) return null;
  const truth = BOOLEANS.get(source);
  if (truth !== undefined) return truth;
  return NUMBER_START.test(source) ? parseNumber(source)?.value ?? source : source;
}

const NUMBER_STARTS = ['-', '+', '.', ...'0123456789'];

const nullTag = defineScalarTag('tag:yaml.org,2002:null', {
  implicit: true,
  implicitFirstChars: ['', '~', 'n', 'N'],
  resolve: (source) => (source.length <= LONGEST_WORD && NULLS.has(source) ? null : NOT_RESOLVED),
  identify: () => false,
});

const booleanTag = defineScalarTag('tag:yaml.org,2002:bool', {
  implicit: true,
  implicitFirstChars: [...'yYnNtTfFoO'],
  resolve: (source) => (source.length <= LONGEST_WORD ? BOOLEANS.get(source) ?? NOT_RESOLVED : NOT_RESOLVED),
  identify: () => false,
});

/** Every number without a tag goes through here; one resolver instead of two keeps the hot path short. */
const integerTag = defineScalarTag<number>('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: NUMBER_STARTS,
  resolve: (source, isExplicit) => {
    if (PLAIN_INTEGER.test(source)) return Number(source);
    if (!NUMBER_START.test(source)) return NOT_RESOLVED;
    const number = parseNumber(source);
    if (number === undefined || (isExplicit && !number.integer)) return NOT_RESOLVED;
    return number.value === 0 ? 0 : number.value;
  },
  identify: () => false,
});

const floatTag = defineScalarTag<number>('tag:yaml.org,2002:float', {
  resolve: (source) => parseNumber(source)?.value ?? NOT_RESOLVED,
  identify: () => false,
});

const timestampTag = defineScalarTag('tag:yaml.org,2002:timestamp', {
  resolve: (source) => (TIMESTAMP.test(source) ? source : NOT_RESOLVED),
  identify: () => false,
});

const binaryTag = defineScalarTag('tag:yaml.org,2002:binary', {
  resolve: (source) => {
    const base64 = source.replace(/[\r\n]/g, '');
    return BASE64.test(base64) ? Buffer.from(base64, 'base64').toString('utf8') : NOT_RESOLVED;
  },
  identify: () => false,
});

/** A tag that Go does not know leaves the text as it is. */
const unknownScalarTag = defineScalarTag('', { matchByTagPrefix: true, resolve: (source) => source, identify: () => false });

/** JSON keys are text: Kubernetes writes numbers and booleans out, and refuses null and collections. */
export function keyText(key: unknown): string | undefined {
  if (typeof key === 'string') return key;
  if (typeof key === 'boolean') return String(key);
  if (typeof key !== 'number') return undefined;
  if (Number.isSafeInteger(key)) return String(key);
  return Number.isInteger(key) ? undefined : shortestFloat32(key);
}

/** Kubernetes prints a fractional key with the digits that a 32-bit float needs. */
function shortestFloat32(value: number): string | undefined {
  // Outside of this range Go writes an exponent, which nobody means as a key.
  if (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e6) return undefined;
  const single = Math.fround(value);
  for (let precision = 1; precision <= 9; precision++) {
    const text = single.toPrecision(precision);
    if (Math.fround(Number(text)) === single) return text.includes('e') ? undefined : text;
  }
  return undefined;
}

type Container = Record<string, unknown>;

const mappingOptions = {
  create: (): Container => ({}),
  addPair: (container: Container, key: unknown, value: unknown): string => {
    const text = typeof key === 'string' ? key : keyText(key);
    if (text === undefined) return 'a key that JSON cannot hold';
    if (text === '__proto__') {
      Object.defineProperty(container, text, { value, enumerable: true, configurable: true, writable: true });
    } else {
      container[text] = value;
    }
    return '';
  },
  has: (container: Container, key: unknown): boolean => {
    const text = typeof key === 'string' ? key : keyText(key);
    return text !== undefined && Object.hasOwn(container, text);
  },
  keys: (container: Container): string[] => Object.keys(container),
  get: (container: Container, key: unknown): unknown => container[key as string],
  identify: (): boolean => false,
};

const mapTag = defineMappingTag('tag:yaml.org,2002:map', mappingOptions);
/** Go ignores the tags of collections. */
const unknownMappingTag = defineMappingTag('', { ...mappingOptions, matchByTagPrefix: true });
const unknownSequenceTag = defineSequenceTag<unknown[]>('', {
  matchByTagPrefix: true,
  create: () => [],
  addItem: (items, item) => {
    items.push(item);
  },
  identify: () => false,
});

const scalarTags: readonly ScalarTagDefinition[] = [
  strTag, nullTag, booleanTag, integerTag, floatTag, timestampTag, mergeTag, binaryTag, unknownScalarTag,
];

/** The js-yaml schema under which a document means what it means to `kubectl apply`. */
export const kubernetesSchema = new Schema([...scalarTags, mapTag, unknownMappingTag, seqTag, unknownSequenceTag]);
