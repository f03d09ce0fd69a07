import fc from 'fast-check';
import { applyEdits, isPlain } from '../../src/manifest/apply';
import { formatPath, parseField, valueAt } from '../../src/manifest/path';

describe('applyEdits', () => {
  test('makes the parents that are missing', () => {
    expect(applyEdits({}, [{ path: ['spec', 'items', 0, 'name'], value: 'a' }])).toEqual({ spec: { items: [{ name: 'a' }] } });
  });

  test('appends at the end of a list', () => {
    expect(applyEdits({ drop: ['A'] }, [{ path: ['drop', 1], value: 'ALL' }])).toEqual({ drop: ['A', 'ALL'] });
  });

  test('removes a key, an item, and nothing where the parent is missing', () => {
    expect(applyEdits({ a: 1, b: [1, 2] }, [{ path: ['a'], value: undefined }, { path: ['b', 0], value: undefined }])).toEqual({ b: [2] });
    expect(applyEdits({ a: 1 }, [{ path: ['x', 'y'], value: undefined }])).toEqual({ a: 1 });
  });

  test('leaves the input as it was and shares what it did not touch', () => {
    const input = Object.freeze({ spec: Object.freeze({ a: Object.freeze({ deep: true }) }) });
    const output = applyEdits<Record<string, unknown>>(input, [{ path: ['status'], value: 1 }]);
    expect(output['spec']).toBe(input.spec);
    expect(input).toEqual({ spec: { a: { deep: true } } });
  });

  test('a key named __proto__ is a key', () => {
    const output = applyEdits<Record<string, unknown>>({}, [{ path: ['__proto__', 'polluted'], value: true }]);
    expect(Object.hasOwn(output, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('what was set can be read at the same path', () => {
    const step = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('a', 'b', '__proto__', 'constructor'));
    fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), fc.integer(), (path, value) => {
      expect(valueAt(applyEdits({}, [{ path, value }]), path)).toBe(value);
    }));
  });
});

test('isPlain tells data from instances', () => {
  expect([{}, [], Object.create(null)].map(isPlain)).toEqual([true, true, true]);
  expect([null, 1, 'a', new Date(), new (class Output {})()].map(isPlain)).toEqual([false, false, false, false, false]);
});

test('formatPath writes the notation of findings', () => {
  expect(formatPath(['spec', 'containers', 0, 'image'])).toBe('spec.containers[0].image');
  expect(formatPath(['metadata', 'annotations', 'a.b/c'])).toBe('metadata.annotations["a.b/c"]');
});

test('parseField reads what formatPath writes', () => {
  expect(parseField('a.b')).toEqual(['a', 'b']);
  expect(parseField('')).toEqual([]);
  const step = fc.oneof(fc.nat(), fc.string({ minLength: 1 }));
  fc.assert(fc.property(fc.array(step), (path) => expect(parseField(formatPath(path))).toEqual(path)));
});
