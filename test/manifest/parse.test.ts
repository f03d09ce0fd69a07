import fc from 'fast-check';
import { type ParsedManifests, parseManifests } from '../../src/manifest/parse';
import recorded from './kubernetes-yaml.json';

const pod = 'apiVersion: v1\nkind: Pod\n';

/** `code line:column` of each problem. */
function problemsOf(text: string): readonly string[] {
  return parseManifests(text, 'a.yaml').problems.map(({ code, line, column }) => `${code} ${line}:${column}`);
}

const kindsOf = ({ manifests }: ParsedManifests): readonly string[] => manifests.map(({ object }) => object.kind);

describe('documents', () => {
  test('each is read, empty ones are passed over, numbers count them all', () => {
    const { manifests, problems } = parseManifests(`# only a comment\n---\n---\nnull\n---\n${pod}---\n# end\n---\n${pod}---\n`, 'a.yaml');
    expect(manifests.map(({ document, file }) => [document, file])).toEqual([[2, 'a.yaml'], [4, 'a.yaml']]);
    expect(problems).toEqual([]);
  });

  test.each(['', '\n', '# comment', '---', '---\n---\n', '\uFEFF', 'null', '~\n'])('%j holds nothing', (text) => {
    expect(parseManifests(text, 'a.yaml')).toEqual({ manifests: [], problems: [] });
  });

  test('a byte order mark, carriage returns and document ends do not matter', () => {
    const text = `\uFEFF%YAML 1.1\n---\n${pod}...\n---\n${pod}`.replaceAll('\n', '\r\n');
    expect(kindsOf(parseManifests(text, 'a.yaml'))).toEqual(['Pod', 'Pod']);
  });

  test('JSON is read, one object or a stream of them', () => {
    const object = '{"apiVersion":"v1","kind":"Pod","text":"}{ \\"{"}';
    expect(kindsOf(parseManifests(object, 'a.json'))).toEqual(['Pod']);
    const { manifests, problems } = parseManifests(`${object}\n${object}${object}\n`, 'a.json');
    expect(problems).toEqual([]);
    expect(manifests.map(({ document }) => document)).toEqual([0, 1, 2]);
    expect(manifests[2]?.locate(['kind'])).toEqual({ line: 2, column: object.length + 20 });
  });

  test('a broken document does not hide the others', () => {
    const result = parseManifests(`${pod}---\na: [\n---\n${pod}---\nb: "\n---\n${pod}`, 'a.yaml');
    expect(result.manifests.map(({ document }) => document)).toEqual([0, 2, 4]);
    expect(result.problems.map(({ code, severity }) => [code, severity])).toEqual([['CM1001', 'unreadable'], ['CM1001', 'unreadable']]);
  });
});

describe('lists', () => {
  test('a List of mixed kinds is unpacked', () => {
    const list = 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod}\n- {apiVersion: apps/v1, kind: Deployment}\n';
    const result = parseManifests(list, 'a.yaml');
    expect(kindsOf(result)).toEqual(['Pod', 'Deployment']);
    expect(result.manifests.map(({ within }) => within)).toEqual([['items', 0], ['items', 1]]);
  });

  test('items of a typed list have its type, as kubectl has it', () => {
    const { manifests } = parseManifests('apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata: {name: a}\n', 'a.yaml');
    expect(manifests[0]?.object).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } });
  });

  test('a list in a list is unpacked, too', () => {
    const inner = '{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod}]}';
    expect(kindsOf(parseManifests(`apiVersion: v1\nkind: List\nitems: [${inner}, ${inner}]\n`, 'a.yaml'))).toEqual(['Pod', 'Pod']);
  });

  test('what is wrong with an item is said with its place', () => {
    const { problems } = parseManifests(`apiVersion: v1\nkind: List\nitems:\n- 12\n- kind: Pod\n- null\n`, 'a.yaml');
    expect(problems.map(({ code, field, line }) => [code, field, line])).toEqual([
      ['CM1010', 'items[0]', 4], ['CM1011', 'items[1]', 5], ['CM1010', 'items[2]', 6],
    ]);
  });

  test('an empty list holds nothing', () => {
    expect(parseManifests('apiVersion: v1\nkind: List\nitems: []\n', 'a.yaml')).toEqual({ manifests: [], problems: [] });
  });
});

