// Writes every file that is made from the controls; `--check` writes nothing and fails where one is stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateAgreement } from './generate/agreement.mjs';
import { generateBreakage } from './generate/breakage.mjs';
import { generateCatalogue } from './generate/catalogue.mjs';
import { generateCompiled } from './generate/compiled.mjs';
import { generateIndex } from './generate/index.mjs';
import { root } from './generate/load.mjs';

// In this order: the later ones read the index.
const generators = [
  { path: 'src/controls/index.ts', generate: generateIndex },
  { path: 'src/controls/compiled.ts', generate: generateCompiled },
  { path: 'src/controls/README.md', generate: generateCatalogue },
  { path: 'docs/agreement.md', generate: generateAgreement },
  { path: 'docs/breakage.md', generate: generateBreakage },
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
  if (!checkOnly) writeFileSync(filename, text);
  return true;
}

function report(stale) {
  const list = stale.map(({ path }) => `  ${path}`).join('\n');
  if (!checkOnly) return console.log(`Written:\n${list}`);
  console.error(`Stale, run \`npm run generate\`:\n${list}`);
  process.exitCode = 1;
}
