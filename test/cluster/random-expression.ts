import fc from 'fast-check';

type Name = 'bool' | 'int' | 'double' | 'string' | 'ints' | 'strings' | 'map' | 'duration' | 'optional';

/** The forms of expressions of each type: `{int}` stands for any expression of the type int. Braces of CEL itself are `⟨⟩`. */
const FORMS: Readonly<Record<Name, readonly string[]>> = {
  bool: [
    'true', 'false', 'has(object.metadata.labels)', 'has(object.metadata.nothing)', 'dyn(1) / dyn(0) == dyn(1)', 'object.metadata.nothing == 1',
    '({bool} && {bool})', '({bool} || {bool})', '!{bool}', '({bool} ? {bool} : {bool})',
    ...['==', '!=', '<', '<=', '>', '>='].flatMap((op) => [
      `({int} ${op} {int})`, `({double} ${op} {double})`, `({string} ${op} {string})`, `({int} ${op} {double})`, `({duration} ${op} {duration})`,
    ]),
    '(dyn({int}) == dyn({string}))', '(dyn({double}) == dyn({int}))', '(dyn({ints}) != dyn({map}))', '(dyn({string}) < dyn({int}))', '(dyn(null) == dyn({bool}))',
    '({ints} != {ints})', '({map} == {map})', '({optional} == {optional})', '({int} in {ints})', '({string} in {map})', '(dyn({double}) in {ints})', '(dyn({bool}) in {map})',
    '{ints}.exists(x, x > {int})', '{ints}.all(x, {int} / x > 0)', '{ints}.exists_one(x, x == {int})', '{map}.all(k, v, k.size() + v > {int})',
    '{ints}.exists(i, x, i == x)', '{string}.startsWith({string})', '{string}.contains({string})', "{string}.matches('^[a-c]*(é|x)?$')",
    'sets.contains({ints}, {ints})', 'sets.intersects({strings}, {strings})', '{optional}.hasValue()', '{ints}.isSorted()', 'isQuantity({string})', 'isIP({string})',
    'isURL({string})', 'isSemver({string})',
  ],
  int: [
    '0', '1', '-1', '7', '9223372036854775807', '-9223372036854775808', 'int(1.9)', "size('aéz')", '({int} + {int})', '({int} - {int})', '({int} * {int})',
    '({int} / {int})', '({int} % {int})', '-({int})', 'size({string})', '{ints}.size()', '{map}.size()', '{ints}[{int}]', '{map}[{string}]', 'int({double})', 'int({string})',
    '{ints}.sum()', '{ints}.min()', '{ints}.max()', '{string}.indexOf({string})', '{ints}.indexOf({int})', '{optional}.orValue({int})', '{duration}.getSeconds()',
  ],
  double: [
    '0.0', '1.5', '-2.25', '1e100', "double('NaN')", "double('-inf')", '0.1', '({double} + {double})', '({double} * {double})', '({double} / {double})', 'double({int})', 'double({string})',
  ],
  string: [
    "''", "'a'", "'abc'", "'é😀'", "'1.5'", "'12'", "'a.b.c'", "' x '", "'10.0.0.1'", "'/p'", 'object.metadata.labels.a', 'object.kind', '({string} + {string})', 'string({int})',
    'string({double})', 'string({bool})', 'string({duration})', '{string}.substring({int})', '{string}.charAt({int})', '{string}.upperAscii()', '{string}.trim()',
    '{string}.replace({string}, {string})', '{strings}.join({string})', "'%s|%s|%s'.format([{int}, {ints}, {map}])", "'%d %x'.format([{int}, {string}])",
    "{string}.find('[a-z]+')", "'%s %.3f'.format([{double}, {double}])",
  ],
  ints: [
    '[]', '[1, 2, 3]', '[3, 1, 2, 3]', '[0]', 'lists.range(4)', '[{int}, {int}]', '({ints} + {ints})', '{ints}.map(x, x + {int})', '{ints}.filter(x, x != {int})', '{ints}.sort()',
    '{ints}.distinct()', '{ints}.reverse()', '{ints}.slice({int}, {int})', '{ints}.transformList(i, x, i * x)', '{ints}.sortBy(x, -x)', '[{int}, ?{optional}]',
    '[{ints}, {ints}].flatten()', '{map}.map(k, k.size())',
  ],
  strings: ["['a', 'b']", "['abc']", '[{string}]', '{string}.split({string})', '{map}.map(k, k)', "{string}.findAll('.')"],
  map: ["⟨'a': 1, 'b': 2⟩", "⟨'q': 0⟩", '⟨{string}: {int}⟩', '{map}.transformMap(k, v, v * {int})', "⟨'k': {int}, ?'o': {optional}⟩"],
  duration: ["duration('0')", "duration('1h')", "duration('-1.5s')", '({duration} + {duration})', '({duration} - {duration})'],
  optional: [
    'optional.of(1)', 'optional.none()', 'optional.of({int})', '{ints}[?{int}]', '{map}[?{string}]', 'optional.ofNonZeroValue({int})', '{optional}.optMap(x, x + {int})',
    '{optional}.or({optional})', '{ints}.first()',
  ],
};

const PART = /\{(\w+)\}/g;

const { bool } = fc.letrec<Record<Name, string>>((tie) => {
  const arbitraryOf = (form: string): fc.Arbitrary<string> =>
    fc.tuple(...[...form.matchAll(PART)].map(([, name]) => tie(name as Name))).map((parts) => {
      let taken = 0;
      return form.replace(PART, () => parts[taken++] ?? '').replaceAll('⟨', '{').replaceAll('⟩', '}');
    });
  const names = Object.keys(FORMS) as Name[];
  return Object.fromEntries(names.map((name) => [name, fc.oneof({ maxDepth: 3 }, ...FORMS[name].map(arbitraryOf))])) as Record<Name, fc.Arbitrary<string>>;
});

/** Boolean expressions, the same for a seed. Many fail to evaluate, and some the API server refuses. */
export const randomExpressions = (count: number, seed: number): readonly string[] => [...new Set(fc.sample(bool, { numRuns: count, seed }))];
