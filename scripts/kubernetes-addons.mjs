// Copies manifests that Kubernetes itself ships and tests with into test/fixtures/kubernetes-addons, each byte for byte under its own path.
//
//   node scripts/kubernetes-addons.mjs [FOLDER]
//
// FOLDER is the Go module k8s.io/kubernetes. Without it, it is the newest one in the module cache (go mod download k8s.io/kubernetes@v1.37.2).
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCES = ['cluster', 'test/e2e/testing-manifests'];
/** Templates too: they must be reported. Of `.base` and `.sed` only one, they differ in the placeholder. */
const MANIFEST = /\.(yaml|json|manifest)(\.in|\.base)?$/;
/** What is larger are schemas of custom resources, each like the next. */
const MAX_BYTES = 20_000;

const folder = process.argv[2] ?? newestInModuleCache();
const target = fileURLToPath(new URL('../test/fixtures/kubernetes-addons', import.meta.url));
let files = 0;
let bytes = 0;
for (const source of SOURCES) {
  rmSync(join(target, source), { recursive: true, force: true });
  for (const path of manifestsIn(source)) {
    cpSync(join(folder, path), join(target, path));
    chmodSync(join(target, path), 0o644);
    files += 1;
    bytes += statSync(join(target, path)).size;
  }
}
console.log(`${files} files, ${Math.ceil(bytes / 1024)} KiB in ${target}`);

function manifestsIn(source) {
  const entries = readdirSync(join(folder, source), { recursive: true }).sort();
  return entries.filter((entry) => MANIFEST.test(entry) && statSync(join(folder, source, entry)).size <= MAX_BYTES).map((entry) => join(source, entry));
}

function newestInModuleCache() {
  const modules = join(execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim(), 'k8s.io');
  const minorOf = (name) => Number(name.split('.')[1]);
  const names = existsSync(modules) ? readdirSync(modules).filter((name) => name.startsWith('kubernetes@v1.')) : [];
  const newest = names.sort((a, b) => minorOf(a) - minorOf(b)).at(-1);
  if (newest === undefined) throw new Error('Not in the module cache; try: go mod download k8s.io/kubernetes@v1.37.2');
  return join(modules, newest);
}
