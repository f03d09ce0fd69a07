// Records what every control means as of the date of a catalogue, in test/fixtures/catalogues.json. From then on a control changes its meaning only with
// `before`, and comes with `since`: test/repository/catalogues.test.ts compares. A catalogue that a release has is never recorded anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, root } from './generate/load.mjs';

const FILE = join(root, 'test/fixtures/catalogues.json');
const [date] = process.argv.slice(2);
if (date === undefined) throw new Error('Name the date of the catalogue: node scripts/record-catalogue.mjs 2027-02');

const { catalogue } = load('src/controls/index.ts');
const { meaningsAt } = load('test/support/catalogue-record.ts');
const recorded = JSON.parse(readFileSync(FILE, 'utf8'));
const all = { ...recorded, [date]: meaningsAt(date, catalogue) };
writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1))), undefined, 2)}\n`);
console.log(`${Object.keys(all[date]).length} controls in the catalogue of ${date}`);
