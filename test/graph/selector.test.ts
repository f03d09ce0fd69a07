import { every, lookupIn, selects, selectsKnown } from '../../src/graph/selector';

const labels = { app: 'web', tier: 'front', empty: '' };
const term = (key: string, operator: string, ...values: string[]): object => ({ matchExpressions: [{ key, operator, ...(values.length > 0 && { values }) }] });

test.each<[string, unknown, boolean]>([
  ['an empty selector', {}, true],
  ['empty lists', { matchLabels: {}, matchExpressions: [] }, true],
  ['nulls', { matchLabels: null, matchExpressions: null }, true],
  ['an equal label', { matchLabels: { app: 'web' } }, true],
  ['another value', { matchLabels: { app: 'api' } }, false],
  ['a missing label', { matchLabels: { team: 'a' } }, false],
  ['an empty value that is there', { matchLabels: { empty: '' } }, true],
  ['an empty value that is missing', { matchLabels: { none: '' } }, false],
  ['all of several labels', { matchLabels: { app: 'web', tier: 'front' } }, true],
  ['one of several labels', { matchLabels: { app: 'web', tier: 'back' } }, false],
  ['In', term('app', 'In', 'api', 'web'), true],
  ['In with other values', term('app', 'In', 'api'), false],
  ['In of a missing label', term('team', 'In', 'a'), false],
  ['NotIn', term('app', 'NotIn', 'api'), true],
  ['NotIn with the value', term('app', 'NotIn', 'api', 'web'), false],
  ['NotIn of a missing label', term('team', 'NotIn', 'a'), true],
  ['Exists', term('empty', 'Exists'), true],
  ['Exists of a missing label', term('team', 'Exists'), false],
  ['DoesNotExist', term('team', 'DoesNotExist'), true],
  ['DoesNotExist of a label that is there', term('app', 'DoesNotExist'), false],
  ['a key that every JavaScript object has', term('constructor', 'Exists'), false],
  ['an operator that does not exist', term('app', 'Gt', '1'), false],
  ['labels and expressions, both', { matchLabels: { app: 'web' }, ...term('tier', 'Exists') }, true],
  ['labels and expressions, of which one', { matchLabels: { app: 'web' }, ...term('team', 'Exists') }, false],
])('%s', (_, selector, expected) => expect(selects(selector, labels)).toBe(expected));

test('what is not known stays open, unless something else decides', () => {
  const known = (key: string): string | null | undefined => (key === 'namespace' ? 'shop' : undefined);
  expect(selectsKnown({}, known)).toBe(true);
  expect(selectsKnown({ matchLabels: { namespace: 'shop' } }, known)).toBe(true);
  expect(selectsKnown({ matchLabels: { app: 'web' } }, known)).toBeUndefined();
  expect(selectsKnown({ matchLabels: { app: 'web', namespace: 'shop' } }, known)).toBeUndefined();
  expect(selectsKnown({ matchLabels: { app: 'web', namespace: 'other' } }, known)).toBe(false);
  expect(selectsKnown(term('app', 'NotIn', 'web'), known)).toBeUndefined();
  expect(lookupIn({ a: 'b' })('a')).toBe('b');
  expect(lookupIn({ a: 'b' })('c')).toBeNull();
});

test('of several answers false decides, then unknown', () => {
  expect(every([])).toBe(true);
  expect(every([true, undefined])).toBeUndefined();
  expect(every([undefined, false, true])).toBe(false);
});
