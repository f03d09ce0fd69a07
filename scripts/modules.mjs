// Puts the modules of src into one file, from which bin/load.js loads the command line, and beside it what Node made of them.
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { writeCorpus } from '../bench/corpus.mjs';

/** The modules of a compiled package, each a function as Node makes it of a file. */
export function writeModules(lib) {
  const functions = modulesIn(lib, 'src').map((path) => {
    const text = inAscii(readFileSync(join(lib, path), 'utf8'));
    return `${JSON.stringify(path)}: function (exports, require, module, __filename, __dirname) {\n${text}\n}`;
  });
  replace(join(lib, 'modules.js'), `'use strict';\n({\n${functions.join(',\n')}\n});\n`);
}

/** What Node compiles while it checks and repairs some manifests: a Node of the same version need not do it again. */
export async function writeCompiled(lib) {
  const load = createRequire(import.meta.url)('../bin/load.js');
  const directory = mkdtempSync(join(tmpdir(), 'casemate-build-'));
  try {
    writeCorpus(directory, 10);
    const sink = { write: () => undefined, isTTY: false };
    const { main } = load('src/cli/main.js');
    for (const words of [['check', '.', '-f', 'text', '-f', 'json=report.json'], ['fix', '.', '--dry-run']]) {
      await main(words, { stdout: sink, stderr: sink, env: {}, directory });
    }
    replace(join(lib, 'modules.compiled'), load.compiled());
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function modulesIn(lib, folder) {
  return readdirSync(join(lib, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return modulesIn(lib, path);
    return path.endsWith('.js') ? [path] : [];
  });
}

/** Read without decoding, and kept in half of the memory. Only texts, patterns and comments hold other letters. */
const inAscii = (text) => text.replace(/[^\x00-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Whoever runs the command line meanwhile sees the old file or the new one. */
function replace(path, content) {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}
