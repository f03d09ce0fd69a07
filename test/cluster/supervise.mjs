// Runs the commands of a test server until standard input closes, which happens however the test process ends. Then it stops them and
// removes their folder. Jest gives tests a copy of `process`, so that an exit handler there would never be called.
import { spawn } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const { folder, commands } = JSON.parse(process.argv[2]);
const children = new Set(commands.map(start));
let stopping = false;

process.stdin.resume().on('end', stop).on('error', stop);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

function start({ name, file, args }) {
  const log = openSync(join(folder, `${name}.log`), 'a');
  const child = spawn(file, args, { cwd: folder, stdio: ['ignore', log, log] });
  child.on('error', (error) => gone(child, `${name} does not start: ${error.message}`));
  child.on('exit', (code, signal) => gone(child, `${name} ended with ${code ?? signal}`));
  return child;
}

// One without the other is of no use.
function gone(child, what) {
  children.delete(child);
  if (!stopping) process.stdout.write(`${what}\n`);
  if (stopping && children.size === 0) leave();
}

// The state is thrown away, so nobody needs to save it.
function stop() {
  stopping = true;
  for (const child of children) child.kill('SIGKILL');
  if (children.size === 0) leave();
}

function leave() {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
}
