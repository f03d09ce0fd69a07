// The cases of the controls' own tests, as manifests for scanners.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Module, createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { dump } from 'js-yaml';
import { root } from '../generate/load.mjs';

/** Where {@link writeCases} puts the manifests. */
export const casesFolder = join(root, 'test/fixtures/agreement');

/**
 * Writes for each control one object that it allows and one that it denies at a minor: `<control>.yaml`.
 *
 * @param ids - The controls that are compared: of one with parameters no scanner knows them.
 */
export async function writeCases(minor, ids) {
  const collected = (await collectCases('testControl')).filter(({ control }) => 'revisions' in control && ids.has(control.id));
  rmSync(casesFolder, { recursive: true, force: true });
  mkdirSync(casesFolder, { recursive: true });
  for (const { control, cases, harness } of collected) {
    const objectFor = (verdict) => {
      const one = cases[verdict].find((candidate) => reaches(control, candidate, minor, harness));
      return one === undefined ? [] : [named(harness.objectOf(one), `${control.id}-${verdict}`)];
    };
    const documents = [...objectFor('denies'), ...objectFor('allows')];
    // A control whose meaning ended before this minor has none.
    if (documents.length === 2) writeFileSync(join(casesFolder, `${control.id}.yaml`), documents.map((object) => dump(object, { lineWidth: 140 })).join('---\n'));
  }
}

/** A case says where it holds; what says nothing holds at every revision, the one that is in force among them. */
function reaches(control, one, minor, { minorsOf }) {
  const number = (text) => Number(text.split('.')[1]);
  const inForce = Object.keys(control.revisions).filter((revision) => number(revision) <= number(minor)).sort((a, b) => number(a) - number(b)).at(-1);
  return minorsOf(control, one).some((held) => held === minor || held === inForce);
}

const named = (object, name) => ({ ...object, metadata: { ...object.metadata, name } });

/**
 * What the tests of the controls give to one of the functions that test them: `{ control, cases, harness }` of each call.
 *
 * @param tester - `testControl`, `testGraphControl` or `testManifestControl`.
 */
export async function collectCases(tester) {
  const folder = join(root, 'test/controls');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts')).sort();
  const collected = [];
  for (const file of files) {
    const path = join(folder, file);
    if (readFileSync(path, 'utf8').includes(`${tester}(`)) collected.push(...await casesOf(path, tester));
  }
  return collected;
}

const HARNESSES = { testControl: 'test-control', testGraphControl: 'test-graph-control', testManifestControl: 'test-manifest-control' };

/** Runs a test file with a harness that takes the cases instead of running them. */
async function casesOf(path, tester) {
  const harness = join(root, 'test/support', `${HARNESSES[tester]}.ts`);
  const { outputFiles } = await build({
    stdin: { contents: `export * as harness from ${JSON.stringify(harness)}; import ${JSON.stringify(path)};`, resolveDir: dirname(path) },
    bundle: true, platform: 'node', format: 'cjs', target: 'node20', packages: 'external', write: false, logLevel: 'error',
    plugins: [{
      name: 'collector',
      setup({ onLoad }) {
        onLoad({ filter: new RegExp(`/${HARNESSES[tester]}\\.ts$`) }, ({ path: file }) => ({
          loader: 'ts',
          contents: readFileSync(file, 'utf8').replace(`export function ${tester}(`, `export function ${tester}(control, cases) { collect(control, cases); }\nfunction unusedTester(`),
        }));
      },
    }],
  });
  const found = [];
  const module = new Module(path);
  module.filename = path;
  module.paths = createRequire(path).resolve.paths('x');
  const silent = Object.assign(() => undefined, { each: () => () => undefined });
  const globals = { collect: (control, cases) => found.push({ control, cases }), describe: silent, test: silent, expect: silent };
  Object.assign(globalThis, globals);
  module._compile(outputFiles[0].text, path);
  for (const name of Object.keys(globals)) delete globalThis[name];
  return found.map((one) => ({ ...one, harness: module.exports.harness }));
}
