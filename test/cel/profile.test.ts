import { lintExpression } from '../../src/cel/profile';
import type { Scope } from '../../src/cel/scope';
import { objectControls } from '../../src/controls/index';
import { scopeOf } from '../../src/controls/scope';
import { expressionAt, rangesOf } from '../../src/controls/select';
import type { Minor } from '../../src/manifest/object';

const container: Scope = { elements: ['podTemplate', 'podSpec', 'container'], nesting: 1 };
const object: Scope = { elements: [], nesting: 0 };

const messages = (expression: string, scope: Scope = container): readonly string[] => lintExpression(expression, scope).map(({ message }) => message);

describe('the profile accepts', () => {
  test.each([
    '!container.?securityContext.?privileged.orValue(false)',
    "variables.isWindows || container.?name.orValue('') in ['a', 'b']",
    'container.?securityContext.?privileged.orValue(false) == true',
    '!has(container.hostPath)',
    "has(container.image) && container.image.matches('^[a-z]+$')",
    "!container.?securityContext.?seccompProfile.hasValue() || container.securityContext.seccompProfile.?type.orValue('') == 'Localhost'",
    'container.?ports.orValue([]).all(port, port.?hostPort.orValue(0) == 0)',
    "object.kind == 'Pod' && object.apiVersion == 'v1'",
    'variables.annotations.all(key, variables.annotations[key] != "unconfined")',
    "container.?resources.?limits[?'ephemeral-storage'].hasValue()",
  ])('%s', (expression) => expect(messages(expression)).toEqual([]));

  const shipped = objectControls.flatMap((control) => rangesOf(control).flatMap((range) =>
    (Object.keys(control.revisions) as Minor[]).flatMap((minor) => {
      const expression = expressionAt(control, minor, range);
      return expression === undefined ? [] : [[control.id, minor, range, expression] as const];
    })));

  test.each(shipped)('%s of %s over %s', (_id, _minor, range, expression) => expect(messages(expression, scopeOf(range))).toEqual([]));
});

describe('the profile refuses', () => {
  test.each([
    ['a plain access without a guard', "container.image == 'a'", 'container.image fails where nothing is there'],
    ['a plain access in the middle', "container.securityContext.?runAsUser.orValue(1) == 1", 'container.securityContext fails'],
    ['a key without a guard', "container['image'] == 'a'", "container['image'] fails"],
    ['a guard on the wrong side', "has(container.image) || container.image == 'a'", 'container.image fails'],
    ['a guard for something else', "has(container.image) && container.name == 'a'", 'container.name fails'],
    ['has() that reaches over a missing field', 'has(container.a.b)', 'container.a fails'],
    ['has() on an index', 'has(container[0].f)', 'has() takes a plain field'],
    ['a result that is a boolean only at run time', 'container.?privileged.orValue(false)', 'not a bool for sure'],
    ['a result that is no boolean', 'size(container.?ports.orValue([]))', 'not a bool for sure but int'],
    ['a comparison of different types', "'a' == 1", 'no such overload'],
    ['a list of different types', "container.?name.orValue('') in ['', container.?image.orValue('')]", 'List elements must have the same type'],
    ['cel.bind', 'cel.bind(x, 1, x == 1)', '.bind() is not part of the profile'],
    ['division', '4 / 2 == 2', '/ does not mean the same'],
    ['remainder', '4 % 2 == 0', '% does not mean the same'],
    ['three nested comprehensions', 'container.?a.orValue([]).all(a, a.?b.orValue([]).exists(b, b == 1))', 'at most 2 comprehensions'],
    ['two variables in a macro', 'container.?a.orValue([]).all(i, a, a == i)', '.all() takes a variable and an expression'],
    ['a flag in a regular expression', "container.?image.orValue('').matches('(?i)x')", 'no flags, names or look-around'],
    ['a computed regular expression', "container.?image.orValue('').matches(container.?name.orValue(''))", 'takes a string literal'],
    ['an unknown function', 'isURL(container.?image.orValue(""))', 'isURL() with 1 arguments is not part of the profile'],
    ['an unknown method', "container.?image.orValue('').reverse() == ''", '.reverse() is not part of the profile'],
    ['optMap', 'container.?image.optMap(i, i == "a").orValue(false) == true', '.optMap() is not part of the profile'],
    ['an element of another range', 'volume.?hostPath.hasValue()', 'volume is not in scope'],
    ['what only the cluster knows', "request.operation == 'CREATE'", 'request is not in scope'],
    ['an unknown variable', 'variables.podSC.?runAsUser.hasValue()', 'variables.podSC does not exist'],
    ['an optional without an end', 'container.?image == "a"', 'end an optional access'],
    ['null', 'container == null', 'no null'],
    ['a name that hides another', 'container.?a.orValue([]).all(container, container == 1)', 'hides another name'],
    ['a syntax error', 'container.?image ==', 'Unexpected'],
  ])('%s', (_name, expression, message) => {
    expect(messages(expression).join('\n')).toContain(message);
  });

  test('the comprehensions of a guardrail count', () => {
    const nested = 'object.?a.orValue([]).all(a, a.?b.orValue([]).exists(b, b == 1))';
    expect(messages(nested, object)).toEqual([]);
    expect(messages(nested, container)).toHaveLength(1);
    expect(messages('object.?a.orValue([]).all(a, a == 1)', { ...container, nesting: 2 })).toHaveLength(1);
    expect(messages('object.?a.orValue([]).filter(a, a == 1).map(a, a).all(a, a == 1)', container)).toEqual([]);
  });

  test('a problem names its place', () => {
    expect(lintExpression("!has(container.a) && container.b == 'x'", container)).toEqual([expect.objectContaining({ start: 21, end: 32 })]);
  });
});

test('a key of a map is in the map', () => {
  const expression = "variables.annotations[annotation] != 'unconfined'";
  expect(messages(expression, scopeOf('annotation'))).toEqual([]);
  expect(messages(expression, { elements: ['annotation'], nesting: 1 })).toHaveLength(1);
});

test('a message is a string', () => {
  expect(lintExpression("'privileged: ' + variables.allContainers.map(c, c.?name.orValue('')).join(', ')", object, 'string')).toEqual([]);
  expect(lintExpression('true', object, 'string')[0]?.message).toBe('not a string for sure but bool');
});
