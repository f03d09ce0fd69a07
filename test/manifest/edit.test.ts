import { type DocumentEdit, editYaml, type EditResult } from '../../src/manifest/edit';
import type { JsonValue } from '../../src/manifest/object';
import type { Path } from '../../src/manifest/path';
import { sharing } from './snippets';

/** `a.b.0` as a path; keys with dots are not needed here. */
const path = (text: string): Path => text.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));

function edit(text: string, ...edits: readonly (readonly [string, JsonValue | undefined])[]): EditResult {
  return editYaml(text, edits.map(([at, value]): DocumentEdit => ({ document: 0, path: path(at), value })));
}

describe('a scalar', () => {
  test.each<[string, string, JsonValue, string]>([
    ['plain', 'a: b # c\n', 'd', 'a: d # c\n'],
    ['to a number', 'a: "1" # c\n', 2, 'a: 2 # c\n'],
    ['keeps double quotes', 'a: "b"\n', 'd', 'a: "d"\n'],
    ['keeps single quotes', "a: 'b'\n", "it's", "a: 'it''s'\n"],
    ['gets quotes where it needs them', 'a: b\n', 'yes', 'a: "yes"\n'],
    ['that looks like a number gets quotes', 'a: b\n', '0777', 'a: "0777"\n'],
    ['that looks like a time gets quotes', 'a: b\n', '12:30', 'a: "12:30"\n'],
    ['that looks like a comment gets quotes', 'a: b\n', 'c #d', 'a: "c #d"\n'],
    ['that looks like a mapping gets quotes', 'a: b\n', 'c: d', 'a: "c: d"\n'],
    ['an image needs none', 'a: b\n', 'r.io/x/y:1.2@sha256:ab', 'a: r.io/x/y:1.2@sha256:ab\n'],
    ['of many lines', 'a: b\n', 'x\ny\n', 'a: "x\\ny\\n"\n'],
    ['in a block', 'a: |\n  x\n  y\n\nb: 1\n', 'z', 'a: z\n\nb: 1\n'],
    ['over several lines', 'a: x\n  y # c\nb: 1\n', 'z', 'a: z # c\nb: 1\n'],
    ['with an anchor', 'a: &x b # c\n', 'd', 'a: &x d # c\n'],
    ['that is not there yet', 'a: # c\nb: 1\n', 'd', 'a: d # c\nb: 1\n'],
    ['that is null', 'a: null # c\n', true, 'a: true # c\n'],
    ['below its key', 'a:\n  # why\n  b\n', 'c', 'a:\n  # why\n  c\n'],
    ['in place of a mapping', 'a:\n  b: 1\nc: 2\n', 'd', 'a: d\nc: 2\n'],
    ['in place of braces', 'a: {b: 1} # c\n', 'd', 'a: d # c\n'],
  ])('%s', (_, text, value, expected) => {
    expect(edit(text, ['a', value])).toEqual({ text: expected });
  });
});

