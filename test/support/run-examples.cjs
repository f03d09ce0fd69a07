// Runs examples, each as a module beside what was compiled from the file that it stands in: node run-examples.cjs < examples.json
// Prints what each of them threw.
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const pulumi = require('@pulumi/pulumi');
const { transformSync } = require('esbuild');
const { expect } = require('expect');

const lib = join(__dirname, '..', '..', 'lib');
const directory = mkdtempSync(join(tmpdir(), 'casemate-examples-'));
const examples = JSON.parse(readFileSync(0, 'utf8'));

main();

async function main() {
  process.chdir(directory);
  console.log = () => {};
  Object.assign(globalThis, { expect, test: (_name, run) => run() });
  // A Pulumi program has an engine around it, and a policy pack a package.
  await pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: ({ inputs }) => inputs });
  writeFileSync('package.json', JSON.stringify({ name: 'examples', version: '1.0.0' }));
  const failures = [];
  // What they began is waited for as well: a promise that fails ends the process.
  await pulumi.runtime.runInPulumiStack(async () => void failures.push(...examples.flatMap(failureOf)));
  process.chdir('/');
  rmSync(directory, { recursive: true });
  // A policy pack would go on serving for ever.
  process.stdout.write(JSON.stringify(failures), () => process.exit());
}

function failureOf({ place, code }) {
  try {
    const { code: script } = transformSync(code, { loader: 'ts', format: 'cjs', target: 'node20' });
    new Function('require', 'module', 'exports', script)(createRequire(join(lib, place)), { exports: {} }, {});
    return [];
  } catch (error) {
    return [{ place, error: String(error) }];
  }
}
