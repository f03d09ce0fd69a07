import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { Evaluator } from '../../src/check/evaluate';
import { Checker } from '../../src/check/checker';
import { addFile } from '../../src/check/gather';
import { catalogue, objectControls } from '../../src/controls/index';
import type { KubernetesObject, Minor } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/parse';

const root = join(__dirname, '../..');
const CASES = join(root, 'test/fixtures/agreement');
const SETS = join(root, 'test/fixtures/agreement-sets');

interface Row { control: string; scanner: string; corpus: 'cases' | 'addons' | 'sets'; bothFail: number; bothPass: number; weOnly: string[]; theyOnly: string[]; notCompared: number }
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

test.each(readdirSync(SETS))('%s is what its name says', (file) => {
  const [, id, verdict] = /^(.+)-(denies|allows)\.yaml$/.exec(file) ?? [];
  const checker = new Checker({ controls: catalogue.filter((control) => control.id === id), kubernetes: data.kubernetes, platform: { appArmor: true, userNamespaces: true } });
  addFile(checker, parseManifests(readFileSync(join(SETS, file), 'utf8'), file));
  const { findings, notEvaluated } = checker.report();
  expect([findings.some(({ control }) => control === id), notEvaluated]).toEqual([verdict === 'denies', []]);
});

describe('the data of the comparison', () => {
  const rows = data.rows.filter(({ corpus }) => corpus === 'cases').map((row) => [row.control, row.scanner, row] as const);

  test.each(rows)('says of %s beside %s what the control says today', (control, _scanner, { bothFail, bothPass, weOnly, theyOnly, notCompared }) => {
    expect(readdirSync(CASES)).toContain(`${control}.yaml`);
    expect([bothFail + weOnly.length, bothPass + theyOnly.length, notCompared]).toEqual([1, 1, 0]);
    expect(weOnly.every((name) => name.endsWith('-denies'))).toBe(true);
    expect(theyOnly.every((name) => name.endsWith('-allows'))).toBe(true);
  });

  const sets = data.rows.filter(({ corpus }) => corpus === 'sets').map((row) => [row.control, row.scanner, row] as const);

  test.each(sets)('says of the files of %s beside %s what the control says today', (control, _scanner, { bothFail, bothPass, weOnly, theyOnly, notCompared }) => {
    expect(readdirSync(SETS)).toEqual(expect.arrayContaining([`${control}-allows.yaml`, `${control}-denies.yaml`]));
    expect(bothFail + bothPass + weOnly.length + theyOnly.length + notCompared).toBe(2);
    expect(weOnly.every((name) => name.endsWith('-denies'))).toBe(true);
    expect(theyOnly.every((name) => name.endsWith('-allows'))).toBe(true);
  });

  test('and the list of what is not compared hold every control, each once', () => {
    const [, list = ''] = readFileSync(join(root, 'docs/agreement.md'), 'utf8').split('## Controls that are not compared');
    const listed = [...list.matchAll(/`([^`]+)`/g)].map(([, id]) => id);
    const compared = [...new Set(data.rows.map(({ control }) => control))];
    expect([...listed, ...compared].sort()).toEqual(catalogue.map(({ id }) => id).sort());
  });
});
