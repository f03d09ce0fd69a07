import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { parse, stringify } from 'yaml';
import { applyEdits, type Edit } from '../../src/manifest/apply';
import { editYaml } from '../../src/manifest/edit';
import type { JsonValue } from '../../src/manifest/object';
import { type Path, valueAt } from '../../src/manifest/path';
import { isSameJson } from '../../src/manifest/same';
import { kubernetesSchema } from '../../src/manifest/yaml-schema';
import { snippets } from './snippets';

/* Laws of editYaml over generated documents in many styles, with comments between their lines. */

const read = (text: string): unknown => loadAll(text, { schema: kubernetesSchema })[0];

const key = fc.constantFrom('a', 'b', 'name', 'spec', 'securityContext', 'on', '0x1', 'k8s.io/x', 'with blank', '8080', '');
const text = fc.oneof(
  fc.constantFrom(
    'yes', '0777', '1e3', '12:30', '2026-11-24', 'null', '', ' x', 'x ', 'a: b', '#c', '- d', '{', '"', "'", '\t', 'x\ny\n', 'é', '\u0085',
    '\u2028', '<<', '---', '*a', '&a', '!t',
  ),
  fc.string({ maxLength: 8 }),
);
const scalar = fc.oneof(text, fc.integer({ min: -1000, max: 1000 }), fc.boolean(), fc.constant(null));
const { value: json } = fc.letrec<{ value: JsonValue; leaf: JsonValue }>((tie) => ({
  leaf: scalar,
  value: fc.oneof({ maxDepth: 3 }, tie('leaf'), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(key, tie('value'), { maxKeys: 4 })),
}));
const root = fc.dictionary(key, json, { minKeys: 1, maxKeys: 4 });

/** How a document is written. */
const style = fc.record({
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  collectionStyle: fc.constantFrom('any', 'block', 'flow'),
  defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'),
  lineWidth: fc.constantFrom(0, 80),
} as const);

/** Writes a document in a style; where the kit reads it otherwise than the `yaml` package, in another one. */
function write(value: unknown, options: Parameters<typeof stringify>[2], json: boolean): string {
  const written = json ? `${JSON.stringify(value, null, 2)}\n` : stringify(value, { version: '1.1', ...(options as object) });
  return isSameJson(readOrUndefined(written), value) ? written : `${JSON.stringify(value)}\n`;
}

function readOrUndefined(written: string): unknown {
  try {
    return read(written);
  } catch {
    return undefined;
  }
}

/** Comments on lines of their own, where they change nothing. */
function withComments(written: string, value: unknown, places: readonly number[]): string {
  return places.reduce((current, place, index) => {
    const lines = current.split('\n');
    const at = place % lines.length;
    const indent = /^ */.exec(lines[at] ?? '')?.[0] ?? '';
    const next = lines.toSpliced(at, 0, `${indent}# comment ${index}`).join('\n');
    return isSameJson(readOrUndefined(next), value) ? next : current;
  }, written);
}

const commentsOf = (written: string): readonly string[] => written.match(/# comment \d+/g) ?? [];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (value === null || typeof value !== 'object') return [path];
  const step = (name: string): string | number => (Array.isArray(value) ? Number(name) : name);
  return [path, ...Object.entries(value).flatMap(([name, child]) => pathsOf(child, [...path, step(name)]))];
}

function makeCase([value, options, asJson, lines]: [unknown, Parameters<typeof stringify>[2], boolean, number[]]): Case {
  return { written: withComments(write(value, options, asJson), value, lines), value };
}

interface Case {
  readonly written: string;
  readonly value: unknown;
}

const document = fc.tuple(root, style, fc.boolean(), fc.array(fc.nat(50), { maxLength: 4 })).map(makeCase);

const pick = <T>(items: readonly T[], seed: number): T | undefined => items[seed % Math.max(items.length, 1)];

/** An edit of something that is there: set, add, append or remove. */
function makeEdit(value: unknown, seed: number, kind: number, content: JsonValue): Edit | undefined {
  const paths = pathsOf(value).slice(1);
  const path = pick(paths, seed);
  if (path === undefined) return undefined;
  if (kind === 0) return { path, value: content };
  if (kind === 1) return { path, value: undefined };
  const target = valueAt(value, path);
  if (Array.isArray(target)) return { path: [...path, target.length], value: content };
  if (target !== null && typeof target === 'object') return { path: [...path, 'added'], value: content };
  return { path: [...path.slice(0, -1), typeof path.at(-1) === 'number' ? 0 : 'added'], value: content };
}

