// Writes nothing: returns the text of the API report of each entry point, made from the declarations that the package ships.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, root } from './load.mjs';

/** The reports: `docs/api/casemate.md` and one for each other entry point. */
export function apiReports() {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.entries(exports).filter(([, target]) => target.types !== undefined).map(([path, { types }]) => {
    const entry = path === '.' ? name : `${name}/${path.slice(2)}`;
    return { path: `docs/api/${entry.replaceAll('/', '-')}.md`, generate: () => reportOf(entry, types) };
  });
}

let reports;

function reportOf(entry, types) {
  reports ??= declared();
  return reports(entry, join(root, types));
}

/** The declarations must be those of the sources as they are now. Only what changed is compiled again. */
function declared() {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error('The sources do not compile.');
  return load('scripts/generate/api-report.ts').apiReport;
}
