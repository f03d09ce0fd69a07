import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Conflict, conflicts } from './conflicts';
import { type Mode, scan, type ScannerFinding, type ScannerName, scannerNames } from './scanners';
import { EMPTY, scenes, write } from './scenes';

const root = join(__dirname, '..', '..');
const SHOP = 'examples/shop';
const legacy = new Set(scenes.filter(({ platform }) => platform.legacyAnnotations === true).map(({ title }) => title));
const conventional = new Set(scenes.filter(({ conventions }) => conventions !== undefined).map(({ title }) => title));
const titles = [SHOP, ...scenes.map(({ title }) => title)];
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
  const { status, stderr } = spawnSync(process.execPath, ['--require', './scripts/typescript.cjs', 'examples/shop/main.ts'], {
    cwd: root, encoding: 'utf8', env: { ...process.env, CDK8S_OUTDIR: directory },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  files.set(SHOP, join(directory, 'shop.k8s.yaml'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function conflictOf({ scanner, check, object }: ScannerFinding, title: string, mode: Mode): Conflict | undefined {
  return conflicts.find((conflict) => conflict.scanner === scanner && conflict.check === check
    && (mode === 'all' || conflict.byDefault)
    && (conflict.kinds === undefined || conflict.kinds.some((kind) => object.startsWith(`${kind}/`)))
    && !(conflict.when === 'empty' && title !== EMPTY)
    && !(conflict.when === 'annotations' && legacy.has(title))
    && !(conflict.when === 'conventions' && conventional.has(title)));
}

describe.each(titles)('%s', (title) => {
  describe.each<ScannerName>([...scannerNames])('%s', (name) => {
    // Only these two have checks that are off by default.
    const modes: readonly Mode[] = name === 'kube-linter' || name === 'kube-score' ? ['default', 'all'] : ['all'];
    test.each([...modes])('finds nothing (%s checks)', (mode) => {
      const left = scan(name, files.get(title) ?? '', mode).filter((finding) => {
        const conflict = conflictOf(finding, title, mode);
        if (conflict !== undefined) excused.add(conflict);
        return conflict === undefined;
      });
      expect(left).toEqual([]);
    });
  });
});

test('every conflict is one', () => {
  expect(conflicts.filter((conflict) => !excused.has(conflict))).toEqual([]);
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

test('the README has the table of conflicts', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  expect(conflicts.filter(({ scanner, check, reason }) => !readme.includes(`| ${scanner} | \`${check}\` | ${reason} |`))).toEqual([]);
});
