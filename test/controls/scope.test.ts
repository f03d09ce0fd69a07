import { scopeOf } from '../../src/controls/scope';

test('an element sees those around it', () => {
  expect(scopeOf('object')).toEqual({ elements: [], nesting: 0 });
  expect(scopeOf('podSpec')).toEqual({ elements: ['podTemplate', 'podSpec'], nesting: 0 });
  expect(scopeOf('port').elements).toEqual(['podTemplate', 'podSpec', 'container', 'port']);
});

test.each([['container', 1], ['volume', 1], ['sysctl', 1], ['annotation', 1], ['port', 2], ['handler', 2], ['projectedSource', 2]] as const)(
  'a guardrail puts as many comprehensions around a %s: %d', (range, nesting) => expect(scopeOf(range).nesting).toBe(nesting));

test('a key says whose it is', () => {
  expect(scopeOf('annotation').keysOf).toEqual({ annotation: 'variables.annotations' });
  expect(scopeOf('container').keysOf).toBeUndefined();
});