describe('a new key', () => {
  const pod = `spec:
  containers:
  - name: a # main
    image: x
    # the end of a
  # about b
  - name: b

# foot
`;

  test('goes behind the last one, before the comments that follow', () => {
    expect(edit(pod, ['spec.containers.0.tty', true], ['spec.hostUsers', false])).toEqual({
      text: pod.replace('image: x\n', 'image: x\n    tty: true\n').replace('- name: b\n', '- name: b\n  hostUsers: false\n'),
    });
  });

  test('brings its parents, in the order of the edits', () => {
    const context = 'spec.containers.1.securityContext';
    const result = edit(pod, [`${context}.capabilities.drop`, ['ALL']], [`${context}.privileged`, false]);
    expect(result).toEqual({
      text: pod.replace('- name: b\n', `- name: b
    securityContext:
      capabilities:
        drop:
        - ALL
      privileged: false
`),
    });
  });

  test('in the style of the file: four blanks, indented lists', () => {
    expect(edit('a:\n    b:\n        - c\n', ['a.d', { e: [{ f: 1, g: [] }] }])).toEqual({
      text: 'a:\n    b:\n        - c\n    d:\n        e:\n            - f: 1\n              g: []\n',
    });
  });

  test('in a mapping that is empty or null', () => {
    expect(edit('a: {} # c\nb:\n  # d\ne: ~\n', ['a.x', 1], ['b.w', 2], ['e.z', 3])).toEqual({
      text: 'a: # c\n  x: 1\nb:\n  w: 2\n  # d\ne:\n  z: 3\n',
    });
  });

  test('in braces', () => {
    expect(edit('a: {b: 1}\nc: { d: 1 }\ne: {f: 1,}\n', ['a.x', { w: [1] }], ['c.x', 2], ['e.x', 3])).toEqual({
      text: 'a: {b: 1, x: {w: [1]}}\nc: { d: 1, x: 2 }\ne: {f: 1, x: 3}\n',
    });
  });

  test('in braces over several lines, behind a comment', () => {
    expect(edit('a: {\n  b: 1 # c\n}\n', ['a.x', 2], ['a.w', 3])).toEqual({ text: 'a: {\n  b: 1, # c\n  x: 2,\n  w: 3\n}\n' });
  });

  test('in JSON, on one line and on many', () => {
    expect(edit('{"a":{"b":[]}}', ['a.b.0', 'x'], ['a.c', null])).toEqual({ text: '{"a":{"b":["x"], "c": null}}' });
    const pretty = (value: unknown): string => JSON.stringify(value, null, '\t');
    const [before, after] = [{ a: { b: {} } }, { a: { b: { c: [1, { d: 2 }] } }, e: {} }].map(pretty);
    expect(edit(before ?? '', ['a.b.c', [1, { d: 2 }]], ['e', {}])).toEqual({ text: after });
  });

  test('in a stream of JSON objects', () => {
    const result = editYaml('{"a": 1}\n{"b": 2}\n', [{ document: 1, path: ['c'], value: 3 }]);
    expect(result).toEqual({ text: '{"a": 1}\n{"b": 2, "c": 3}\n' });
  });

  test('where the file ends without a line break, and with carriage returns', () => {
    expect(edit('a:\n  b: 1', ['a.c', 2], ['d', 3])).toEqual({ text: 'a:\n  b: 1\n  c: 2\nd: 3' });
    expect(edit('a:\r\n  b: 1 # x\r\nc: 1\r\n', ['a.d.e', 2])).toEqual({ text: 'a:\r\n  b: 1 # x\r\n  d:\r\n    e: 2\r\nc: 1\r\n' });
  });

  test('behind a block scalar, which keeps what it keeps', () => {
    expect(edit('a: |\n  x\n\n# c\n', ['b', 1])).toEqual({ text: 'a: |\n  x\nb: 1\n\n# c\n' });
    expect(edit('a: |+\n  x\n\n# c\n', ['b', 1])).toEqual({ text: 'a: |+\n  x\n\nb: 1\n# c\n' });
  });

  test('whose name needs quotes', () => {
    expect(edit('a: 1\n', ['on', 2], ['<<', 3], ['0x8', 4], ['a b/c', 5])).toEqual({
      text: 'a: 1\n"on": 2\n"<<": 3\n"0x8": 4\na b/c: 5\n',
    });
  });

  test('__proto__ is a key as any other', () => {
    expect(edit('a: 1\n', ['__proto__', { b: 1 }])).toEqual({ text: 'a: 1\n__proto__:\n  b: 1\n' });
  });
});

