import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { Evaluator } from '../../src/check/evaluate';
import { objectControls } from '../../src/controls/index';
import type { KubernetesObject, Minor } from '../../src/manifest/object';

const root = join(__dirname, '../..');
const CASES = join(root, 'test/fixtures/agreement');

interface Row { control: string; scanner: string; corpus: 'cases' | 'addons'; bothFail: number; bothPass: number; weOnly: string[]; theyOnly: string[]; notCompared: number }
const data = JSON.parse(readFileSync(join(root, 'docs/agreement-data.json'), 'utf8')) as { kubernetes: Minor; rows: Row[] };

/** Whether the control of a file finds something in the object that it denies, and in the one that it allows. */
function verdictsOf(file: string): readonly boolean[] {
  const control = objectControls.find(({ id }) => `${id}.yaml` === file);
  if (control === undefined) throw new Error(`There is no control for ${file}.`);
  const evaluator = new Evaluator([control], data.kubernetes);
  return (loadAll(readFileSync(join(CASES, file), 'utf8')) as KubernetesObject[]).map((object) => evaluator.evaluate(object).failures.length > 0);
}

test.each(readdirSync(CASES))('%s holds an object that fails, and then one that passes', (file) => {
  expect(verdictsOf(file)).toEqual([true, false]);
});

describe('the data of the comparison', () => {
  const rows = data.rows.filter(({ corpus }) => corpus === 'cases').map((row) => [row.control, row.scanner, row] as const);

  test.each(rows)('says of %s beside %s what the control says today', (control, _scanner, { bothFail, bothPass, weOnly, theyOnly, notCompared }) => {
    expect(readdirSync(CASES)).toContain(`${control}.yaml`);
    expect([bothFail + weOnly.length, bothPass + theyOnly.length, notCompared]).toEqual([1, 1, 0]);
    expect(weOnly.every((name) => name.endsWith('-denies'))).toBe(true);
    expect(theyOnly.every((name) => name.endsWith('-allows'))).toBe(true);
  });
});
