// Compares `casemate check` with the public scanners that CASEMATE_PEERS_BIN holds, each as people run it who configure nothing. Part of `npm run bench`.
import { spawn } from 'node:child_process';
import { accessSync, closeSync, constants, cpSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { clearInterval, setInterval } from 'node:timers';

const schemas = env.CASEMATE_PEERS_SCHEMAS;

/** How a scanner is started on a folder, on its files, or on all of them joined to one. `isSlow`: on a tenth of the corpus, and once. */
const scanners = [
  { name: 'kubeconform', args: ({ folder }) => ['-strict', '-ignore-missing-schemas', '-output', 'json', ...location('/master-standalone{{ .StrictSuffix }}/{{ .ResourceKind }}{{ .KindSuffix }}.json'), folder] },
  { name: 'kube-score', args: ({ files }) => ['score', '-o', 'json', ...files] },
  { name: 'kube-linter', args: ({ folder }) => ['lint', folder, '--format', 'json'] },
  { name: 'kubeaudit', args: ({ joined }) => ['all', '-f', joined, '-p', 'json'] },
  { name: 'kubesec', isSlow: true, args: ({ joined }) => ['scan', ...(schemas === undefined ? [] : ['--schema-location', schemas]), joined] },
  { name: 'checkov', isSlow: true, args: ({ folder }) => ['-d', folder, '--framework', 'kubernetes', '--skip-download', '--compact', '--quiet', '-o', 'json'] },
  { name: 'trivy', isSlow: true, args: ({ folder }) => ['config', '--skip-check-update', '--skip-version-check', '-q', '-f', 'json', folder] },
  { name: 'kics', isSlow: true, needs: ['CASEMATE_PEERS_KICS_ASSETS'], args: ({ folder, output }) => ['scan', '-p', folder, '-q', join(env.CASEMATE_PEERS_KICS_ASSETS, 'queries'), '-b', join(env.CASEMATE_PEERS_KICS_ASSETS, 'libraries'), '-t', 'Kubernetes', '--no-progress', '--silent', '-o', output, '--report-formats', 'json'] },
];

const location = (layout) => (schemas === undefined ? [] : ['-schema-location', schemas + layout]);

/** Runs each scanner beside `casemate check` with the whole catalogue, and prints both. */
export async function benchPeers({ directory, corpus, casemate, controls, rounds }) {
  const bin = env.CASEMATE_PEERS_BIN;
  console.log(`public scanners, each beside casemate check with its ${controls} controls in the same run; the largest memory of the process itself, as Linux counts it`);
  const inputs = { whole: inputOf(corpus, directory, 'whole', 1), tenth: inputOf(corpus, directory, 'tenth', 10) };
  const missing = [];
  for (const { name, isSlow = false, needs = [], args } of scanners) {
    const program = bin === undefined ? undefined : join(bin, name);
    const lacks = [...(program !== undefined && isExecutable(program) ? [] : ['']), ...needs.filter((variable) => env[variable] === undefined)];
    if (lacks.length > 0) {
      missing.push([name, ...lacks.filter((variable) => variable !== '').map((variable) => `(${variable} is not set)`)].join(' '));
      continue;
    }
    const input = isSlow ? inputs.tenth : inputs.whole;
    const pairs = [];
    for (let round = 0; round < (isSlow ? 1 : rounds); round++) {
      const own = await measure(process.execPath, [casemate, 'check', input.folder, '-f', 'json', '--fail-on', 'never'], input.output);
      pairs.push({ own, other: await measure(program, args(input), input.output) });
    }
    print(name, input, pairs);
  }
  if (missing.length > 0) console.log(`not there, and not compared: ${missing.join(', ')}${bin === undefined ? ' (CASEMATE_PEERS_BIN names their folder)' : ''}`);
  console.log('');
}

function print(name, { objects }, pairs) {
  const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
  const of = (side, what) => median(pairs.map((pair) => pair[side][what]));
  const shown = (side) => `${of(side, 'seconds').toFixed(2).padStart(8)} s${of(side, 'megabytes').toFixed(0).padStart(6)} MB`;
  const ratio = median(pairs.map(({ own, other }) => other.seconds / own.seconds));
  console.log(`${name.padEnd(14)}${shown('other')}   casemate${shown('own')}   ${ratio.toFixed(1).padStart(6)} times ours, on ${objects}`);
}

/** A part of the corpus in the forms that scanners want. */
function inputOf(corpus, directory, name, part) {
  const names = readdirSync(corpus).filter((_, index) => index % part === 0);
  const folder = part === 1 ? corpus : join(directory, name);
  const output = join(directory, `${name}-output`);
  mkdirSync(output);
  if (part > 1) for (const file of names) cpSync(join(corpus, file), join(folder, file));
  const texts = names.map((file) => readFileSync(join(corpus, file), 'utf8'));
  const joined = join(output, 'joined.yaml');
  writeFileSync(joined, texts.join('---\n'));
  return { folder, files: names.map((file) => join(folder, file)), joined, output, objects: `${texts.join('').match(/^kind: /gm).length} objects` };
}

/** Runs a program to its end. A scanner exits with 1 for what it finds: that it worked shows in what it wrote. */
function measure(program, args, output) {
  const [reportFile, messageFile] = ['report', 'messages'].map((name) => join(output, name));
  const [report, messages] = [reportFile, messageFile].map((file) => openSync(file, 'w'));
  const start = process.hrtime.bigint();
  const child = spawn(program, args, { stdio: ['ignore', report, messages] });
  let megabytes = Number.NaN;
  const watch = setInterval(() => {
    megabytes = peakOf(child.pid) ?? megabytes;
  }, 20);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (status) => {
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      clearInterval(watch);
      for (const descriptor of [report, messages]) closeSync(descriptor);
      const wrote = statSync(reportFile).size > 0 || args.includes('--report-formats');
      if (wrote && status !== null) resolve({ seconds, megabytes });
      else reject(new Error(`${program} ended with ${status} and no report: ${readFileSync(messageFile, 'utf8').slice(-500)}`));
    });
  });
}

function peakOf(pid) {
  try {
    const kilobytes = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // A process that has ended and is not buried yet has no memory.
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
