// Compares the controls that are written in TypeScript: by a whole file of objects, since what they blame is often what another object lacks.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { load, root } from '../generate/load.mjs';
import { collectCases } from './cases.mjs';
import { checksOf } from './comparable.mjs';

const { Checker } = load('src/check/checker.ts');
const { addFile } = load('src/check/gather.ts');
const { parseManifests } = load('src/manifest/parse.ts');

/** The folder of the files. */
const setsFolder = join(root, 'test/fixtures/agreement-sets');

const VERDICTS = ['denies', 'allows'];

/** Writes for each control a file that it denies and one that it allows: `<control>-denies.yaml`, the first of its tests that stand in one file. */
export async function writeSets(minor, controls) {
  const collected = [...await collectCases('testGraphControl'), ...await collectCases('testManifestControl')];
  rmSync(setsFolder, { recursive: true, force: true });
  mkdirSync(setsFolder, { recursive: true });
  for (const control of controls) {
    const { cases } = collected.find((one) => one.control.id === control.id);
    for (const verdict of VERDICTS) {
      const text = cases[verdict].filter(({ files }) => files === undefined).map(textOf).find((candidate) => verdictOf(control, candidate, minor) === verdict);
      if (text === undefined) throw new Error(`${control.id}: no test in one file that it ${verdict} at ${minor}.`);
      writeFileSync(join(setsFolder, `${control.id}-${verdict}.yaml`), text);
    }
  }
}

const textOf = ({ objects, object }) => (objects ?? [object]).map((one) => dump(one, { lineWidth: 140, noRefs: true })).join('---\n');

/** `denies` where a control blames something in a file, `allows` where it judged it all and blames nothing. */
function verdictOf(control, text, minor) {
  const checker = new Checker({ controls: [control], kubernetes: minor, platform: { appArmor: true, userNamespaces: true } });
  addFile(checker, parseManifests(text, 'set.yaml'));
  const { findings, notEvaluated } = checker.report();
  if (findings.length > 0) return 'denies';
  return notEvaluated.length > 0 ? 'undecided' : 'allows';
}

/** The rows of one scanner. Each file is a run: scanners take all that they are given for one cluster. */
export async function compareSets(controls, scanner, minor) {
  const rows = [];
  for (const control of controls.filter((one) => checksOf(one, scanner.key).length > 0)) {
    const checks = checksOf(control, scanner.key);
    const row = { control: control.id, scanner: scanner.name, checks, corpus: 'sets', bothFail: 0, bothPass: 0, weOnly: [], theyOnly: [], notCompared: 0 };
    for (const verdict of VERDICTS) {
      const name = `${control.id}-${verdict}`;
      const text = readFileSync(join(setsFolder, `${name}.yaml`), 'utf8');
      const theirs = await verdictOfScanner(scanner, text, checks, control.id);
      const ours = verdictOf(control, text, minor);
      if (theirs === 'undecided' || ours === 'undecided') row.notCompared += 1;
      else if (ours === theirs) row[ours === 'denies' ? 'bothFail' : 'bothPass'] += 1;
      else row[ours === 'denies' ? 'weOnly' : 'theyOnly'].push(`the file ${name}`);
    }
    rows.push(row);
  }
  return rows;
}

async function verdictOfScanner(scanner, text, checks, control) {
  const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
  try {
    writeFileSync(join(folder, 'set.yaml'), text);
    const { verdicts, checks: known, unread } = await scanner.run(folder, ['set.yaml']);
    const unknown = checks.filter((id) => !known.has(id));
    // Trivy lists the checks of the kinds that it met only.
    if (unknown.length > 0 && scanner.name !== 'trivy') throw new Error(`${control}: ${scanner.name} has no check ${unknown.join(', ')}.`);
    if (unread.has('set.yaml')) return 'undecided';
    return checks.some((id) => verdicts.get('set.yaml').has(id)) ? 'denies' : 'allows';
  } finally {
    rmSync(folder, { recursive: true });
  }
}
