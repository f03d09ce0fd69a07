// Writes every file that is made from the sources; `--check` writes nothing and fails where one is stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { apiReports } from './generate/api.mjs';
import { generateAgreement } from './generate/agreement.mjs';
import { generateBreakage } from './generate/breakage.mjs';
import { generateCatalogue } from './generate/catalogue.mjs';
import { generateCompiled } from './generate/compiled.mjs';
import { generateErrors } from './generate/errors.mjs';
import { generateIndex } from './generate/index.mjs';
import { root } from './generate/load.mjs';

// In this order: the later ones read the index.
const generators = [
  { path: 'src/controls/index.ts', generate: generateIndex },
  { path: 'src/controls/compiled.ts', generate: generateCompiled },
  { path: 'src/controls/README.md', generate: generateCatalogue },
  { path: 'docs/agreement.md', generate: generateAgreement },
  { path: 'docs/breakage.md', generate: generateBreakage },
  { path: 'docs/errors.md', generate: generateErrors },
  ...apiReports(),
];

const checkOnly = process.argv.includes('--check');

try {
  const stale = generators.filter(isStale);
  if (stale.length === 0) console.log(`${generators.length} generated files are up to date.`);
  else report(stale);
} catch (error) {
  // A mistake in a control file: its name and place are in the message, the stack is ours and helps nobody.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function isStale({ path, generate }) {
  const filename = join(root, path);
  const text = generate();
  if (existsSync(filename) && readFileSync(filename, 'utf8') === text) return false;
  if (!checkOnly) write(filename, text);
  return true;
}

function write(filename, text) {
  mkdirSync(dirname(filename), { recursive: true });
  writeFileSync(filename, text);
}

function report(stale) {
  const list = stale.map(({ path }) => `  ${path}`).join('\n');
  if (!checkOnly) return console.log(`Written:\n${list}`);
  console.error(`Stale, run \`npm run generate\`:\n${list}`);
  process.exitCode = 1;
}
