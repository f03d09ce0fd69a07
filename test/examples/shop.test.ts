import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../src/check/check';
import type { KubernetesObject } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/parse';

const root = join(__dirname, '..', '..');
const program = join(root, 'examples', 'shop', 'main.ts');

let directory: string;
let yaml: string;
let objects: readonly KubernetesObject[];

/** Runs the program as `cdk8s synth` does, on the built package. */
function synth(outdir: string): string {
  const { status, stderr } = spawnSync(process.execPath, ['--require', './scripts/typescript.cjs', 'examples/shop/main.ts'], {
    cwd: root, encoding: 'utf8', env: { ...process.env, CDK8S_OUTDIR: outdir },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return readFileSync(join(outdir, 'shop.k8s.yaml'), 'utf8');
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'casemate-'));
  yaml = synth(directory);
  const { manifests, problems } = parseManifests(yaml, 'shop.k8s.yaml');
  expect(problems).toEqual([]);
  objects = manifests.map(({ object }) => object);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const ofKind = (kind: string): string[] => objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata?.name ?? '');

test('has no finding, and everything in it was judged', () => {
  const { findings, notEvaluated, summary } = check(objects, { kubernetes: '1.37' });
  expect({ findings, notEvaluated }).toEqual({ findings: [], notEvaluated: [] });
  expect(summary.objects).toBe(objects.length);
});

test('is a shop', () => {
  expect(Object.fromEntries(['Deployment', 'StatefulSet', 'Job', 'CronJob', 'Namespace', 'Ingress'].map((kind) => [kind, ofKind(kind).length]))).toEqual({
    Deployment: 2, StatefulSet: 1, Job: 1, CronJob: 1, Namespace: 1, Ingress: 1,
  });
  expect(ofKind('Secret')).toEqual([]);
});

test('is in one namespace', () => {
  const elsewhere = objects.filter(({ kind, metadata }) => kind !== 'Namespace' && metadata?.namespace !== 'shop');
  expect(elsewhere).toEqual([]);
});

test('needs no operator but External Secrets', () => {
  const custom = objects.filter(({ apiVersion }) => apiVersion.includes('.') && !apiVersion.includes('.k8s.io/'));
  expect([...new Set(custom.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`))]).toEqual(['external-secrets.io/v1 SecretStore', 'external-secrets.io/v1 ExternalSecret']);
});

test('is the same from run to run', () => {
  expect(synth(directory)).toBe(yaml);
});

test('imports public names only', () => {
  const imported = [...readFileSync(program, 'utf8').matchAll(/from '([^']+)'/g)].map(([, name]) => name);
  expect(imported.sort()).toEqual(['casemate/constructs', 'cdk8s', 'cdk8s-plus-28']);
});
