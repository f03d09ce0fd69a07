import fc from 'fast-check';
import { load, loadAll } from 'js-yaml';
import { parse } from 'yaml';
import { keyText, resolvePlain, kubernetesSchema } from '../../src/manifest/yaml-schema';
import recorded from './kubernetes-yaml.json';

/*
 * kubernetes-yaml.json was recorded from Kubernetes' own parser, `YAMLToJSON` of sigs.k8s.io/yaml v1.6.0:
 * for each text the JSON that it makes, or that it refuses.
 */
interface Fact {
  readonly yaml: string;
  readonly json?: unknown;
  readonly error?: boolean;
}
const facts: readonly Fact[] = recorded;

/** What we refuse although Kubernetes takes it, or take although it refuses; each with the reason. */
const differences: Readonly<Record<string, string>> = {
  'a: 1\na: 2': 'duplicate keys: kubectl takes the last one, the API server may refuse',
  '1: a\n"1": b': 'duplicate keys after both are text',
  '1234567.5: a': 'Kubernetes writes such a key with an exponent',
  '0.00001: a': 'Kubernetes writes such a key with an exponent',
  'a: "\\/"': 'valid in JSON, which Kubernetes reads with another parser',
  'a: "\\ud83d\\ude00"': 'valid in JSON, which Kubernetes reads with another parser',
  '!!merge x: {a: 1}': 'nobody writes it',
  '%YAML 1.2\n---\na: yes': 'other tools write the directive',
  // The reader refuses these two before anybody sees the value: see parse.test.ts, CM1018.
  'x: &a {k: 1}\ny:\n  k: 2\n  <<: *a': 'a merge key after a key that it also sets',
  'x: &a {k: 1}\nz: &b {k: 3, j: 4}\ny:\n  <<: *a\n  <<: *b': 'a merge key after a key that it also sets',
};

function read(yaml: string): unknown {
  try {
    return { json: asJson(loadAll(yaml, { schema: kubernetesSchema })[0] ?? null) };
  } catch {
    return { error: true };
  }
}

/** Throws for what has no end; JSON has one zero only. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Brackets that close at the column of their key are for the reader, not for the schema: see events.test.ts. */
const isAboutIndentation = (yaml: string): boolean => /[[{"][^\]}"]*\n/.test(yaml);

describe('the schema reads as Kubernetes does', () => {
  test.each(facts.filter(({ yaml }) => differences[yaml] === undefined && !isAboutIndentation(yaml)))('$yaml', ({ yaml, json, error }) => {
    expect(read(yaml)).toEqual(error === true ? { error } : { json: asJson(json) });
  });

  test.each(Object.entries(differences))('%j differs: %s', (yaml) => {
    const fact = facts.find((candidate) => candidate.yaml === yaml);
    expect(fact).toBeDefined();
    expect(read(yaml)).not.toEqual(fact?.error === true ? { error: true } : { json: fact?.json });
  });
});

describe('the schema agrees with the yaml package', () => {
  const booleans = ['yes', 'No', 'ON', 'off', 'true', 'FALSE', 'y', 'n'];
  const numbers = ['0', '-1', '+12', '0777', '010', '0x1F', '0b101', '1_000', '1.5', '-0.25', '.5', '1e3', '6.02e+23'];
  const texts = ['abc', 'a b', '1.2.3', 'v1', 'nginx:1.29', '100m', '1Gi', '"yes"', "'0777'", '!!str 1'];
  const scalar = fc.constantFrom(...booleans, ...numbers, ...texts, '~', 'null', '');

  test('on booleans, numbers, octals and texts', () => {
    fc.assert(fc.property(fc.array(scalar, { minLength: 1 }), (scalars) => {
      const yaml = scalars.map((text, index) => `k${index}: ${text}\n`).join('');
      expect(load(yaml, { schema: kubernetesSchema })).toEqual(parse(yaml, { version: '1.1' }));
    }));
  });

  test('on merge keys that come first', () => {
    const pairs = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), scalar, { minKeys: 1 });
    const mapping = (value: Readonly<Record<string, string>>): string =>
      Object.entries(value).map(([key, text]) => `  ${key}: ${text}\n`).join('');
    fc.assert(fc.property(pairs, pairs, pairs, fc.boolean(), (first, second, own, both) => {
      const yaml = `x: &x\n${mapping(first)}y: &y\n${mapping(second)}z:\n  <<: ${both ? '[*x, *y]' : '*x'}\n${mapping(own)}`;
      expect(load(yaml, { schema: kubernetesSchema })).toEqual(parse(yaml, { version: '1.1', merge: true }));
    }));
  });
});

describe('resolvePlain', () => {
  test('gives what the schema gives', () => {
    const text = fc.oneof(
      fc.constantFrom(...facts.flatMap(({ yaml }) => /^v: ([^!"'[{\s]\S*)\n$/.exec(yaml)?.[1] ?? [])),
      fc.stringMatching(/^[-+.0-9][-+._0-9a-fobxeE]{0,8}$/),
    );
    fc.assert(fc.property(text, (source) => {
      fc.pre(source !== '-');
      const inSchema = read(`v: ${source}\n`);
      if (JSON.stringify(inSchema) === '{"error":true}') {
        expect(() => resolvePlain(source)).toThrow();
      } else {
        expect(inSchema).toEqual({ json: { v: resolvePlain(source) } });
      }
    }));
  });
});

test('keyText writes keys as Kubernetes does', () => {
  expect([true, 8, -1.5, 0.1, 'x'].map(keyText)).toEqual(['true', '8', '-1.5', '0.1', 'x']);
  expect([null, [1], { a: 1 }, 1e21, 2 ** 60, 1e-7].map(keyText)).toEqual(Array(6).fill(undefined));
});

test('the key __proto__ is a key and nothing else', () => {
  const value = load('__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 2}}\n', { schema: kubernetesSchema }) as object;
  expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
