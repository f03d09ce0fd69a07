import { selectsCalico } from '../../src/graph/calico-selector';
import { lookupIn } from '../../src/graph/selector';

const lookup = lookupIn({ role: 'web', team: 'a', 'projectcalico.org/name': 'shop' });

test.each<[string, boolean | undefined]>([
  ['', true],
  ['  ', true],
  ['all()', true],
  ['global()', false],
  ['has(role)', true],
  ['has(missing)', false],
  ['!has(missing)', true],
  ['! has(role)', false],
  ["role == 'web'", true],
  ['role == "api"', false],
  ["role != 'api'", true],
  ["role!='web'", false],
  ["missing == 'x'", false],
  ["missing != 'x'", true],
  ["role in {'web', 'api'}", true],
  ['role in { "api" }', false],
  ['role in {}', false],
  ["missing not in {'x'}", true],
  ["role not  in {'web'}", false],
  ["role contains 'e'", true],
  ["role starts with 'we'", true],
  ["role ends with 'x'", false],
  ["missing contains ''", false],
  ["role == 'web' && team == 'b'", false],
  ["role == 'api' || team == 'a'", true],
  ["role == 'api' || team == 'b'", false],
  ["!(role == 'api' || team == 'b') && has(team)", true],
  ["role == 'web' || role == 'x' && team == 'b'", true],
  ['has(projectcalico.org/name) && projectcalico.org/name not in {"kube-system", "calico-system"}', true],
  // None that Calico would take: nothing is known.
  ['role ==', undefined],
  ['role', undefined],
  ['(has(role)', undefined],
  ['has(role', undefined],
  ['has(role) has(team)', undefined],
  ['role == web', undefined],
  ['role in web', undefined],
  ["role in {'web'", undefined],
  ['nothing(role)', undefined],
  ["role ~ 'web'", undefined],
  ["role && 'web'", undefined],
])('%j', (selector, expected) => expect(selectsCalico(selector, lookup)).toBe(expected));

test('what is not known stays open, unless something else decides', () => {
  const known = (key: string): string | null | undefined => (key === 'namespace' ? 'shop' : undefined);
  expect(selectsCalico("namespace == 'shop'", known)).toBe(true);
  expect(selectsCalico("namespace == 'shop' && role == 'web'", known)).toBeUndefined();
  expect(selectsCalico("namespace == 'shop' || role == 'web'", known)).toBe(true);
  expect(selectsCalico("namespace == 'x' && role == 'web'", known)).toBe(false);
  expect(selectsCalico("!has(role)", known)).toBeUndefined();
  expect(selectsCalico("role in {'web'}", known)).toBeUndefined();
});
