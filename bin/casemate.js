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

/**
 * What pays off in programs that run for minutes would be a quarter of all work here, done for code that runs for a second: deep inlining,
 * compiling what was run a few times, and a heap that begins small.
 */
function tune() {
  // Once a flag is changed, Node compiles the modules of its own that come later from their text.
  for (const name of ['node:crypto', 'node:worker_threads']) require(name);
  const { setFlagsFromString } = require('node:v8');
  for (const flag of ['max-inlined-bytecode-size-cumulative=200', 'interrupt-budget=264000', 'semi-space-growth-factor=16']) setFlagsFromString(`--${flag}`);
}