/** The mappings that every snippet has. */
const places = fc.constantFrom<Path>([], ['metadata'], ['spec', 'template', 'spec'], ['spec', 'template', 'spec', 'containers', 0]);

const change = fc.tuple(fc.nat(30), fc.nat(2), json);

/** Why an edit may be refused, besides what is shared: the law allows nothing else. */
const HONEST = /comment|of another kind|without a value|whole document|tag|key is written with|does not stand/;

describe('laws', () => {
  test('the result means what was meant, whatever else is refused; comments survive additions', () => {
    let edited = 0;
    let refused = 0;
    fc.assert(fc.property(document, change, ({ written, value }, [seed, kind, content]) => {
      const edits = [makeEdit(value, seed, kind, content)].flatMap((edit) => edit ?? []);
      const result = editYaml(written, edits.map((edit) => ({ document: 0, ...edit })));
      if ('refused' in result) {
        refused += 1;
        expect(result.refused).toMatch(HONEST);
        return;
      }
      edited += 1;
      expect(isSameJson(read(result.text), applyEdits(value, edits))).toBe(true);
      const isAddition = edits.every(({ path }) => valueAt(value, path) === undefined);
      if (isAddition) expect(commentsOf(result.text)).toEqual(commentsOf(written));
    }), { numRuns: 1500 });
    expect(edited).toBeGreaterThan(5 * refused);
  });

  test('an edit that is already made changes nothing', () => {
    fc.assert(fc.property(document, change, ({ written, value }, [seed, kind, content]) => {
      const edit = makeEdit(value, seed, kind, content);
      fc.pre(edit !== undefined && typeof edit.path.at(-1) === 'string');
      const once = editYaml(written, [{ document: 0, ...edit }]);
      if ('refused' in once) return;
      expect(editYaml(once.text, [{ document: 0, ...edit }])).toEqual(once);
    }));
  });

  test('setting a scalar touches that scalar only', () => {
    fc.assert(fc.property(document, fc.nat(30), fc.integer(), ({ written, value }, seed, number) => {
      const path = pick(pathsOf(value).filter((candidate) => typeof valueAt(value, candidate) === 'string'), seed);
      fc.pre(path !== undefined);
      const result = editYaml(written, [{ document: 0, path, value: number }]);
      if ('refused' in result) return;
      const prefix = commonPrefix(written, result.text);
      const suffix = commonSuffix(written.slice(prefix), result.text.slice(prefix));
      const changed = result.text.slice(prefix, result.text.length - suffix);
      expect(`${number}`).toContain(changed.trim());
    }));
  });

  test('adding to a mapping inserts, and changes nothing that was there', () => {
    fc.assert(fc.property(fc.constantFrom(...Object.values(snippets)), places, json, (written, parent, content) => {
      const result = editYaml(written, [{ document: 0, path: [...parent, 'added'], value: content }]);
      if ('refused' in result) throw new Error(`refused: ${result.refused}\n${written}`);
      const prefix = commonPrefix(written, result.text);
      // One character may differ: `{}` that becomes a mapping on lines of its own loses its blank.
      expect(commonSuffix(written.slice(prefix), result.text.slice(prefix)) + prefix).toBeGreaterThanOrEqual(written.length - 1);
    }));
  });

  test('what was added can be removed again, byte for byte', () => {
    fc.assert(fc.property(fc.constantFrom(...Object.entries(snippets)), places, json, ([name, written], parent, content) => {
      fc.pre(name !== 'no line break at the end');
      const path = [...parent, 'added'];
      const added = editYaml(written, [{ document: 0, path, value: content }]);
      if ('refused' in added) throw new Error(`refused: ${added.refused}`);
      expect(editYaml(added.text, [{ document: 0, path, value: undefined }])).toEqual({ text: written });
    }));
  });

  test('the yaml package reads the result alike', () => {
    const simple = fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom('x', 'yes', '0777', 'a: b'));
    const contents = fc.dictionary(fc.constantFrom('a', 'b', 'name'), simple, { maxKeys: 3 });
    const names = fc.constantFrom(
      'lists at the column of their key', 'flow collections', 'empty and null values', 'pretty JSON', 'block scalars',
    );
    fc.assert(fc.property(names, contents, (name, content) => {
      const path = ['spec', 'template', 'spec', 'securityContext'];
      const result = editYaml(snippets[name] ?? '', [{ document: 0, path, value: content }]);
      if ('refused' in result) throw new Error(result.refused);
      expect(parse(result.text, { version: '1.1' })).toEqual(read(result.text));
    }));
  });
});

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function commonSuffix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[a.length - 1 - length] === b[b.length - 1 - length]) length += 1;
  return length;
}
