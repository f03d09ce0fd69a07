// Compares the verdicts of the controls with those of the same checks of public scanners, object by object, and writes what they said to
// docs/agreement-data.json; `npm run generate` makes docs/agreement.md from it. Needs the scanners on PATH, or in CASEMATE_PEERS_BIN,
// with what CONTRIBUTING.md says of their schemas and assets, and the Go module of Kubernetes for its addons. Of trivy and KICS, where they are not
// installed, what they said last stays. `--cases` writes the manifests of the own corpus anew from the tests of the controls, and stops.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump, loadAll } from 'js-yaml';
import { casesFolder, writeCases } from './agreement/cases.mjs';
import { scanners, versionOf } from './agreement/peers.mjs';
import { setControls } from './agreement/comparable.mjs';
import { compareSets, writeSets } from './agreement/sets.mjs';
import { unexplained } from './agreement/differences.mjs';
import { load, root } from './generate/load.mjs';

const { catalogue, objectControls } = load('src/controls/index.ts');
const { Evaluator } = load('src/check/evaluate.ts');
const { validate } = load('src/manifest/schema/index.ts');
const { latestMinor } = load('src/platform.ts');

const KUBERNETES = 'k8s.io/kubernetes@v1.37.2';

const inTypeScript = setControls(catalogue, scanners);

if (process.argv.includes('--cases')) {
  await writeCases(latestMinor, new Set(objectControls.map(({ id }) => id)));
  await writeSets(latestMinor, inTypeScript);
} else await compare();

async function compare() {
  const installed = scanners.filter((scanner) => versionOf(scanner) !== undefined);
  const missing = scanners.filter((scanner) => !installed.includes(scanner) && !scanner.isSlow);
  if (missing.length > 0) throw new Error(`Not installed: ${missing.map(({ name }) => name).join(', ')}. Name their folder in CASEMATE_PEERS_BIN.`);
  const corpora = { cases: readCorpus(casesFolder), addons: readCorpus(addonsFolder()) };
  const last = JSON.parse(readFileSync(join(root, 'docs/agreement-data.json'), 'utf8'));
  const kept = last.rows.filter(({ scanner }) => !installed.some(({ name }) => name === scanner));
  const rows = [];
  for (const [corpus, objects] of Object.entries(corpora)) rows.push(...await compareCorpus(corpus, objects, installed), ...kept.filter((row) => row.corpus === corpus));
  for (const scanner of installed) rows.push(...await compareSets(inTypeScript, scanner, latestMinor));
  rows.push(...kept.filter((row) => row.corpus === 'sets'));
  const data = {
    kubernetes: latestMinor,
    scanners: { ...pick(last.scanners, kept), ...Object.fromEntries(installed.map((scanner) => [scanner.name, versionOf(scanner)])) },
    objects: { cases: corpora.cases.length, addons: corpora.addons.length, sets: 2 * inTypeScript.length, addonsFrom: KUBERNETES },
    rows,
  };
  writeFileSync(join(root, 'docs/agreement-data.json'), `${JSON.stringify(data, undefined, 1)}\n`);
  const open = unexplained(data);
  for (const line of open) console.error(line);
  console.log(`${rows.length} comparisons, ${open.length} differences without a reason in scripts/agreement/reasons.mjs`);
  process.exitCode = open.length === 0 ? 0 : 1;
}

function pick(versions, rows) {
  return Object.fromEntries(Object.entries(versions).filter(([name]) => rows.some(({ scanner }) => scanner === name)));
}

async function compareCorpus(corpus, objects, installed) {
  const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
  try {
    for (const { file, object } of objects) writeFileSync(join(folder, file), dump(object, { noRefs: true }));
    const rows = [];
    for (const scanner of installed) {
      const answers = await scanner.run(folder, objects.map(({ file }) => file));
      for (const control of objectControls) rows.push(...compareControl(control, scanner, corpus, objects, answers));
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compareControl(control, { key, name }, corpus, objects, { verdicts, checks, unread }) {
  const ids = [control.peers?.[key] ?? []].flat();
  if (ids.length === 0) return [];
  const unknown = ids.filter((id) => !checks.has(id));
  if (unknown.length > 0) throw new Error(`${control.id}: ${name} has no check ${unknown.join(', ')}.`);
  const evaluator = new Evaluator([control], latestMinor);
  const row = { control: control.id, scanner: name, checks: ids, corpus, bothFail: 0, bothPass: 0, weOnly: [], theyOnly: [], notCompared: 0 };
  for (const { file, name: object, object: value } of objects) {
    // The cases of the other controls are not written with this one in mind.
    if (corpus === 'cases' && ![`${control.id}-denies`, `${control.id}-allows`].includes(value.metadata.name)) continue;
    const ours = evaluator.evaluate(value);
    const theirs = ids.some((id) => verdicts.get(file).has(id));
    if (!ours.judged && !theirs) continue;
    const fails = ours.failures.length > 0;
    if (unread.has(file) || ours.undecided.length > 0) row.notCompared += 1;
    else if (fails && theirs) row.bothFail += 1;
    else if (fails) row.weOnly.push(object);
    else if (theirs) row.theyOnly.push(object);
    else row.bothPass += 1;
  }
  return [row];
}

/** The objects in a folder that are whole and of the right types, under file names of their own. */
function readCorpus(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.ya?ml$/.test(file)).sort();
  const objects = files.flatMap((file) => documentsOf(join(folder, file)));
  return objects.map((object, index) => ({ object, file: `${String(index).padStart(4, '0')}.yaml`, name: nameOf(object) }));
}

/** Templates are no YAML: they are in no corpus. */
function documentsOf(path) {
  try {
    const documents = loadAll(readFileSync(path, 'utf8')).flatMap((document) => (document?.kind === 'List' ? document.items : [document]));
    return documents.filter((document) => typeof document?.kind === 'string' && typeof document.apiVersion === 'string' && validate(document, latestMinor).every(({ kind }) => kind === 'unknown-field'));
  } catch {
    return [];
  }
}

function nameOf({ kind, metadata }) {
  return `${kind} ${[metadata?.namespace, metadata?.name].filter(Boolean).join('/')}`;
}

function addonsFolder() {
  const cache = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();
  return join(cache, KUBERNETES, 'cluster/addons');
}
