import fc from 'fast-check';
import { parseManifests } from '../../src/manifest/parse';
import { valueAt, type Path } from '../../src/manifest/path';
import { sharing, snippets } from './snippets';

function locate(text: string, path: Path): string {
  const { manifests, problems } = parseManifests(text, 'a.yaml');
  expect(problems).toEqual([]);
  const position = manifests[0]?.locate(path);
  return `${position?.line}:${position?.column}`;
}

/** The text from a position to the end of its line. */
function textAt(text: string, path: Path): string {
  const [line, column] = locate(text, path).split(':').map(Number);
  return (text.replace(/^\uFEFF/, '').split(/\r?\n/)[(line ?? 0) - 1] ?? '').slice((column ?? 0) - 1);
}

const plain = snippets['lists at the column of their key'] ?? '';
const comments = snippets['indented lists, four blanks, comments everywhere'] ?? '';

describe('locate', () => {
  test.each<[Path, string]>([
    [[], '1:1'],
    [['kind'], '2:1'],
    [['metadata', 'name'], '4:3'],
    [['spec', 'template', 'spec', 'containers'], '8:7'],
    [['spec', 'template', 'spec', 'containers', 0], '9:9'],
    [['spec', 'template', 'spec', 'containers', 0, 'image'], '10:9'],
    [['spec', 'template', 'spec', 'containers', 0, 'ports', 0, 'containerPort'], '12:11'],
  ])('%j', (path, expected) => {
    expect(locate(plain, path)).toBe(expected);
  });

  test('a missing field is located at the closest thing around it', () => {
    expect(locate(plain, ['spec', 'template', 'spec', 'containers', 0, 'securityContext', 'privileged'])).toBe('9:9');
    expect(locate(plain, ['spec', 'template', 'spec', 'containers', 7])).toBe('8:7');
    expect(locate(plain, ['metadata', 'labels'])).toBe('3:1');
    expect(locate(plain, ['nowhere', 'at', 'all'])).toBe('1:1');
    expect(locate(plain, ['metadata', 'name', 'deeper'])).toBe('4:3');
    expect(locate(plain, ['metadata', 0])).toBe('3:1');
  });

  test('an empty value is located at its key', () => {
    const text = snippets['empty and null values'] ?? '';
    expect(textAt(text, ['spec', 'template', 'spec', 'securityContext', 'runAsUser'])).toBe('securityContext:');
  });

  test('comments and quotes do not shift anything', () => {
    expect(textAt(comments, ['spec', 'template', 'spec', 'containers', 0, 'image'])).toBe('image: "nginx:1.29"   # pinned');
    expect(textAt(snippets['quotes'] ?? '', ['metadata', 'labels', 'a'])).toMatch(/^"a": /);
    expect(textAt('apiVersion: v1\nkind: X\na:\n- "quoted"\n- |\n  block\n', ['a', 0])).toBe('"quoted"');
    expect(textAt('apiVersion: v1\nkind: X\na:\n- "quoted"\n- | # why\n  block\n', ['a', 1])).toBe('| # why');
  });

  test('keys that are no text are found by the name that they get', () => {
    const text = snippets['keys that are no text'] ?? '';
    expect(textAt(text, ['metadata', 'labels', 'true'])).toBe('on: "1"');
    expect(textAt(text, ['metadata', 'labels', '8080'])).toBe('8080: "2"');
  });

  test('an alias leads to where the value is written', () => {
    expect(textAt(sharing.alias, ['spec', 'containers', 1, 'securityContext'])).toBe('securityContext: *safe');
    expect(textAt(sharing.alias, ['spec', 'containers', 1, 'securityContext', 'runAsNonRoot'])).toBe('runAsNonRoot: true');
    expect(textAt(sharing.alias, ['spec', 'containers', 1, 'securityContext', 'privileged'])).toBe('securityContext: *safe');
  });

  test('a merge key leads to where the value is written', () => {
    expect(textAt(sharing.merge, ['spec', 'containers', 0, 'resources', 'limits', 'memory'])).toBe('memory: 1Gi}');
    expect(textAt(sharing.merge, ['spec', 'containers', 1, 'imagePullPolicy'])).toBe('imagePullPolicy: Always');
    expect(textAt(sharing.merge, ['spec', 'containers', 1, 'name'])).toBe('name: b');
  });

  test('an alias means the anchor before it, of the same document', () => {
    const text = 'apiVersion: v1\nkind: X\na: &x\n  k: 1\nb: *x\nc: &x\n  k: 2\nd: *x\n';
    expect(locate(text, ['b', 'k'])).toBe('4:3');
    expect(locate(text, ['d', 'k'])).toBe('7:3');
  });

  test('a mapping that merges itself does not go round for ever', () => {
    expect(locate('x: &x\n  <<: *x\napiVersion: v1\nkind: X\n', ['x', 'missing'])).toBe('1:1');
  });

  test('objects of a list, of the second document, and of a broken file have their own places', () => {
    const list = 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: A\n- apiVersion: v1\n  kind: B\n  metadata:\n    name: b\n';
    const text = `${list}---\na: [\n---\napiVersion: v1\nkind: C\n`;
    const { manifests, problems } = parseManifests(text, 'a.yaml');
    expect(manifests.map(({ object, document, within }) => [object.kind, document, within])).toEqual([
      ['A', 0, ['items', 0]], ['B', 0, ['items', 1]], ['C', 2, []],
    ]);
    expect(manifests.map((manifest) => manifest.locate([]).line)).toEqual([4, 6, 13]);
    expect(manifests[1]?.locate(['metadata', 'name'])).toEqual({ line: 9, column: 5 });
    expect(manifests[2]?.locate(['kind'])).toEqual({ line: 14, column: 1 });
    expect(problems).toHaveLength(1);
  });

  test.each(Object.entries(snippets))('every path of "%s" is at its own key or item', (_, text) => {
    const { manifests, problems } = parseManifests(text, 'a.yaml');
    expect(problems).toEqual([]);
    const object = manifests[0]?.object;
    for (const path of pathsOf(object)) {
      const key = path.at(-1) ?? '';
      const here = textAt(text, path);
      if (typeof key === 'string' && key !== 'true') expect(here.replace(/^["']/, '')).toMatch(new RegExp(`^${key}\\b`));
      else if (typeof valueAt(object, path) === 'string') expect(here.replace(/^["'|>]/, '')).not.toMatch(/^[-\s]/);
    }
  });

  test('any path gets a position inside of the file', () => {
    const name = fc.constantFrom('metadata', 'spec', 'template', 'containers', 'name', '__proto__', 'constructor', '<<');
    const step = fc.oneof(fc.nat(3), name);
    fc.assert(fc.property(fc.constantFrom(...Object.values(snippets), ...Object.values(sharing)), fc.array(step), (text, path) => {
      const lines = text.split('\n').length;
      for (const manifest of parseManifests(text, 'a').manifests) {
        const { line, column } = manifest.locate(path);
        expect(line >= 1 && line <= lines && column >= 1).toBe(true);
      }
    }));
  });

  test('finds the same places after the memory behind them was given up', () => {
    const [manifest] = parseManifests(comments, 'a.yaml').manifests;
    const places = (): unknown[] => pathsOf(manifest?.object).map((path) => manifest?.locate(path));
    const before = places();
    manifest?.release();
    expect(places()).toEqual(before);
    expect(before.length).toBeGreaterThan(5);
  });
});

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (value === null || typeof value !== 'object') return path.length === 0 ? [] : [path];
  const below = Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, Array.isArray(value) ? Number(key) : key]));
  return path.length === 0 ? below : [path, ...below];
}

test('a field of a file that was released stands where it stood', () => {
  const document = (name: string): string => `apiVersion: v1\nkind: ConfigMap # ${name}\nmetadata:\n  name: ${name}\ndata: { key: &value v, other: *value }\n`;
  for (const text of [['a', 'b', 'c'].map(document).join('---\n'), `# of three\n---\n${['a', 'b', 'c'].map(document).join('---\n')}`]) {
    const { manifests } = parseManifests(text, 'all.yaml');
    const paths: Path[] = [['metadata', 'name'], ['data', 'other'], ['spec']];
    const before = manifests.map((manifest) => paths.map((path) => manifest.locate(path)));
    manifests.forEach((manifest) => manifest.release());
    expect(manifests.map((manifest) => paths.map((path) => manifest.locate(path)))).toEqual(before);
  }
});
