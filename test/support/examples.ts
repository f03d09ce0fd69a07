import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesObject } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/parse';

const root = join(__dirname, '..', '..');

/** Runs an example as `cdk8s synth` does, on the built package, and returns what it writes: a file for each chart. */
export function runExample(name: string, charts: readonly string[] = [name]): string {
  const outdir = mkdtempSync(join(tmpdir(), `casemate-${name}-`));
  try {
    const { status, stderr } = spawnSync(process.execPath, ['--require', './scripts/typescript.cjs', `examples/${name}/main.ts`], {
      cwd: root, encoding: 'utf8', env: { ...process.env, CDK8S_OUTDIR: outdir },
    });
    if (status !== 0 || stderr !== '') throw new Error(`examples/${name} ended with ${status}: ${stderr}`);
    return charts.map((chart) => readFileSync(join(outdir, `${chart}.k8s.yaml`), 'utf8')).join('---\n');
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The objects that an example writes. */
export function objectsOfExample(name: string, charts?: readonly string[]): readonly KubernetesObject[] {
  const { manifests, problems } = parseManifests(runExample(name, charts), `${name}.k8s.yaml`);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return manifests.map(({ object }) => object);
}
