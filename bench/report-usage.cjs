// Loaded into every process that is measured: leaves behind what it used.
'use strict';

if (require('node:worker_threads').isMainThread) {
  process.on('exit', () => {
    require('node:fs').writeFileSync(process.env.CASEMATE_BENCH_USAGE, JSON.stringify(process.resourceUsage()));
  });
}
