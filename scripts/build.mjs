// Compiles src, constructs, stacks and jest into lib/. Only what changed is compiled again. Then writes
// what the command line is loaded from.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, rmdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCompiled, writeModules } from './modules.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lib = join(root, 'lib');
const OUTPUT = /(\.d\.ts|\.js|\.json)$/;

removeOrphans(lib);
process.exitCode = compile();
if (process.exitCode === 0) {
  writeModules(lib);
  await writeCompiled(lib);
}

function compile() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  return spawnSync(process.execPath, [tsc, '--project', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

/** Removes what was compiled from sources that are gone, so that the package never holds more than the repository. */
function removeOrphans(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeOrphans(path);
    else if (OUTPUT.test(entry.name) && path !== join(lib, 'modules.js') && !hasSource(path)) rmSync(path);
  }
  if (folder !== lib && readdirSync(folder).length === 0) rmdirSync(folder);
}

function hasSource(output) {
  const source = join(root, output.slice(lib.length)).replace(OUTPUT, '');
  return existsSync(`${source}.ts`) || existsSync(`${source}.json`);
}