describe('bad input', () => {
  test.each<[string, string, readonly string[]]>([
    ['invalid YAML', `${pod}a: b: c\n`, ['CM1001 3:5']],
    ['a tab in the indentation', `${pod}a:\n\t- b\n`, ['CM1001 4:1']],
    ['an unknown alias', `${pod}a: *nobody\n`, ['CM1001 3:5']],
    ['a duplicate key', `${pod}metadata:\n  name: a\n  name: b\n`, ['CM1002 5:3']],
    ['a duplicate key in braces', `${pod}metadata: {name: a, "name": b}\n`, ['CM1002 3:22']],
    ['a duplicate key after both are text', `${pod}1: a\n"1": b\n`, ['CM1002 4:2']],
    ['a null byte', `${pod}a: b\0`, ['CM1003 3:5']],
    ['a control character', `${pod}a: b\u0001\n`, ['CM1001 3:5']],
    ['an alias inside of its anchor', `${pod}spec: &a\n  b: *a\n`, ['CM1005 4:6']],
    ['nesting without end', `${pod}a: ${'['.repeat(3000)}`, ['CM1006 3:259']],
    ['a template', '{{- if .Values.x }}\nkind: Pod\n', ['CM1008 1:3']],
    ['a template that happens to be YAML', 'name: {{ .Values.x }}\n', ['CM1008 1:1']],
    ['a number that JSON cannot hold', `${pod}a: [1, .nan]\n`, ['CM1009 3:8']],
    ['a list as a key', `${pod}? [a]\n: b\n`, ['CM1009 3:3']],
    ['null as a key', `${pod}a:\n  ~: b\n`, ['CM1009 4:3']],
    ['a list', '- a\n', ['CM1010 1:1']],
    ['a text', '# x\nabc\n', ['CM1010 2:1']],
    ['values', 'replicas: 1\n', ['CM1010 1:1']],
    ['no kind', 'apiVersion: v1\n', ['CM1011 1:1']],
    ['no apiVersion', 'kind: Pod\n', ['CM1011 1:1']],
    ['an empty kind', 'apiVersion: v1\nkind: ""\n', ['CM1011 1:1']],
    ['a kind that is no text', 'apiVersion: v1\nkind: yes\n', ['CM1012 2:1']],
    ['an apiVersion that is no text', 'kind: Pod\napiVersion: 1\n', ['CM1012 2:1']],
    ['metadata that is no mapping', `${pod}metadata: []\n`, ['CM1012 3:1']],
    ['a merge key after a key that it sets', `${pod}x: &x {k: 1}\ny:\n  k: 2\n  <<: *x\n`, ['CM1018 6:3']],
    ['a second merge key', `${pod}x: &x {k: 1}\ny:\n  <<: *x\n  <<: {k: 3}\n`, ['CM1018 6:3']],
    ['an unfinished JSON object', '{"apiVersion": "v1", "kind": "Pod"', ['CM1001 1:35']],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
    expect(parseManifests(text, 'a.yaml').manifests).toEqual([]);
  });

  test('problems name both lines of a duplicate key, and its field', () => {
    const [problem] = parseManifests(`${pod}metadata:\n  labels: {}\n  name: a\n  labels: {}\n`, 'a.yaml').problems;
    expect(problem).toMatchObject({
      file: 'a.yaml', line: 6, column: 3, field: 'metadata.labels', severity: 'unreadable',
      message: 'the key "labels" is there twice, in line 4 and in line 6',
    });
    expect(problem?.repair).toMatch(/^Remove one/);
  });

  test('an alias bomb is refused before anybody walks it', () => {
    const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
    const bomb = levels.map((name, index) => {
      const items = index === 0 ? Array<string>(10).fill('lol') : Array<string>(10).fill(`*${levels[index - 1] ?? ''}`);
      return `${name}: &${name} [${items.join(', ')}]\n`;
    });
    expect(problemsOf(bomb.join('') + pod)).toEqual(['CM1005 2:8']);
  });

  test('a chain of aliases deeper than any stack is refused', () => {
    const chain = Array.from({ length: 5000 }, (_, index) => `x${index}: &x${index} [${index === 0 ? '1' : `*x${index - 1}`}]\n`);
    expect(problemsOf(chain.join('') + pod)).toEqual(['CM1005 2:10']);
  });

  test('nested merge keys are counted, not followed one by one', () => {
    const merges = Array.from({ length: 60 }, (_, index) =>
      index === 0 ? 'm0: &m0 {k: 1}\n' : `m${index}: &m${index} {<<: [*m${index - 1}, *m${index - 1}]}\n`);
    expect(kindsOf(parseManifests(merges.join('') + pod, 'a.yaml'))).toEqual(['Pod']);
  });

  test('ordinary aliases are read', () => {
    const { manifests } = parseManifests(`${pod}a: &a {b: 1}\nc: *a\nd: {<<: *a, e: 2}\n`, 'a.yaml');
    expect(manifests[0]?.object).toMatchObject({ c: { b: 1 }, d: { b: 1, e: 2 } });
  });

  test('the key __proto__ does not reach the prototype', () => {
    const { manifests } = parseManifests(`${pod}__proto__: {hostNetwork: true}\nspec: {<<: {__proto__: {x: 1}}}\n`, 'a.yaml');
    expect(Object.getPrototypeOf(manifests[0]?.object)).toBe(Object.prototype);
    expect(manifests[0]?.object['hostNetwork']).toBeUndefined();
  });

  test('a document of 50 MB is refused, since no API server takes it', () => {
    const { manifests, problems } = parseManifests(`${pod}---\napiVersion: v1\nkind: ConfigMap\ndata:\n  k: "${'x'.repeat(50_000_000)}"\n`, 'a.yaml');
    expect(kindsOf({ manifests, problems: [] })).toEqual(['Pod']);
    expect(problems).toEqual([expect.objectContaining({ code: 'CM1007', line: pod.split('\n').length + 1, column: 1, severity: 'unreadable' })]);
  });

  test('a List may be larger than each of its items', () => {
    const item = `- {apiVersion: v1, kind: ConfigMap, data: {k: "${'x'.repeat(1_500_000)}"}}\n`;
    const { manifests, problems } = parseManifests(`apiVersion: v1\nkind: List\nitems:\n${item.repeat(4)}${item.replace('xx', 'x'.repeat(2_000_000))}`, 'a.yaml');
    expect(manifests).toHaveLength(4);
    expect(problems).toEqual([expect.objectContaining({ code: 'CM1007', field: 'items[4]' })]);
  });

  test('any text gives objects or problems and never throws', () => {
    const marks = ['---\n', '- ', '{', '}', '[', ']', '"', "'", '&a ', '*a', '\t', '  ', '\n', '|', '!', '%', '#', ': ', '? ', '\r', '{{'];
    const piece = fc.constantFrom(...recorded.map(({ yaml }) => yaml), pod, ...marks);
    fc.assert(fc.property(fc.oneof(fc.array(piece).map((pieces) => pieces.join('')), fc.string({ unit: 'binary' })), (text) => {
      const { manifests, problems } = parseManifests(text, 'a.yaml');
      for (const manifest of manifests) expect(manifest.locate([]).line).toBeGreaterThan(0);
      for (const { code, line, column, message, repair } of problems) {
        expect(code).toMatch(/^CM10\d\d$/);
        expect([message, repair].every((words) => words !== '')).toBe(true);
        expect((line ?? 0) > 0 && (column ?? 0) > 0).toBe(true);
      }
    }), { numRuns: 500 });
  });
});
