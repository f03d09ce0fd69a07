import { compileToSource } from '../../src/cel/compile';
import { parseOrThrow } from '../../src/cel/parse';
import { objectControls } from '../../src/controls/index';
import { mutants, printExpression } from '../support/mutate';

const expressions = [...new Set(objectControls.flatMap(({ revisions }) =>
  Object.values(revisions).flatMap((revision) => (typeof revision === 'string' ? [revision] : Object.values(revision)))))];

test.each(expressions)('%s is printed with the same meaning', (expression) => {
  const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
  expect(oneLine(compileToSource(printExpression(parseOrThrow(expression))))).toBe(oneLine(compileToSource(expression)));
});

test('operators group as they did', () => {
  for (const expression of ['a - (b - c) == d', '(a || b) && c', '!(a == b)', '(a ? b : c) ? d : e', '-(a + b) < c', '[a, b][0].all(x, x)', "{'a': b}['a'] in c"]) {
    const tree = (text: string): unknown => shape(parseOrThrow(text));
    expect(tree(printExpression(parseOrThrow(expression)))).toEqual(tree(expression));
  }
});

test('each mutant has one mistake', () => {
  expect(mutants("a.?b.orValue(1) > 2 && !c.exists(d, d in ['x'])").map(({ expression }) => expression)).toEqual([
    '((a.?b.orValue(2) > 2) && !c.exists(d, (d in ["x"])))',
    '((a.?b.orValue(0) > 2) && !c.exists(d, (d in ["x"])))',
    '((a.?b.orValue(1) > 3) && !c.exists(d, (d in ["x"])))',
    '((a.?b.orValue(1) > 1) && !c.exists(d, (d in ["x"])))',
    '((a.?b.orValue(1) >= 2) && !c.exists(d, (d in ["x"])))',
    '((a.?b.orValue(1) < 2) && !c.exists(d, (d in ["x"])))',
    '((a.?b.orValue(1) > 2) && !c.exists(d, (d in ["x-mutant"])))',
    '((a.?b.orValue(1) > 2) && !c.exists(d, (d in [])))',
    '((a.?b.orValue(1) > 2) && !c.exists(d, !(d in ["x"])))',
    '((a.?b.orValue(1) > 2) && !c.all(d, (d in ["x"])))',
    '((a.?b.orValue(1) > 2) && c.exists(d, (d in ["x"])))',
    '((a.?b.orValue(1) > 2) || !c.exists(d, (d in ["x"])))',
    '(a.?b.orValue(1) > 2)',
    '!c.exists(d, (d in ["x"]))',
  ]);
});

/** A tree without the places where its parts stand. */
function shape(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(shape);
  if (node === null || typeof node !== 'object') return node;
  const { op, args } = node as { op: string; args: unknown };
  return [op, shape(args)];
}
