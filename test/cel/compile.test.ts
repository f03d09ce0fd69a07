import * as fc from 'fast-check';
import { compile, compileToSource } from '../../src/cel/compile';
import { interpret } from '../../src/cel/interpret';
import { normalise } from '../../src/cel/normalise';
import type { Elements, Predicate } from '../../src/cel/predicate';
import { ExpressionError } from '../../src/cel/problem';
import type { Scope } from '../../src/cel/scope';
import { variablesOf } from '../../src/controls/compiled';
import { objectControls } from '../../src/controls/index';
import { type RangeName, ranges } from '../../src/controls/ranges';
import { scopeOf } from '../../src/controls/scope';
import { expressionAt, rangesOf } from '../../src/controls/select';
import type { KubernetesObject, Minor } from '../../src/manifest/object';
import { parseField, valueAt } from '../../src/manifest/path';
import { collectCases } from '../support/collected-cases';
import { workload } from '../support/random-workloads';
import { objectOf } from '../support/test-control';
import { podSecurityExpressions } from './pod-security-expressions';

const pod = (spec: unknown): KubernetesObject => ({ apiVersion: 'v1', kind: 'Pod', spec });

function outcome(predicate: Predicate, elements: Elements): boolean | 'error' {
  try {
    return predicate(elements, variablesOf(elements.object));
  } catch {
    return 'error';
  }
}

/** The verdict on a container, by the compiled and by the interpreted expression, which must agree. */
function verdict(expression: string, container: unknown): boolean | 'error' {
  const elements: Elements = { object: pod({ containers: [container] }), container };
  const compiled = outcome(compile(expression), elements);
  expect(outcome(interpret(expression), elements)).toBe(compiled);
  return compiled;
}

describe('compiled and interpreted expressions agree', () => {
  // Drawn once for all expressions, anew in each run; a failure prints the object.
  const objects = fc.sample(workload, 120).map(normalise);

  // What no workload has (rules, webhooks) is in the cases of the control's own test.
  const ownObjects = new Map(collectCases().map(({ control, cases }) => [control.id, [...cases.allows, ...cases.denies].map(objectOf).map(normalise)]));

  function expectAgreement(
    expression: string, scope: Scope | undefined, elementsOf: (object: KubernetesObject) => readonly Elements[], more: readonly KubernetesObject[] = [],
  ): void {
    const [compiled, interpreted] = [compile(expression, scope), interpret(expression)];
    for (const elements of [...objects, ...more].flatMap(elementsOf)) {
      const verdicts = [outcome(compiled, elements), outcome(interpreted, elements)];
      if (verdicts[0] !== verdicts[1]) throw new Error(`compiled ${verdicts.join(', interpreted ')}: ${expression}\n${JSON.stringify(elements, null, 1)}`);
    }
  }

  test.each(Object.entries(podSecurityExpressions))('%s of the Pod Security Standards', (_name, expression) => {
    expectAgreement(expression, undefined, (object) => [{ object }]);
  });

  const shipped = objectControls.flatMap((control) => rangesOf(control).flatMap((range) =>
    (Object.keys(control.revisions) as Minor[]).flatMap((minor) => {
      const expression = expressionAt(control, minor, range);
      return expression === undefined ? [] : [[control.id, minor, range, expression] as const];
    })));

  test.each(shipped)('%s of %s over %s', (id, _minor, range, expression) => {
    let judged = 0;
    expectAgreement(expression, scopeOf(range), (object) => {
      const found = elementsOf(range, object).slice(0, 3);
      judged += found.length;
      return found;
    }, ownObjects.get(id));
    expect(judged).toBeGreaterThan(0);
  });

  /** The elements of a range in an object, with those around them. */
  function elementsOf(range: RangeName, object: KubernetesObject): readonly Elements[] {
    const { within, lists, fields, keysOf } = ranges[range];
    if (within === undefined) return [{ object }];
    if (range === 'podTemplate') return [{ object, podTemplate: variablesOf(object).podTemplate }];
    return elementsOf(within, object).flatMap((around) => {
      const at = (path: string): unknown => valueAt(around[within], parseField(path));
      const items = (lists ?? []).flatMap((path) => at(path) ?? []);
      const members = (fields ?? []).map(at);
      const keys = keysOf === undefined ? [] : Object.keys(at(keysOf) ?? {});
      return [...items, ...members, ...keys].filter((value) => value !== undefined && value !== null).map((value) => ({ ...around, [range]: value }));
    });
  }
});

