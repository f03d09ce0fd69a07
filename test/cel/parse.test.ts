import { celProblem, childrenOf, parse, parseOrThrow } from '../../src/cel/parse';
import { ExpressionError } from '../../src/cel/problem';

test('an expression becomes a tree', () => {
  expect(parse('container.?image.hasValue()').ast?.op).toBe('rcall');
  expect(childrenOf(parseOrThrow("a.?b.orValue({'c': d[e]}) in [f ? -g : !h, size(i.j)]")).map(({ op }) => op)).toEqual(['rcall', 'list']);
});

test.each([['a ==', 4], ["'text", 0], ['a..b', 2], ['', 0], ['a b', 2]])('%s is a problem with a place', (expression, start) => {
  const { ast, problems } = parse(expression);
  expect(ast).toBeUndefined();
  expect(problems).toHaveLength(1);
  expect(problems?.[0]?.start).toBe(start);
  expect(() => parseOrThrow(expression)).toThrow(ExpressionError);
});

test('any other error is passed on', () => {
  expect(() => celProblem(new RangeError('other'), 'a')).toThrow(RangeError);
});
