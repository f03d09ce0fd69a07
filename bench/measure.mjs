// Whole processes, side by side: each round runs both, in turns first, so that a busy machine is busy for both.
import { spawnSync } from 'node:child_process';
import { rmSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const REPORT_USAGE = join(import.meta.dirname, 'report-usage.cjs');

/** Runs two commands in pairs, and returns the medians of both and of their ratios. */
export function comparePairs(ours, theirs, { rounds, exitCodes = [0] }) {
  runOnce(ours, exitCodes);
  runOnce(theirs, [0]);
  const pairs = Array.from({ length: rounds }, (_, round) => {
    if (round % 2 === 0) return [runOnce(ours, exitCodes), runOnce(theirs, [0])];
    const second = runOnce(theirs, [0]);
    return [runOnce(ours, exitCodes), second];
  });
  return {
    ours: summarize(pairs.map(([own]) => own)),
    theirs: summarize(pairs.map(([, other]) => other)),
    ratio: median(pairs.map(([own, other]) => own.seconds / other.seconds)),
    cpuRatio: median(pairs.map(([own, other]) => own.cpuSeconds / other.cpuSeconds)),
  };
}

function summarize(runs) {
  return { seconds: median(runs.map(({ seconds }) => seconds)), cpuSeconds: median(runs.map(({ cpuSeconds }) => cpuSeconds)), megabytes: median(runs.map(({ megabytes }) => megabytes)) };
}

/** Runs `node` with arguments; an unexpected exit code is an error, so that nothing is measured that did not work. */
function runOnce(args, exitCodes) {
  const usageFile = join(tmpdir(), `casemate-bench-${process.pid}.json`);
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ['--require', REPORT_USAGE, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', env: { ...process.env, CASEMATE_BENCH_USAGE: usageFile },
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (!exitCodes.includes(status)) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(readFileSync(usageFile, 'utf8'));
  rmSync(usageFile);
  return { seconds, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 };
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
