// The floor of the benchmark: only parses every file with js-yaml.
'use strict';

const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { loadAll } = require('js-yaml');

const directory = process.argv[2];
let documents = 0;
for (const file of readdirSync(directory)) documents += loadAll(readFileSync(join(directory, file), 'utf8')).length;
process.stdout.write(`${documents}\n`);
