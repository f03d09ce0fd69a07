import fc from 'fast-check';

const ATOMS = [
  'a', 'b', 'ab', '.', 'é', '[ab]', '[^a]', '[a-c]', '[[:alpha:]]', '[[:^digit:]x]', '[\\d.]', '[-a]', '[a-]', '[]a]', '\\d', '\\w', '\\s', '\\S', '\\.', '\\x41', '\\pL', '\\p{Greek}',
  '\\PN', '^', '$', '\\b', '\\B', '\\A', '\\z', '(a|b)', '(a|ab)', '(?:a*)', '(?i)A', '(?i:É)', '(?s:.)', '(?m:^a$)', '(?U:a+)', '(?P<n>b)', '()', '\\Qa.b\\E', '{', '\\n', '(?i)[k-l]',
];
const REPETITIONS = ['', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{0,}', '{,2}', '**', '{2}{3}', '(|a)*', '(a|)+'];
const TEXTS = ['', 'a', 'ab', 'aab', 'abab', 'ba a', 'É', 'a\nb', 'x1.5', 'K', 'αβ', 'a{,2}'];

/** A pattern of RE2, perhaps no valid one, and a text to look for it in. */
export interface Search {
  readonly pattern: string;
  readonly text: string;
}

const piece = fc.tuple(fc.constantFrom(...ATOMS), fc.constantFrom(...REPETITIONS)).map(([atom, repetition]) => atom + repetition);
const sequence = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));
const pattern = fc.oneof(sequence, fc.tuple(sequence, sequence).map((both) => both.join('|')), sequence.map((inner) => `(${inner})+`), sequence.map((inner) => `(${inner})*?x`));

/** Random searches, the same for a seed. */
export const randomSearches = (count: number, seed: number): readonly Search[] =>
  fc.sample(fc.record({ pattern, text: fc.constantFrom(...TEXTS) }), { numRuns: count, seed });
