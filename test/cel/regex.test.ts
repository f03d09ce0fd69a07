import { translateRegex } from '../../src/cel/regex';

test.each([
  ['^[a-z0-9]+(?:[._-][a-z0-9]+)*$', '^[a-z0-9]+(?:[._-][a-z0-9]+)*$'],
  ['@sha256:[a-f0-9]{64}$', '@sha256:[a-f0-9]{64}$'],
  ['a.c', 'a[^\\n]c'],
  ['\\d+\\.\\w{1,3}\\b', '\\d+\\.\\w{1,3}\\b'],
  ['a|b|(cd)?', 'a|b|(cd)?'],
  ['[\\]\\-\\[^]', '[\\]\\-\\[^]'],
  ['a{2,}?', 'a{2,}?'],
])('%s means the same in RE2 and in JavaScript', (pattern, source) => {
  expect(translateRegex(pattern)).toEqual({ source });
});

test.each([
  '(?i)a', '\\B', '(?=a)', '(?!a)', '(?<=a)b', '(?P<name>a)', '(?<name>a)', '\\Aa', 'a\\z', '\\pL', '\\p{Greek}', '\\s', '\\1', '(a)\\1', '[[:alpha:]]', '[]a]', 'a{', 'a}', 'a]',
  'a{1001}', 'a{2,1001}', '[a', '(a', 'a)', '*a', 'a**', '\\', '[\\b]', '\\x41', '\\n', '\\Qa\\E', '\\-', '[z-a]',
])('%s is refused', (pattern) => {
  expect(translateRegex(pattern).problem).toEqual(expect.stringMatching(/./));
});

test('a dot does not match the end of a line, and does match the other line separators, as in RE2', () => {
  const { source } = translateRegex('^a.b$');
  const pattern = new RegExp(String(source), 'u');
  expect(['a\nb', 'a\rb', 'a\u2028b', 'a😀b'].map((text) => pattern.test(text))).toEqual([false, true, true, true]);
});
