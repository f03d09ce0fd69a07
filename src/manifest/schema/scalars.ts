import type { FieldType, ScalarKind } from './types';

const QUANTITY = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+|[KMGTPE]i|[numkMGTPE])?\s*$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const MICRO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{6}(?:Z|[+-]\d\d:\d\d)$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Whether Kubernetes' decoder takes a value for a type without parts. */
export function isScalar(value: unknown, kind: ScalarKind): boolean {
  switch (kind) {
    case 'string': return typeof value === 'string';
    case 'boolean': return typeof value === 'boolean';
    case 'int32': return isInteger(value, 2 ** 31);
    case 'int64': return isInteger(value, 2 ** 63);
    case 'number': return Number.isFinite(value);
    case 'int-or-string': return typeof value === 'string' || isInteger(value, 2 ** 31);
    case 'quantity': return typeof value === 'string' ? QUANTITY.test(value) : Number.isFinite(value);
    case 'time': return typeof value === 'string' && TIME.test(value);
    case 'micro-time': return typeof value === 'string' && MICRO_TIME.test(value);
    case 'bytes': return isBytes(value);
    case 'any': return true;
  }
}

/** What a value is, with its article, for somebody who wanted something else there. Never the value itself. */
export function describeValue(value: unknown, wanted: FieldType['kind']): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'boolean') return 'a boolean';
  if (typeof value === 'string') return ['quantity', 'time', 'micro-time', 'bytes'].includes(wanted) ? 'another string' : 'a string';
  if (typeof value !== 'number') return 'a value that JSON cannot hold';
  if (!Number.isFinite(value)) return 'no finite number';
  if (!['int32', 'int64', 'int-or-string'].includes(wanted)) return 'a number';
  return Number.isInteger(value) ? 'a number out of range' : 'a number with a fraction';
}

function isInteger(value: unknown, limit: number): boolean {
  return Number.isInteger(value) && (value as number) >= -limit && (value as number) < limit;
}

/** The decoder skips line breaks, and takes a list of numbers as well. */
function isBytes(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((byte) => isInteger(byte, 256) && byte >= 0);
  if (typeof value !== 'string') return false;
  const text = value.replace(/[\r\n]/g, '');
  return text.length % 4 === 0 && BASE64.test(text);
}
