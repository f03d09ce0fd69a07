import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesObject } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/parse';
import { environmentOf } from '../support/examples';
import { type Conflict, conflicts, conflictsTable } from './conflicts';
import { absentScanners, type Mode, modesOf, scan, type ScannerFinding, type ScannerName, scannerNames } from './scanners';
import { type Scene, scenes, write } from './scenes';

const root = join(__dirname, '..', '..');
/** As it stands, and with what the README says to declare for scanners that read annotations. */
const examples: readonly (Pick<Scene, 'title' | 'platform'> & { readonly name: string })[] = ['shop', 'multi-tenant', 'gitops', 'legacy'].flatMap((name) => [
  { name, title: `examples/${name}`, platform: {} },
  { name, title: `examples/${name} with legacy annotations`, platform: { legacyAnnotations: true } },
]);
type Program = Pick<Scene, 'title' | 'platform' | 'isConventional' | 'hasEveryProp' | 'isEmpty'>;
const programs: readonly Program[] = [...examples, ...scenes];
const excused = new Set<Conflict>();

let directory: string;
const files = new Map<string, string>();

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'casemate-peers-'));
  scenes.forEach((scene, index) => {
    const file = join(directory, `scene-${index}.yaml`);
    writeFileSync(file, write(scene));
    files.set(scene.title, file);
  });
  for (const { name, title, platform } of examples) files.set(title, runExample(name, title.replace(/\W/g, '-'), platform.legacyAnnotations === true));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs an example as `cdk8s synth` does, on the built package; its platform can ask for the old annotations on top. */
function runExample(name: string, folder: string, legacyAnnotations: boolean): string {
  const outdir = join(directory, folder);
  const preload = legacyAnnotations ? ['--require', './test/peers/legacy-annotations.cjs'] : [];
  const { status, stderr } = spawnSync(process.execPath, ['--require', './scripts/typescript.cjs', ...preload, `examples/${name}/main.ts`], {
    cwd: root, encoding: 'utf8', env: environmentOf(name, outdir),
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  // A file for each chart, read as one: some checks look across objects.
  const all = join(directory, `${folder}.yaml`);
  writeFileSync(all, readdirSync(outdir).sort().map((file) => readFileSync(join(outdir, file), 'utf8')).join('---\n'));
  return all;
}

/** When a conflict of a kind counts for a program. */
const COUNTS: Readonly<Record<Conflict['when'], (program: Program) => boolean>> = {
  always: () => true,
  annotations: ({ platform }) => platform.legacyAnnotations !== true,
  conventions: ({ isConventional }) => isConventional !== true,
  props: ({ hasEveryProp }) => hasEveryProp === true,
  empty: ({ isEmpty }) => isEmpty === true,
};

const conflictOf = (finding: ScannerFinding, program: Program, mode: Mode, objects: readonly KubernetesObject[]): Conflict | undefined =>
  conflicts.find(({ scanner, check, kinds, when, byDefault, premise }) => scanner === finding.scanner && check === finding.check
    && (mode === 'all' || byDefault)
    && (kinds === undefined || kinds.some((kind) => finding.object.startsWith(`${kind}/`)))
    && COUNTS[when](program)
    && (premise === undefined || premise(finding, objects)));

const objectsIn = (file: string): readonly KubernetesObject[] => parseManifests(readFileSync(file, 'utf8'), file).manifests.map(({ object }) => object);

describe.each(programs.map((program) => [program.title, program] as const))('%s', (title, program) => {
  describe.each<ScannerName>([...scannerNames])('%s', (name) => {
    test.each([...modesOf(name)])('finds nothing (%s checks)', (mode) => {
      const file = files.get(title) ?? '';
      const objects = objectsIn(file);
      const left = scan(name, file, mode).filter((finding) => {
        const conflict = conflictOf(finding, program, mode, objects);
        if (conflict !== undefined) excused.add(conflict);
        return conflict === undefined;
      });
      expect(left).toEqual([]);
    });
  });
});

test('every conflict is one', () => {
  expect(conflicts.filter((conflict) => scannerNames.includes(conflict.scanner) && !excused.has(conflict))).toEqual([]);
});

test('the slow scanners that are not run are named', () => {
  if (absentScanners.length > 0) process.stdout.write(`not run, because they are not installed or CASEMATE_PEERS_QUICK is set: ${absentScanners.join(', ')}\n`);
  expect(scannerNames).toEqual(expect.arrayContaining(['kube-linter', 'kube-score', 'kubeconform', 'kubesec', 'kubeaudit', 'checkov']));
});

test.each([...scannerNames])('%s sees what is wrong', (name) => {
  const file = join(directory, 'wrong.yaml');
  writeFileSync(file, `apiVersion: apps/v1
kind: Deployment
metadata: { name: wrong, namespace: wrong }
spec:
  selector: { matchLabels: { app: wrong } }
  ${name === 'kubeconform' ? 'replica: 1' : 'replicas: 1'}
  template:
    metadata: { labels: { app: wrong } }
    spec: { containers: [{ name: main, image: nginx, securityContext: { privileged: true } }] }
`);
  expect(scan(name, file, 'default')).not.toEqual([]);
});

test('the README has the table of conflicts, and no other row', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  expect(/^\| scanner \| check \|[^]*?(?=\n\n)/m.exec(readme)?.[0]).toBe(conflictsTable());
});