describe('optional access', () => {
  test('a missing field anywhere on the way takes the default', () => {
    const expression = 'container.?securityContext.?privileged.orValue(false) == true';
    expect(verdict(expression, {})).toBe(false);
    expect(verdict(expression, { securityContext: {} })).toBe(false);
    expect(verdict(expression, { securityContext: { privileged: true } })).toBe(true);
  });

  test('a null counts as absent', () => {
    expect(verdict('container.?securityContext.hasValue()', { securityContext: null })).toBe(false);
    expect(verdict('has(container.securityContext)', { securityContext: null })).toBe(false);
    expect(verdict('container.?securityContext.?privileged.orValue(true) == true', { securityContext: { privileged: null } })).toBe(true);
  });

  test('a scalar on the way counts as absent', () => {
    expect(verdict("container.?image.?tag.orValue('none') == 'none'", { image: 'app:1' })).toBe(true);
    expect(verdict('has(container.image.tag)', { image: 'app:1' })).toBe(false);
  });

  test('or takes the second value where the first is missing', () => {
    const expression = 'container.?a.or(container.?b).orValue(0) == 2';
    expect(verdict(expression, { a: 2, b: 3 })).toBe(true);
    expect(verdict(expression, { b: 2 })).toBe(true);
    expect(verdict(expression, {})).toBe(false);
  });

  test('keys with any character, and list items', () => {
    expect(verdict("container.?resources.?limits[?'ephemeral-storage'].orValue('') == '1Gi'", { resources: { limits: { 'ephemeral-storage': '1Gi' } } })).toBe(true);
    expect(verdict("container.?args[?1].orValue('') == 'b'", { args: ['a', 'b'] })).toBe(true);
    expect(verdict("container.?args[?2].orValue('') == ''", { args: ['a', 'b'] })).toBe(true);
  });
});

describe('names that JavaScript objects have of their own are no fields', () => {
  const names = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__', '__defineGetter__', 'length', 'map', 'size', 'at', 'values'];

  test.each(names)('%s', (name) => {
    for (const container of [{}, { [name === '__proto__' ? 'x' : 'y']: 1 }]) {
      expect(verdict(`container.?${name}.hasValue()`, container)).toBe(false);
      expect(verdict(`has(container.${name})`, container)).toBe(false);
      expect(verdict(`container.${name} == 1`, container)).toBe('error');
      expect(verdict(`container[?'${name}'].hasValue()`, container)).toBe(false);
      expect(verdict(`'${name}' in container`, container)).toBe(false);
    }
  });

  test.each(names)('%s as a key of the object is one', (name) => {
    const container: unknown = JSON.parse(`{"${name}": 1}`);
    expect(outcome(compile(`container.?${name}.orValue(0) == 1`), { object: pod({}), container })).toBe(true);
    expect(outcome(compile(`container.${name} == 1`), { object: pod({}), container })).toBe(true);
    expect(outcome(compile(`has(container.${name}) && container.${name} == 1`), { object: pod({}), container })).toBe(true);
    expect(outcome(compile(`container.all(key, container[key] == 1 && key == '${name}')`), { object: pod({}), container })).toBe(true);
    expect(outcome(compile(`'${name}' in container`), { object: pod({}), container })).toBe(true);
  });

  test('strings and lists have no fields', () => {
    expect(outcome(compile('container.?args.?length.hasValue()'), { object: pod({}), container: { args: ['a'] } })).toBe(false);
    expect(outcome(compile('container.?image.?length.hasValue()'), { object: pod({}), container: { image: 'app' } })).toBe(false);
  });

  test('a macro variable may have the name of a JavaScript keyword', () => {
    expect(verdict("container.?args.orValue([]).all(new, new != 'b') && container.?args.orValue([]).exists(cel, cel == 'a')", { args: ['a'] })).toBe(true);
  });
});

