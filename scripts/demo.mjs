// `npm run demo`: builds the kit, synthesizes the shop to dist/ and checks what was written. Needs nothing but `npm ci`.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const cdk8s = join(dirname(require.resolve('cdk8s-cli/package.json')), 'bin', 'cdk8s');

const steps = [
  ['Building the kit', [join(root, 'scripts', 'build.mjs')]],
  ['Synthesizing examples/shop to dist/', [cdk8s, 'synth', '--check-upgrade=false']],
  ['Checking dist/', [join(root, 'bin', 'casemate.js'), 'check', 'dist', '--kubernetes', '1.37']],
];

for (const [title, command] of steps) {
  console.log(`\n${title}`);
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.exitCode = status ?? 1;
    break;
  }
}
