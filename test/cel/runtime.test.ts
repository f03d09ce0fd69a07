import {
  add, all, and, at, bool, compare, equals, EvaluationError, exists, existsOne, field, indexOf, isIn, items, join, lowerAscii, multiply, number, or, own,
  size, split, subtract, text, toText, upperAscii,
} from '../../src/cel/runtime';

const hostile = JSON.parse('{"__proto__": {"inherited": 1}, "own": 2, "nothing": null}') as Record<string, unknown>;
const fails = (): never => {
  throw new EvaluationError('failed');
};

test('only own keys are seen', () => {
  expect([own(hostile, 'own'), own(hostile, 'inherited'), own(hostile, 'toString'), own('text', 'length'), own([1], 'length'), own([1], '0')])
    .toEqual([2, undefined, undefined, undefined, undefined, undefined]);
  expect(at(['a'], 0)).toBe('a');
  expect(at(['a'], '0')).toBeUndefined();
});

test('a missing key and a null are errors', () => {
  expect(field(hostile, 'own')).toBe(2);
  for (const key of ['nothing', 'constructor', 'missing']) expect(() => field(hostile, key)).toThrow(EvaluationError);
  expect(() => field(undefined, 'a')).toThrow(EvaluationError);
});

test('macros go over items and keys that are there', () => {
  expect(items(['a'])).toEqual(['a']);
  expect(items(hostile)).toEqual(['__proto__', 'own']);
  for (const value of ['text', 1, null, undefined, true]) expect(() => items(value)).toThrow(EvaluationError);
});

test('equality goes deep and ignores nulls', () => {
  expect(equals({ a: [1, { b: 'c' }], d: null }, { a: [1, { b: 'c' }] })).toBe(true);
  for (const [left, right] of [[[1], [1, 2]], [{ a: 1 }, { a: 2 }], [{ a: 1 }, { b: 1 }], [1, '1'], [[], {}], [{}, null]]) expect(equals(left, right)).toBe(false);
});

test('in', () => {
  expect([isIn(1, [1]), isIn({ a: 1 }, [{ a: 1 }]), isIn('own', hostile), isIn('nothing', hostile), isIn('toString', hostile), isIn(2, [1])])
    .toEqual([true, true, true, false, false, false]);
  expect(() => isIn('a', 'abc')).toThrow(EvaluationError);
});

test('an error counts only where nothing decides without it', () => {
  expect(or(fails, () => true)).toBe(true);
  expect(() => or(fails, () => false)).toThrow(EvaluationError);
  expect(and(fails, () => false)).toBe(false);
  expect(() => and(fails, () => true)).toThrow(EvaluationError);
});

test('an item that fails counts only where no other decides', () => {
  const isTwo = (item: number): boolean => (item === 0 ? fails() : item === 2);
  expect([exists([0, 2], isTwo), exists([1], isTwo), all([0, 1], isTwo), all([2], isTwo), existsOne([1, 2], isTwo), existsOne([2, 2], isTwo)])
    .toEqual([true, false, false, true, true, false]);
  expect(() => exists([0, 1], isTwo)).toThrow(EvaluationError);
  expect(() => all([0, 2], isTwo)).toThrow(EvaluationError);
  expect(() => existsOne([0, 2], isTwo)).toThrow(EvaluationError);
});

test('a value of another type is an error', () => {
  expect([bool(false), text('a'), number(1)]).toEqual([false, 'a', 1]);
  for (const value of [null, undefined, {}, []]) for (const check of [bool, text, number]) expect(() => check(value)).toThrow(EvaluationError);
  expect(() => bool('true')).toThrow('a string where a boolean is needed');
  expect(() => text([])).toThrow('a list where a string is needed');
  expect(() => number(null)).toThrow('a missing value where a number is needed');
});

test('differences and products', () => {
  expect([subtract(3, 1), multiply(3, 2)]).toEqual([2, 6]);
  for (const [left, right] of [[1, '1'], [0.5, 1], [2 ** 52, 4]]) expect(() => multiply(left, right)).toThrow(EvaluationError);
});

test('only ASCII letters change their case', () => {
  expect([lowerAscii('ÀBC'), upperAscii('àbc')]).toEqual(['Àbc', 'àBC']);
});

test('sums', () => {
  expect([add([1], [2]), add([], [2]), add('a', 'b'), add(1, 2)]).toEqual([[1, 2], [2], 'ab', 3]);
  for (const [left, right] of [['a', 1], [1, 0.5], [2 ** 53, 1], [[1], 'a'], [null, null]]) expect(() => add(left, right)).toThrow(EvaluationError);
});

test('text counts characters, not UTF-16 units', () => {
  expect([size('😀'), indexOf('😀b', 'b'), split('a😀', ''), compare('😀', '\uffff') > 0, compare('a', 'ab') < 0, compare('a', 'a')]).toEqual([1, 1, ['a', '😀'], true, true, 0]);
  expect([join(['a', 'b']), toText(5), toText(true), toText('x')]).toEqual(['ab', '5', 'true', 'x']);
  expect(() => join(['a', 1])).toThrow(EvaluationError);
  expect(() => join('ab')).toThrow(EvaluationError);
  expect(() => toText(1.5)).toThrow(EvaluationError);
  expect(() => size(5)).toThrow(EvaluationError);
});
