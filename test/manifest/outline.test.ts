import fc from 'fast-check';
import { readStreamEvents } from '../../src/manifest/events';
import { locateOffset } from '../../src/manifest/locate';
import { Outline } from '../../src/manifest/outline';
import { parseManifests } from '../../src/manifest/parse';
import type { Path } from '../../src/manifest/path';
import { SyntaxTree } from '../../src/manifest/syntax-tree';
import { sharing, snippets } from './snippets';

const texts = [...Object.values(snippets), ...Object.values(sharing)];

/** Both answers to where a path leads. */
function answers(text: string, document: number, path: Path): readonly [outline: number | undefined, tree: number | undefined] {
  const events = readStreamEvents(text);
  return [Outline.of(text, events).locate(document, path), locateOffset(new SyntaxTree(text, events), document, path)];
}

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (value === null || typeof value !== 'object') return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, Array.isArray(value) ? Number(key) : key]))];
}

test.each(Object.entries({ ...snippets, ...sharing }))('in "%s" every path leads where the syntax tree says, or is left to it', (_, text) => {
  for (const { object, document, within } of parseManifests(text, 'a.yaml').manifests) {
    for (const path of pathsOf(object)) {
      const [outline, tree] = answers(text, document, [...within, ...path]);
      if (outline !== undefined) expect([path, outline]).toEqual([path, tree]);
    }
  }
});

test('so does any other path', () => {
  const name = fc.constantFrom('apiVersion', 'metadata', 'spec', 'template', 'containers', 'image', 'name', 'true', '8080', '__proto__', 'constructor', '<<', '');
  fc.assert(fc.property(fc.constantFrom(...texts), fc.nat(2), fc.array(fc.oneof(fc.nat(3), name)), (text, document, path) => {
    const [outline, tree] = answers(text, document, path);
    expect(outline === undefined || outline === tree).toBe(true);
  }), { numRuns: 2000 });
});

test('it is sure of plain text, of words that YAML reads as something else, and of quoted keys', () => {
  const text = 'apiVersion: v1\nkind: X\n\'q\': { "r": [a, { b: c }] }\non: 1\n12: 2\nnamespace:\n  x: y\n';
  for (const path of [['q', 'r', 1, 'b'], ['true'], ['12'], ['namespace', 'nowhere'], ['q', 'r', 7]]) {
    const [outline, tree] = answers(text, 0, path);
    expect(outline).toBe(tree);
    expect(outline).not.toBeUndefined();
  }
});

test('it leaves aliases, merge keys, tags, escapes and very long lists to the syntax tree', () => {
  const long = `apiVersion: v1\nkind: X\nitems: [${'a, '.repeat(1500)}a]\n${Array.from({ length: 1500 }, (_, index) => `key-${index}: x\n`).join('')}`;
  expect(answers(sharing.alias, 0, ['spec', 'containers', 1, 'securityContext', 'runAsNonRoot'])[0]).toBeUndefined();
  expect(answers(sharing.merge, 0, ['spec', 'containers', 1, 'imagePullPolicy'])[0]).toBeUndefined();
  expect(answers('!!str a: 1\nb: 2\n', 0, ['b'])[0]).toBeUndefined();
  expect(answers('"\\x61": 1\nb: 2\n', 0, ['b'])[0]).toBeUndefined();
  expect(answers(long, 0, ['items', 1400])[0]).toBeUndefined();
  expect(answers(long, 0, ['key-1400'])[0]).toBeUndefined();
  expect(answers(long, 0, ['key-7'])[0]).toBe(long.indexOf('key-7:'));
});
