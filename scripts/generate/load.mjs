// Loads a TypeScript module of this repository, with everything that it imports from here, into a plain Node script.
import { createRequire, Module } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** The folder of the repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * The exports of a TypeScript module, read anew on each call.
 *
 * @param {string} path - Relative to the repository: `src/controls/index.ts`.
 */
export function load(path) {
  const filename = join(root, path);
  const { outputFiles } = buildSync({
    entryPoints: [filename], bundle: true, platform: 'node', format: 'cjs', target: 'node20', packages: 'external', write: false, logLevel: 'error',
  });
  const module = new Module(filename);
  module.filename = filename;
  module.paths = createRequire(filename).resolve.paths('x');
  module._compile(outputFiles[0].text, filename);
  return module.exports;
}