describe('errors', () => {
  test('a missing field without a default is one', () => {
    expect(verdict("container.image == 'app'", {})).toBe('error');
    expect(verdict("container['image'] == 'app'", {})).toBe('error');
  });

  test('the other side of && and || decides all the same', () => {
    expect(verdict("container.image == 'app' || container.?name.hasValue()", { name: 'a' })).toBe(true);
    expect(verdict("container.?name.hasValue() || container.image == 'app'", { name: 'a' })).toBe(true);
    expect(verdict("container.image == 'app' || container.?name.hasValue()", {})).toBe('error');
    expect(verdict("container.image == 'app' && container.?name.hasValue()", {})).toBe(false);
    expect(verdict("container.?name.hasValue() && container.image == 'app'", {})).toBe(false);
    expect(verdict("container.image == 'app' && container.?name.hasValue()", { name: 'a' })).toBe('error');
  });

  test('another item decides all and exists all the same, but not the other macros', () => {
    const container = { ports: [{}, { hostPort: 1 }] };
    expect(verdict('container.?ports.orValue([]).exists(p, p.hostPort == 1)', container)).toBe(true);
    expect(verdict('container.?ports.orValue([]).exists(p, p.hostPort == 2)', container)).toBe('error');
    expect(verdict('container.?ports.orValue([]).all(p, p.hostPort == 2)', container)).toBe(false);
    expect(verdict('container.?ports.orValue([]).all(p, p.hostPort == 1)', container)).toBe('error');
    expect(verdict('container.?ports.orValue([]).exists_one(p, p.hostPort == 1)', container)).toBe('error');
    expect(verdict('size(container.?ports.orValue([]).filter(p, p.hostPort == 1)) == 1', container)).toBe('error');
  });

  test('a guard makes a plain access safe', () => {
    const guarded = "!container.?securityContext.?seccompProfile.hasValue() || container.securityContext.seccompProfile.?type.orValue('') == 'Localhost'";
    expect(compileToSource(guarded)).toContain("container.securityContext.seccompProfile?.type ?? ''");
    expect(verdict(guarded, {})).toBe(true);
    expect(verdict(guarded, { securityContext: { seccompProfile: { type: 'Localhost' } } })).toBe(true);
    expect(verdict("has(container.image) && container.image == 'a'", { image: 'a' })).toBe(true);
    expect(verdict("has(container.image) ? container.image == 'a' : true", {})).toBe(true);
    expect(verdict("has(container.image) || container.image == 'a'", {})).toBe('error');
  });

  test('a value of the wrong type is one, never a verdict', () => {
    const container = { privileged: 'yes', ports: 'many', image: 5 };
    expect(outcome(compile('!container.?privileged.orValue(false)'), { object: pod({}), container })).toBe('error');
    expect(outcome(compile('container.?ports.orValue([]).all(p, p == 1)'), { object: pod({}), container })).toBe('error');
    expect(outcome(compile("container.?image.orValue('').startsWith('a')"), { object: pod({}), container })).toBe('error');
    expect(outcome(compile('container.?image.orValue(0) < 6'), { object: pod({}), container })).toBe(true);
    expect(outcome(compile('container.?privileged.orValue(0) < 6'), { object: pod({}), container })).toBe('error');
  });
});

