import { type Import, importsOf, sourcesIn, textOf } from '../support/sources';

/** Which layer may import which: design first, code second. A layer is a folder of `src`, a file in `src`, or an adapter's folder. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/error.ts': [],
  'src/error-codes.ts': [],
  'src/platform.ts': [],
  manifest: ['src/error.ts', 'src/platform.ts'],
  cel: ['manifest', 'src/platform.ts'],
  graph: ['manifest', 'src/platform.ts'],
  images: ['manifest', 'src/error.ts'],
  controls: ['graph', 'manifest', 'cel', 'src/platform.ts'],
  check: ['images', 'graph', 'controls', 'cel', 'manifest', 'src/platform.ts', 'src/error.ts'],
  harden: ['check', 'controls', 'manifest', 'src/platform.ts'],
  guardrails: ['check', 'controls', 'cel', 'manifest', 'src/platform.ts', 'src/error.ts'],
  report: ['check', 'controls', 'guardrails', 'manifest', 'src/error.ts', 'src/platform.ts'],
  'src/configuration.ts': ['check', 'controls', 'manifest', 'src/platform.ts'],
  'src/index.ts': ['src/configuration.ts', 'images', 'check', 'controls', 'guardrails', 'harden', 'manifest', 'report', 'src/error.ts', 'src/error-codes.ts', 'src/platform.ts'],
  cli: ['src/configuration.ts', 'images', 'check', 'controls', 'guardrails', 'harden', 'manifest', 'report', 'src/error.ts', 'src/platform.ts'],
  constructs: ['images', 'check', 'controls', 'graph', 'harden', 'manifest', 'report', 'src/error.ts', 'src/platform.ts'],
  stacks: ['check', 'controls', 'harden', 'manifest', 'report', 'src/error.ts', 'src/platform.ts'],
  // Knows cdk8s by its shape alone: a test may use any copy of it.
  jest: ['check', 'controls', 'manifest', 'report', 'src/error.ts', 'src/platform.ts'],
};

/** What may be imported for its types alone, on top of that. */
const MAY_IMPORT_TYPES: Readonly<Record<string, readonly string[]>> = {
  'src/platform.ts': ['manifest'],
  // What a set of objects is to controls, and what they say of it.
  graph: ['controls'],
  report: ['harden'],
};

const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  manifest: ['js-yaml', 'node:buffer', 'node:crypto', 'node:fs', 'node:path'],
  cel: ['@marcbachmann/cel-js'],
  check: ['node:crypto'],
  guardrails: ['node:crypto'],
  images: ['node:crypto'],
  report: ['js-yaml', 'node:crypto', 'node:path', 'node:url'],
  // Its own package.json holds the version.
  // `typescript` is that of the user's project, for a configuration in TypeScript. `node:child_process` asks programs that keep credentials for Docker.
  cli: ['casemate', 'commander', 'js-yaml', 'typescript', 'node:child_process', 'node:fs', 'node:module', 'node:path', 'node:process', 'node:stream', 'node:crypto', 'node:util', 'node:tty', 'node:os', 'node:worker_threads', 'node:v8'],
  constructs: ['cdk8s', 'cdk8s-plus-28', 'constructs', 'node:crypto', 'node:fs', 'node:path'],
  stacks: ['@pulumi/pulumi', '@pulumi/kubernetes', '@pulumi/policy', 'cdk8s', 'constructs', 'node:fs'],
  jest: ['expect', 'js-yaml', 'node:fs', 'node:path'],
};

const imports = sourcesIn('src', 'constructs', 'stacks', 'jest').flatMap(importsOf);
const own = imports.filter(({ isPackage }) => !isPackage);
const show = ({ from, to, isTypeOnly }: Import): string => `${from} → ${to}${isTypeOnly ? ' (type)' : ''}`;

function layerOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  if (top !== 'src') return top;
  return file.split('/').length === 2 ? file : second;
}

describe('the direction of imports', () => {
  test('every layer is in the table', () => {
    const layers = new Set(sourcesIn('src', 'constructs', 'stacks', 'jest').map(layerOf));
    expect([...layers].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  test('a layer imports only what the table allows', () => {
    const forbidden = own.filter(({ from, to, isTypeOnly }) => {
      const [layer, target] = [layerOf(from), layerOf(to)];
      if (layer === target || MAY_IMPORT[layer]?.includes(target)) return false;
      return !(isTypeOnly && MAY_IMPORT_TYPES[layer]?.includes(target));
    });
    expect(forbidden.map(show)).toEqual([]);
  });

  test('the table allows nothing in a circle', () => {
    expect(cycles(new Map(Object.entries(MAY_IMPORT)))).toEqual([]);
  });

  test('a layer uses only its own packages', () => {
    const forbidden = imports.filter(({ from, to, isPackage }) => isPackage && !PACKAGES[layerOf(from)]?.includes(to));
    expect(forbidden.map(show)).toEqual([]);
  });

  test('controls know only types of what they control', () => {
    // The compiled expressions are generated. Reading a field that may not be there is to TypeScript what `.?` is to CEL.
    const values = own.filter(
      ({ from, to, isTypeOnly }) =>
        layerOf(from) === 'controls' && from !== 'src/controls/compiled.ts' && ['manifest', 'cel'].includes(layerOf(to)) && to !== 'src/manifest/fields.ts' && !isTypeOnly,
    );
    expect(values.map(show)).toEqual([]);
  });

  test('no control is imported by name outside the catalogue', () => {
    const named = own.filter(({ from, to }) => /^src\/controls\/[^/]+\/./.test(to) && from !== 'src/controls/index.ts');
    expect(named.map(show)).toEqual([]);
  });

  test('commands and tests are imported by nobody', () => {
    const wrong = own.filter(({ from, to }) => to.startsWith('test/') || (layerOf(to) === 'cli' && layerOf(from) !== 'cli'));
    expect(wrong.map(show)).toEqual([]);
  });

  test('examples import only what the package exports', () => {
    const wrong = sourcesIn('examples').flatMap(importsOf).filter(({ to, isPackage }) => !isPackage && !to.startsWith('examples/'));
    expect(wrong.map(show)).toEqual([]);
  });
});

test('no file imports itself through others', () => {
  const graph = new Map<string, string[]>();
  for (const { from, to, isTypeOnly, isLazy } of own) {
    if (!isTypeOnly && !isLazy) graph.set(from, [...(graph.get(from) ?? []), to]);
  }
  expect(cycles(graph)).toEqual([]);
});

test('nothing is re-exported wholesale, and nothing by default', () => {
  const files = sourcesIn('src', 'constructs', 'stacks', 'jest', 'examples');
  const wrong = files.filter((file) => /^export \*|^export default/m.test(textOf(file)));
  expect(wrong).toEqual([]);
});

/** The circles of a graph, each as `a → b → a`. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (node: string, trail: readonly string[]): void => {
    if (trail.includes(node)) found.push([...trail.slice(trail.indexOf(node)), node].join(' → '));
    if (trail.includes(node) || done.has(node)) return;
    for (const next of graph.get(node) ?? []) walk(next, [...trail, node]);
    done.add(node);
  };
  for (const node of graph.keys()) walk(node, []);
  return found;
}
