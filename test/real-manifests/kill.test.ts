import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Hardener } from '../../src/harden/harden';
import { inDirectory } from '../cli/support';
import { filesUnder } from './corpus';
import { fixText } from './laws';

/* A kill at any moment leaves each file as it was or as it should be. */

const bin = join(__dirname, '../../bin/casemate.js');
const KILLS = 15;

const hardener = new Hardener();
const small = filesUnder('cluster/addons').map(({ file, text }) => [file.replaceAll('/', '_').replace(/\.(in|base)$/, '.yaml'), text] as const);
/** A large file takes longer to write: more moments to be killed in. */
const large = small.filter(([, text]) => fixText(text, hardener).after !== text).map(([, text]) => text.replace(/\n*$/, '\n')).join('---\n').repeat(8);
const before: Readonly<Record<string, string>> = Object.fromEntries([...small, ...['k', 't', 'z'].map((name) => [`${name}.yaml`, large] as const)]);
const repaired = new Map([...new Set(Object.values(before))].map((text) => [text, fixText(text, hardener).after]));
const after: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(before).map(([file, text]) => [file, repaired.get(text) ?? '']));
const changing = Object.keys(before).filter((file) => before[file] !== after[file]);

const leftovers = (directory: string): readonly string[] => readdirSync(directory).filter((name) => !Object.hasOwn(before, name));

/** Starts a repair and kills it some time after the first file has changed. Returns whether it was killed at work. */
async function kill(directory: string, milliseconds: number): Promise<boolean> {
  const child = spawn(process.execPath, [bin, 'fix', '.'], { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'] });
  const end = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_code, signal) => resolve(signal)));
  // What is said about the first file comes right before it is written.
  await Promise.race([end, new Promise((resolve) => child.stdout.once('data', resolve))]);
  child.stdout.resume();
  await wait(milliseconds);
  child.kill('SIGKILL');
  return await end === 'SIGKILL';
}

test('every file is whole after every kill, and the next run finishes the work', async () => {
  expect(changing.length).toBeGreaterThan(10);
  let interrupted = 0;
  for (let round = 0; round < KILLS; round += 1) {
    await inDirectory(before, async (directory) => {
      const wasKilled = await kill(directory, Math.random() * 40 * round);
      const now = Object.fromEntries(Object.keys(before).map((file) => [file, readFileSync(join(directory, file), 'utf8')]));
      for (const [file, text] of Object.entries(now)) {
        if (text !== before[file] && text !== after[file]) throw new Error(`${file} is torn: ${text.length} characters of ${before[file]?.length} or ${after[file]?.length}`);
      }
      const done = changing.filter((file) => now[file] === after[file]).length;
      if (wasKilled && done < changing.length) interrupted += 1;
      const rest = leftovers(directory);
      expect(rest.length).toBeLessThanOrEqual(1);
      expect(rest).toEqual(rest.filter((name) => /^\..+\.tmp$/.test(name)));
      if (round % 5 === 0) {
        spawnSync(process.execPath, [bin, 'fix', '.'], { cwd: directory });
        expect(Object.keys(before).filter((file) => readFileSync(join(directory, file), 'utf8') !== after[file])).toEqual([]);
        expect(leftovers(directory)).toEqual(rest);
      }
    });
  }
  // Kills that come before or after the work show nothing.
  expect(interrupted).toBeGreaterThan(KILLS / 3);
}, 120_000);
