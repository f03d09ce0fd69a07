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

/** A heap that begins small pays off in programs that run for minutes: in a second, it collects garbage again and again before it has grown. */
function tune() {
  // Once a flag is changed, Node compiles those of its own modules that come later from their text.
  for (const name of ['node:crypto', 'node:worker_threads']) require(name);
  const { setFlagsFromString } = require('node:v8');
  setFlagsFromString('--semi-space-growth-factor=16');
}
