// Compares the command line with the least that any tool would have to do: `npm run bench`, or `node bench/run.mjs --rounds 21` after a build.
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeCorpus } from './corpus.mjs';
import { comparePairs } from './measure.mjs';
import { benchPeers } from './peers.mjs';
import { benchSynth } from './synth.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '11' }, keep: { type: 'boolean', default: false } } });
const rounds = Number(values.rounds);
const { catalogue } = createRequire(import.meta.url)('../lib/src/controls/index.js');
const casemate = join(import.meta.dirname, '../bin/casemate.js');
const directory = mkdtempSync(join(tmpdir(), 'casemate-bench-'));

try {
  const corpus = join(directory, 'corpus');
  const { files, objects, bytes, lines } = writeCorpus(corpus);
  const report = join(directory, 'report.json');
  console.log(`${objects} objects in ${files} files: ${lines} lines, ${(bytes / 1e6).toFixed(1)} MB; ${rounds} pairs, medians; Node ${process.version}\n`);
  const parse = [join(import.meta.dirname, 'parse.cjs'), corpus];
  const check = [casemate, 'check', corpus, '-f', `json=${report}`, '--fail-on', 'never'];
  print(`casemate check, ${catalogue.length} controls`, 'js-yaml, parse only', 2.5, comparePairs(check, parse, { rounds }));
  console.log(`${JSON.parse(readFileSync(report, 'utf8')).summary.findings} findings in a report of ${(statSync(report).size / 1e6).toFixed(1)} MB\n`);
  print('the same, --profile pss-restricted', 'js-yaml, parse only', 2, comparePairs([...check, '--profile', 'pss-restricted'], parse, { rounds }));
  print('casemate --version', 'node -e 0', 2, comparePairs([casemate, '--version'], ['-e', '0'], { rounds: 2 * rounds }));
  await benchPeers({ directory, corpus, casemate, controls: catalogue.length, rounds: Math.ceil(rounds / 4) });
  benchSynth({ directory, rounds, print });
} finally {
  if (values.keep) console.log(`kept: ${directory}`);
  else rmSync(directory, { recursive: true });
}

function print(ourName, theirName, target, { ours, theirs, ratio, cpuRatio }) {
  const row = (name, { seconds, cpuSeconds, megabytes }) => `${name.padEnd(34)}${seconds.toFixed(3).padStart(9)} s${cpuSeconds.toFixed(3).padStart(9)} s CPU${megabytes.toFixed(0).padStart(7)} MB`;
  console.log(row(ourName, ours));
  console.log(row(theirName, theirs));
  console.log(`ratio ${ratio.toFixed(2)} (target ${target.toFixed(1)}), of CPU time ${cpuRatio.toFixed(2)}\n`);
}