describe('operators and functions', () => {
  const container = {
    name: 'app', image: 'Reg.example.com/App:1.0', args: ['a', 'b', 'c'], user: 1000, ratio: 1.5, labels: { one: '1', two: '2' }, on: true, empty: [],
    ports: [{ n: 1, hostPort: 80 }, { n: 2 }],
  };

  test.each([
    'container.?user.orValue(0) == 1000', 'container.?user.orValue(0) != 1000', 'container.?user.orValue(0) > 999 && container.?user.orValue(0) >= 1000',
    'container.?user.orValue(0) < 1000 || container.?user.orValue(0) <= 999', "container.?user.orValue(0) == '1000'", "container.?name.orValue('') == 'app'",
    'container.?user.orValue(0) + 1 == 1001', 'container.?user.orValue(0) - 1 == 999', 'container.?user.orValue(0) * 2 == 2000', '-container.?user.orValue(0) == -1000',
    'container.?ratio.orValue(0.0) > 1.0', "container.?name.orValue('') < 'b'", "'a' + 'b' == 'ab'", "container.?name.orValue('') + '!' == 'app!'",
    "container.?name.orValue('') in ['app', 'web']", "container.?name.orValue('') in ['web']", 'container.?user.orValue(0) in [-1, 1000]',
    "'b' in container.?args.orValue([])", "'z' in container.?args.orValue([])", "'one' in container.?labels.orValue({})", "'three' in container.?labels.orValue({})",
    "container.?name.orValue('') in []", "container.?args.orValue([]) == ['a', 'b', 'c']", "container.?args.orValue([]) == ['a', 'b']", "container.?labels.orValue({}) == {'two': '2', 'one': '1'}",
    "container.?args.orValue([]) + ['d'] == ['a', 'b', 'c', 'd']", 'size(container.?args.orValue([])) == 3', 'container.?args.orValue([]).size() == 3',
    "size('äöü') == 3", "'😀a'.size() == 2", 'size(container.?labels.orValue({})) == 2', "container.?image.orValue('').lowerAscii() == 'reg.example.com/app:1.0'",
    "container.?name.orValue('').upperAscii() == 'APP'", "container.?image.orValue('').startsWith('Reg')", "container.?image.orValue('').endsWith(':1.0')",
    "container.?image.orValue('').contains('/App')", "container.?image.orValue('').contains(container.?name.orValue(''))",
    "container.?image.orValue('').matches('^[A-Za-z.]+/[A-Za-z]+:[0-9.]+$')", "container.?image.orValue('').matches('example')", "container.?image.orValue('').matches('^example')",
    "container.?image.orValue('').split('/')[1] == 'App:1.0'", "container.?args.orValue([]).join('-') == 'a-b-c'", "container.?args.orValue([]).join() == 'abc'",
    "container.?image.orValue('').indexOf('/') == 15", "container.?image.orValue('').indexOf('#') == -1", "string(container.?user.orValue(0)) == '1000'", "string(true) == 'true'",
    "container.?args.orValue([]).all(a, a != 'z')", "container.?args.orValue([]).exists(a, a == 'b')", "container.?args.orValue([]).exists_one(a, a > 'b')",
    "container.?labels.orValue({}).all(key, container.labels[key] != '')", "container.?labels.orValue({}).exists(key, key == 'two')",
    "container.?ports.orValue([]).filter(p, p.?hostPort.orValue(0) > 0).map(p, string(p.n)).join(',') == '1'",
    "container.?ports.orValue([]).map(p, p.n > 1, p.n) == [2]", "container.?empty.orValue(['x']).all(e, e == 'y')", "container.?empty.orValue(['x']).exists(e, true)",
    "(container.?on.orValue(false) ? container.?name : container.?image).orValue('') == 'app'", "container.?on.orValue(false) ? true : container.missing",
    "!(container.?on.orValue(false) && container.?name.orValue('') == 'app')", '!(container.?on.orValue(false) == true)', '!has(container.name)', '!!has(container.name)',
    "!(container.?name.orValue('') in ['app'])", "container.?on.orValue(false) && (container.?user.orValue(0) == 0 || container.?name.orValue('') == 'app')",
    "container.?name.orValue('a') == 'a' || container.?name.orValue('a') == 'app' && container.?on.orValue(true) == false", "'it\\'s' == \"it's\"", "'line\\nbreak'.contains('\\n')",
    "[container.?a.orValue({}), container.?b.orValue({})].all(h, h.?host.orValue('') == '')", "{'a': 1}['a'] == 1",
  ])('%s', (expression) => {
    expect(verdict(expression, container)).not.toBe('error');
  });

  test('text is measured and compared in characters, as the API server does', () => {
    const compiled = (expression: string): boolean | 'error' => outcome(compile(expression), { object: pod({}), container: { a: '😀b', b: '\uffff' } });
    expect(compiled('container.a > container.b')).toBe(true);
    expect(compiled("container.a.indexOf('b') == 1")).toBe(true);
    expect(compiled("container.a.split('').size() == 2")).toBe(true);
    expect(compiled("'É'.lowerAscii() == 'É'")).toBe(true);
  });

  test('integers beyond 2^53 are an error, not a rounded number', () => {
    expect(outcome(compile('container.n + 1 == 2'), { object: pod({}), container: { n: 2 ** 53 } })).toBe('error');
  });
});

describe('what is refused', () => {
  test.each([
    ['1 / 2 == 0', '/'], ['4 % 2 == 0', '%'], ['container.?x == 1', 'end an optional access'], ['container == null', 'no null'], ["container.a.matches('(?i)a')", 'flags'],
    ['container.a.matches(container.b)', 'string literal'], ['cel.bind(a, 1, a == 1)', 'bind'], ['container.a.all(i, v, v == 1)', 'takes a variable'], ['container.a.foo()', '.foo()'],
    ['timestamp(container.a) == container.b', 'timestamp'], ['variables.nothing == 1', 'variables.nothing'], ['variables == 1', 'name one of the variables'], ['1u == container.a', 'unsigned'],
    ["b'a' == container.a", 'bytes'], ['9007199254740993 == container.a', '2^53'], ['container.a.orValue(1) == 1', 'for optional values'], ['{1: 2} == container.a', 'string literals'],
    ['container.a.all(container, true)', 'hides another name'], ['has(container[0].a)', 'plain field'], ['container.?a.orValue() == 1', 'one argument'], ["'text'", 'not a condition'],
    ['container.a ==', 'Unexpected'], ['container.a.startsWith()', 'takes 1'], ['container.?a.or(1).hasValue()', 'another optional'],
  ])('%s', (expression, message) => {
    expect(() => compile(expression)).toThrow(ExpressionError);
    expect(() => compile(expression)).toThrow(message);
  });

  test('an expression cannot leave its text', () => {
    const hostile = "container.?a.orValue('') == '\\'); process.exit(1); (\\'' || container.?a.orValue('') == \"${1}`\\u2028\\\\\"";
    expect(verdict(hostile, {})).toBe(false);
    expect(verdict(hostile, { a: "'); process.exit(1); ('" })).toBe(true);
  });
});
