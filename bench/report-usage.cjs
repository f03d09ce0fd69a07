// Loaded into every process that is measured: leaves behind what it used.
'use strict';

process.on('exit', () => {
  require('node:fs').writeFileSync(process.env.CASEMATE_BENCH_USAGE, JSON.stringify(process.resourceUsage()));
});
