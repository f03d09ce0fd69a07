// Packs the official Pod Security fixtures into test/fixtures/pod-security/fixtures.json, each distinct pod once.
//
//   node scripts/pod-security-fixtures.mjs [FOLDER]
//
// FOLDER holds baseline/v1.28/pass/*.yaml and so on. Without it, it is test/testdata of the newest Go module k8s.io/pod-security-admission
// in the module cache (go mod download k8s.io/pod-security-admission@v0.37.2).
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

const LEVELS = ['baseline', 'restricted'];
const VERDICTS = ['pass', 'fail'];
const FIRST_MINOR = 28;

const folder = process.argv[2] ?? newestInModuleCache();
const pods = [];
const indexByText = new Map();
const cases = {};
for (const level of LEVELS) {
  cases[level] = {};
  for (const minor of minorsIn(join(folder, level))) {
    const casesOf = (verdict) => casesIn(join(folder, level, `v1.${minor}`, verdict));
    cases[level][`1.${minor}`] = Object.fromEntries(VERDICTS.map((verdict) => [verdict, casesOf(verdict)]));
  }
}
const target = new URL('../test/fixtures/pod-security/fixtures.json', import.meta.url);
writeFileSync(target, `{\n"cases": ${JSON.stringify(cases)},\n"pods": [\n${pods.join(',\n')}\n]\n}\n`);
console.log(`${pods.length} pods in ${target.pathname}`);

function casesIn(directory) {
  return Object.fromEntries(readdirSync(directory).sort().map((file) => [file.replace(/\.yaml$/, ''), podIndex(join(directory, file))]));
}

function podIndex(file) {
  const text = JSON.stringify(load(readFileSync(file, 'utf8')));
  if (!indexByText.has(text)) indexByText.set(text, pods.push(text) - 1);
  return indexByText.get(text);
}

function minorsIn(directory) {
  const minors = readdirSync(directory).map((name) => Number(name.replace('v1.', '')));
  return minors.filter((minor) => minor >= FIRST_MINOR).sort((a, b) => a - b);
}

function newestInModuleCache() {
  const modules = join(execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim(), 'k8s.io');
  const minorOf = (name) => Number(name.split('.')[1]);
  const names = existsSync(modules) ? readdirSync(modules).filter((name) => name.startsWith('pod-security-admission@')) : [];
  const newest = names.sort((a, b) => minorOf(a.split('@')[1]) - minorOf(b.split('@')[1])).at(-1);
  if (newest === undefined) throw new Error('Not in the module cache; try: go mod download k8s.io/pod-security-admission@v0.37.2');
  return join(modules, newest, 'test', 'testdata');
}
