import fc from 'fast-check';
import { findChunks } from '../../src/manifest/split';

const texts = (text: string): readonly string[] => findChunks(text).map((chunk) => chunk.text);

describe('findChunks', () => {
  test('cuts at separators', () => {
    expect(texts('a\n---\nb\n--- # c\nd\n---')).toEqual(['a\n', '---\nb\n', '--- # c\nd\n', '---']);
    expect(texts('---\r\na\r\n---\r\nb')).toEqual(['---\r\na\r\n', '---\r\nb']);
  });

  test('a line that only begins like a separator is none', () => {
    expect(texts('a\n----\nb\n---c\n ---\n')).toHaveLength(1);
  });

  test('directives belong to the document below', () => {
    expect(texts('a\n...\n%YAML 1.1\n%TAG ! x\n---\nb\n')).toEqual(['a\n...\n', '%YAML 1.1\n%TAG ! x\n---\nb\n']);
  });

  test('JSON objects are cut behind each', () => {
    expect(texts('{"a": "}{"}{"b": {"c": 1}}\n {}\n')).toEqual(['{"a": "}{"}', '{"b": {"c": 1}}', '{}']);
    expect(texts('{"a": 1}')).toEqual(['{"a": 1}']);
    expect(texts('{a: 1} b {}')).toEqual(['{a: 1} b {}']);
    expect(texts('{}}{}')).toEqual(['{}}{}']);
  });

  test('nothing is lost', () => {
    const line = fc.constantFrom('---\n', 'a: b\n', '%YAML 1.1\n', '--- x\n', '\n', '...\n', '---\r\n', '# c', '{', '}');
    fc.assert(fc.property(fc.array(line), (lines) => {
      const text = `x${lines.join('')}`;
      const chunks = findChunks(text);
      expect(chunks.map((chunk) => chunk.text).join('')).toBe(text);
      for (const { offset, text: part } of chunks) expect(text.startsWith(part, offset)).toBe(true);
    }));
  });
});
