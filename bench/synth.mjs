// Compares synth with the constructs of the kit with synth of the same program in plain cdk8s-plus: part of `npm run bench`.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { comparePairs } from './measure.mjs';

const PROGRAM = join(import.meta.dirname, 'synth-program.cjs');
const TARGET = 1.2;
// The second comparison is told as well: the kit's program also makes an account and a disruption budget for each Deployment.
const kinds = {
  plain: 'plain, same containers',
  equal: 'plain, as many objects',
};

/** Runs all pairs, and prints a ratio for each: against the same program, and against one that writes as many objects. */
export function benchSynth({ directory, rounds, print }) {
  const perPair = new Map();
  for (const pairs of [1000, 5000]) {
    for (const [kind, theirName] of Object.entries(kinds)) {
      const [ours, theirs] = ['hardened', kind].map((name) => join(directory, `${name}-${pairs}`));
      const result = comparePairs([PROGRAM, 'hardened', pairs, ours], [PROGRAM, kind, pairs, theirs], { rounds: pairs > 1000 ? Math.ceil(rounds / 3) : rounds });
      print(`synth of ${pairs} hardened pairs`, theirName, TARGET, result);
      if (kind === 'plain') perPair.set(pairs, result.ours.seconds / pairs);
      console.log(`written: ${sizeOf(ours)}, and ${sizeOf(theirs)}\n`);
    }
  }
  console.log(`linear: ${[...perPair].map(([pairs, seconds]) => `${(seconds * 1000).toFixed(2)} ms a pair of ${pairs}`).join(', ')}\n`);
}

function sizeOf(folder) {
  const file = join(folder, 'shop.k8s.yaml');
  const objects = readFileSync(file, 'utf8').match(/^kind: /gm)?.length ?? 0;
  return `${objects} objects, ${(statSync(file).size / 1e6).toFixed(1)} MB`;
}