describe('an item', () => {
  test('is appended in the style of its list', () => {
    expect(edit('a:\n- b\n# end\nc:\n  - d\ne: [f]\ng: []\n', ['a.1', 'x'], ['c.1', { k: 1, z: 2 }], ['e.1', 'x'], ['g.0', 'x'])).toEqual({
      text: 'a:\n- b\n- x\n# end\nc:\n  - d\n  - k: 1\n    z: 2\ne: [f, x]\ng:\n- x\n',
    });
  });

  test('is changed where it stands', () => {
    expect(edit('a:\n- b # c\n- [d, {e: 1}]\n-   f: 1\n', ['a.0', 'x'], ['a.1.1.e', 2], ['a.2.g', 3])).toEqual({
      text: 'a:\n- x # c\n- [d, {e: 2}]\n-   f: 1\n    g: 3\n',
    });
  });

  test('is removed', () => {
    const text = 'a:\n- b # c\n# about d\n- d: 1\n  e: 2\n- f\n';
    expect(edit(text, ['a.0', undefined])).toEqual({ text: 'a:\n# about d\n- d: 1\n  e: 2\n- f\n' });
    expect(edit(text, ['a.1', undefined])).toEqual({ text: 'a:\n- b # c\n# about d\n- f\n' });
    expect(edit('a: [b, c, d]\n', ['a.1', undefined])).toEqual({ text: 'a: [b, d]\n' });
    expect(edit('a: [b, c]\n', ['a.1', undefined])).toEqual({ text: 'a: [b]\n' });
  });

  test('the last one leaves an empty list', () => {
    expect(edit('a:\n- b\nc: 1\n', ['a.0', undefined])).toEqual({ text: 'a: []\nc: 1\n' });
    expect(edit('a: [b]\n', ['a.0', undefined])).toEqual({ text: 'a: []\n' });
  });

  test('of a list in a list', () => {
    expect(edit('- - a\n  - b\n- - c\n', ['0.2', 'x'], ['1.1', 'z'])).toEqual({ text: '- - a\n  - b\n  - x\n- - c\n  - z\n' });
    expect(edit('- - a\n  - b\n- c\n', ['0.0', undefined])).toEqual({ text: '- - b\n- c\n' });
  });
});

describe('removing a key', () => {
  test('takes its line and the comment on it, and no other comment', () => {
    const text = 'a:\n  # why\n  b: 1 # c\n  d:\n    e: 1\n  f: 2\n';
    expect(edit(text, ['a.b', undefined], ['a.d', undefined])).toEqual({ text: 'a:\n  # why\n  f: 2\n' });
  });

  test('behind a dash, the next key moves up', () => {
    expect(edit('a:\n- b: 1\n  c: 2\n  d: 3\n', ['a.0.b', undefined])).toEqual({ text: 'a:\n- c: 2\n  d: 3\n' });
    expect(edit('a:\n- b: 1\n  c: 2\n  d: 3\n', ['a.0.b', undefined], ['a.0.c', undefined])).toEqual({ text: 'a:\n- d: 3\n' });
    expect(edit('a:\n- b: 1\n  # c\n  c: 2\n', ['a.0.b', undefined])).toMatchObject({ refused: expect.stringContaining('comment') });
  });

  test('the last one leaves empty braces', () => {
    expect(edit('a:\n  b: 1\nc: 1\n', ['a.b', undefined])).toEqual({ text: 'a: {}\nc: 1\n' });
    expect(edit('a:\n- b: 1\n- c\n', ['a.0.b', undefined])).toEqual({ text: 'a:\n- {}\n- c\n' });
  });

  test('in braces and in JSON', () => {
    expect(edit('a: {b: 1, c: 2, d: 3}\n', ['a.b', undefined], ['a.d', undefined])).toEqual({ text: 'a: {c: 2}\n' });
    expect(edit('{\n  "a": 1,\n  "b": 2\n}\n', ['b', undefined])).toEqual({ text: '{\n  "a": 1\n}\n' });
  });

  test('together with adding others', () => {
    expect(edit('a:\n  b: 1\n  c: 2\nd: 1\n', ['a.b', undefined], ['a.c', undefined], ['a.e', 3])).toEqual({ text: 'a:\n  e: 3\nd: 1\n' });
    expect(edit('a:\n- b: 1\n  c: 2\n', ['a.0.b', undefined], ['a.0.c', undefined], ['a.0.e', [1]])).toEqual({ text: 'a:\n- e:\n  - 1\n' });
    expect(edit('a: {b: 1}\n', ['a.b', undefined], ['a.c', 2])).toEqual({ text: 'a:\n  c: 2\n' });
  });

  test('that is not there changes nothing', () => {
    expect(edit('a: {b:   1} # c\n', ['a.x', undefined], ['y.z', undefined])).toEqual({ text: 'a: {b:   1} # c\n' });
  });
});

