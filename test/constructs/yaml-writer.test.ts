import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { YamlWriter } from '../../constructs/yaml-writer';

/** Counts how often cdk8s is asked for a whole document. */
function writerOf(): { writer: YamlWriter; asked: unknown[] } {
  const asked: unknown[] = [];
  const writer = new YamlWriter((document) => {
    asked.push(document);
    return Yaml.stringify(document);
  });
  return { writer, asked };
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    'true', 'No', 'y', 'on', 'null', '~', '1.37', '0777', '0o17', '0x1f', '1:30', '.inf', '2026-11-24', '1e3', '25%', '200m', '-', '?', 'a: b', 'a #b', '# a',
    '--- a', '...', '<<', '=', '', ' a', 'a ', "it's", 'say "a"', '*a', '&a', '!a', '@a', '`a', '[a]', '{a}', 'a\tb', 'a\nb', 'x:', 'a/b@sha256:0f', 'NULL', 'Falsey',
  ),
  fc.stringMatching(/^[A-Za-z][\w./@:-]{0,12}$/),
);

const { document } = fc.letrec<{ document: unknown; value: unknown }>((tie) => ({
  document: fc.dictionary(text, tie('value'), { maxKeys: 5 }),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined),
    fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
}));

test('writes every document as cdk8s does, byte for byte', () => {
  const { writer } = writerOf();
  fc.assert(fc.property(document, (value) => expect(writer.write(value)).toBe(Yaml.stringify(value))), { numRuns: 3000 });
});

test('writes what a manifest has without asking for the document', () => {
  const { writer, asked } = writerOf();
  const deployment = {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api', labels: { on: 'no', port: '8080' }, annotations: {} },
    spec: { replicas: 2, paused: false, template: { spec: { containers: [{ args: ['-v', '--', '- a'], ports: [], env: [{ name: 'A', value: 'b: c' }], nested: [[1, [2]], [{}]] }] } } },
  };
  expect(writer.write(deployment)).toBe(Yaml.stringify(deployment));
  expect(asked.length).toBeGreaterThan(0);
  expect(asked).not.toContain(deployment);
  const before = asked.length;
  writer.write(deployment);
  expect(asked.length).toBe(before);
});

test.each<[string, unknown]>([
  ['a value that is there twice, which gets an anchor', ((shared) => ({ a: shared, b: shared }))({ c: 1 })],
  ['a date', { a: new Date(0) }],
  ['a value with a form of its own', { a: { toJSON: () => 'b' } }],
  ['text with line breaks', { a: 'b\nc\n' }],
  ['a fraction', { a: 0.5 }],
  ['nothing', undefined],
  ['a map whose values are all null', { a: null }],
  ['an empty document', {}],
  ['a list', [1]],
])('leaves %s to cdk8s', (_, value) => {
  const { writer, asked } = writerOf();
  expect(writer.write(value)).toBe(Yaml.stringify(value));
  expect(asked).toContain(value);
});
