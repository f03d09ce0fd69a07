// Everything about the repository that is not a test: runs all of it, then says what failed. `npm run check -- lint types` runs only those.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const checks = [
  { name: 'build', command: ['node', 'scripts/build.mjs'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'generated', command: ['node', 'scripts/generate.mjs', '--check'] },
  { name: 'lint', command: ['eslint', '--max-warnings=0', '.'] },
  { name: 'unused', command: ['knip', '--no-progress', '--treat-config-hints-as-errors'] },
  { name: 'package', command: ['publint', '--strict'], needs: 'build' },
  // The tool is content with a package that has no types at all: without a build it would judge nothing.
  { name: 'exports', command: ['attw', '--pack', '.', '--profile', 'node16', '--format', 'ascii'], needs: 'build' },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(`No check is called ${unknown.join(', ')}. There are: ${checks.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const results = [];
for (const check of checks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) results.push(await run(check));

const failed = results.filter(({ ok }) => !ok);
console.log(`\n${results.length - failed.length} of ${results.length} checks passed${failed.length === 0 ? '' : `; failed: ${failed.map(({ name }) => name).join(', ')}`}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** Runs one check and prints what it said only where it failed. */
async function run({ name, command: [program, ...args], needs }) {
  if (results.some((result) => result.name === needs && !result.ok)) {
    console.log(`FAIL ${name.padEnd(10)} not judged: ${needs} failed`);
    return { name, ok: false };
  }
  const started = performance.now();
  const { status, output } = await outputOf(program, args);
  const ok = status === 0;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(10)} ${((performance.now() - started) / 1000).toFixed(1)} s`);
  if (!ok) console.log(output.trimEnd());
  return { name, ok };
}

function outputOf(program, args) {
  const bin = join(root, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, NO_COLOR: '1', FORCE_COLOR: '0' };
  const child = spawn(program === 'node' ? process.execPath : program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ status: 1, output: `${program}: ${error.message}` }));
    child.on('close', (status) => resolve({ status, output }));
  });
}