describe('shared values', () => {
  test('an edit behind an alias is refused: it would change other places', () => {
    expect(edit(sharing.alias, ['spec.containers.1.securityContext.privileged', false])).toEqual({
      refused: 'the value is an alias; other places have the same value', document: 0,
    });
  });

  test('an edit at the anchor is refused where only one place is meant', () => {
    expect(edit(sharing.alias, ['spec.containers.0.securityContext.privileged', false])).toEqual({
      refused: 'the edit would change spec.containers[1].securityContext.privileged in another way than meant', document: 0,
    });
  });

  test('the same edit of all places is written once', () => {
    const [first, second] = [0, 1].map((index) => [`spec.containers.${index}.securityContext.privileged`, false] as const);
    const result = edit(sharing.alias, first ?? ['', null], second ?? ['', null]);
    expect(result).toEqual({ text: sharing.alias.replace('runAsNonRoot: true\n', 'runAsNonRoot: true\n      privileged: false\n') });
  });

  test('an own key may stand before a merged scalar, but no merged mapping is copied', () => {
    expect(edit(sharing.merge, ['spec.containers.0.imagePullPolicy', 'Never'])).toEqual({
      text: sharing.merge.replace('name: a\n', 'name: a\n    imagePullPolicy: Never\n'),
    });
    const refused = { refused: expect.stringContaining('merge key') };
    expect(edit(sharing.merge, ['spec.containers.0.resources.limits.cpu', 1])).toMatchObject(refused);
    expect(edit(sharing.merge, ['spec.containers.0.imagePullPolicy', undefined])).toMatchObject(refused);
  });

  test('new keys beside a merge key are nothing special', () => {
    expect(edit(sharing.merge, ['spec.containers.1.tty', true])).toEqual({ text: `${sharing.merge}    tty: true\n` });
  });
});

describe('refusals', () => {
  test.each<[string, string, string, JsonValue | undefined, string]>([
    ['a broken file', 'a: [\n', 'a', 1, 'the file has a document that cannot be read'],
    ['a document that is not there', '# nothing\n', 'a', 1, 'there is no such document'],
    ['a tag', 'a: !!str 1\n', 'a', 'x', 'the value has a tag'],
    ['the whole document', 'a: 1\n', 'a', undefined, 'the whole document would be replaced'],
    ['an item without a value', 'a:\n-\n- b\n', 'a.0', 'x', 'an item without a value would get one'],
    ['a mapping in place of lines', 'a:\n- b\n', 'a', { x: 1 }, 'a value of another kind stands there'],
  ])('%s', (_, text, at, value, refused) => {
    expect(edit(text, [at, value])).toMatchObject({ refused });
  });

  test('name the document', () => {
    expect(editYaml('a: 1\n---\nb: !x 1\n', [{ document: 0, path: ['a'], value: 2 }, { document: 1, path: ['b'], value: 2 }])).toEqual({
      refused: 'the value has a tag', document: 1,
    });
  });

  test('an alias bomb is not walked', () => {
    const items = (index: number): string => (index === 0 ? 'x' : `*a${index - 1}, *a${index - 1}`);
    const bomb = Array.from({ length: 30 }, (_, index) => `a${index}: &a${index} [${items(index)}]\n`);
    expect(edit(bomb.join(''), ['b', 1])).toEqual({ refused: 'the file has a document that cannot be read' });
  });
});

test('many documents are edited in one pass', () => {
  const one = (index: number): string => `apiVersion: v1\nkind: Pod # ${index}\nspec:\n  containers:\n  - name: a\n`;
  const numbers = Array.from({ length: 2000 }, (_, index) => index);
  // The processor's time: the clock also counts what other processes do meanwhile.
  const before = process.cpuUsage();
  const edits = numbers.map((document): DocumentEdit => ({ document, path: ['spec', 'hostUsers'], value: false }));
  const result = editYaml(numbers.map(one).join('---\n'), edits);
  expect(result).toEqual({ text: numbers.map((index) => `${one(index)}  hostUsers: false\n`).join('---\n') });
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000);
});

test('no edits, no change', () => {
  expect(editYaml('a: [\n', [])).toEqual({ text: 'a: [\n' });
  expect(edit('a:   1\n', ['a', 1])).toEqual({ text: 'a:   1\n' });
});
