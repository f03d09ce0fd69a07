#!/usr/bin/env node
'use strict';

// Loads nothing for what needs nothing: the command line behind this is a hundred modules.
const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${require('../package.json').version}\n`);
} else {
  // Deep inlining pays off in programs that run for minutes. Here it would be a quarter of all work, done for code that runs for a second.
  require('node:v8').setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');
  const { main } = require('../lib/src/cli/main.js');
  const { processStreams } = require('../lib/src/cli/streams.js');
  main(argv, processStreams()).then((exitCode) => {
    process.exitCode = exitCode;
  });
}
