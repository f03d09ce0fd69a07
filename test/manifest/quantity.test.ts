import * as fc from 'fast-check';
import { canonicalQuantity } from '../../src/manifest/quantity';
import vectors from './quantity-vectors.json';

// Written by UnmarshalJSON, RoundUp(Milli) and MarshalJSON of k8s.io/apimachinery v0.37.2: [text, canonical, canonical after rounding], null for an error.
test.each(vectors as [string | number, string | null, string | null][])('%j is what the API server makes of it', (text, canonical, rounded) => {
  expect(canonicalQuantity(text) ?? null).toBe(canonical);
  expect(canonicalQuantity(text, true) ?? null).toBe(rounded);
});

const suffix = fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'e3', 'E-3', 'e+2');
const quantity = fc.tuple(fc.constantFrom('', '-', '+'), fc.nat(99_999), fc.option(fc.nat(999)), suffix)
  .map(([sign, whole, fraction, unit]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${unit}`);

test('the canonical text is canonical', () => {
  fc.assert(fc.property(quantity, fc.boolean(), (text, roundToMilli) => {
    const canonical = canonicalQuantity(text, roundToMilli);
    expect(canonical).toBeDefined();
    expect(canonicalQuantity(String(canonical), roundToMilli)).toBe(canonical);
  }));
});

test('the canonical text has the same value', () => {
  fc.assert(fc.property(quantity, (text) => {
    expect(valueOf(String(canonicalQuantity(text)))).toBe(valueOf(text));
  }));
});

test('text that is no quantity has none, and takes no time', () => {
  for (const text of ['', 'x', '1 Gi', '1KI', '1e', '1ee3', '0x10', '1_000', 'NaN', 'Infinity', '1e99999999999', '--1', '1.2.3', '1Gi1', '１']) {
    expect(canonicalQuantity(text)).toBeUndefined();
  }
});

/** The value in billionths, where it is a whole number of them; rounded away from zero as the API server does. */
function valueOf(text: string): bigint {
  const [, sign, whole = '', fraction = '', unit = ''] = /^([+-]?)(\d*)\.?(\d*)(.*)$/.exec(text) ?? [];
  const decimals = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
  const binaries = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
  const exponent = /^[eE][-+\d]/.test(unit) ? Number(unit.slice(1)) : binaries.includes(unit) ? 0 : decimals.indexOf(unit) * 3 - 9;
  const factor = binaries.includes(unit) ? 1024n ** BigInt(binaries.indexOf(unit) + 1) : 1n;
  const scale = exponent + 9 - fraction.length;
  const digits = BigInt(whole + fraction || '0') * factor;
  const divisor = scale < 0 ? 10n ** BigInt(-scale) : 1n;
  const value = scale < 0 ? (digits + divisor - 1n) / divisor : digits * 10n ** BigInt(scale);
  const capped = factor > 1n && value > (2n ** 63n - 1n) * 10n ** 9n ? (2n ** 63n - 1n) * 10n ** 9n : value;
  return sign === '-' ? -capped : capped;
}
