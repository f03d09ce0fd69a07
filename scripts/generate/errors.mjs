// Writes nothing: returns the text of docs/errors.md, made from src/error-codes.ts and from where each code stands in the sources.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, root } from './load.mjs';

const FILE = 'docs/errors.md';

/** The text of `docs/errors.md`. */
export function generateErrors() {
  const { errorCodes, retiredCodes } = load('src/error-codes.ts');
  const { codeSites, errorsPage, problemsOfCodes } = load('scripts/generate/error-list.ts');
  const sites = codeSites(root);
  const documented = existsSync(join(root, FILE)) ? readFileSync(join(root, FILE), 'utf8').match(/(?<=^\| `)CM\d{4}/gm) : [];
  const problems = problemsOfCodes({ errorCodes, retiredCodes, sites, documented: documented ?? [] });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return errorsPage({ errorCodes, retiredCodes, sites });
}
