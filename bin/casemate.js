#!/usr/bin/env node
'use strict';

// Loads nothing for what needs nothing: the command line behind this is a hundred modules.
const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${require('../package.json').version}\n`);
} else {
  const load = require('./load.js');
  const { runProcess } = load('src/cli/process.js');
  tune();
  void runProcess(argv);
}

/** What pays off in programs that run for minutes costs more than it brings in one that runs for a second. */
function tune() {
  // Once a flag is changed, Node compiles those of its own modules that come later from their text.
  for (const name of ['node:crypto', 'node:worker_threads']) require(name);
  const { setFlagsFromString } = require('node:v8');
  // A heap that begins small collects garbage again and again before it has grown.
  setFlagsFromString('--semi-space-growth-factor=16');
  // What optimizes the code runs beside the program, and takes half of a machine with two processors: less of it, and one piece at a time. The engine of
  // Node 20 cannot limit it to one, but begins it later.
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=400');
  const isLimited = Number(process.versions.v8.split('.')[0]) >= 12;
  setFlagsFromString(isLimited ? '--concurrent-turbofan-max-threads=1' : '--interrupt-budget=270000');
}
