import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesObject } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/parse';

const root = join(__dirname, '..', '..');

/** Those whose cluster is too old for some fields: synth warns of what it leaves out. */
const LEAVING_OUT: ReadonlySet<string> = new Set(['legacy']);

/** The environment that an example runs in. Every other warning than the one that belongs to it fails a test. */
export const environmentOf = (name: string, outdir: string): NodeJS.ProcessEnv =>
  ({ ...process.env, CDK8S_OUTDIR: outdir, ...(LEAVING_OUT.has(name) ? { NODE_NO_WARNINGS: '1' } : {}) });

/** Runs an example as `cdk8s synth` does, on the built package, and returns what it writes: a file for each chart. */
export const runExample = (name: string, charts?: readonly string[]): string => runAndRead(name, charts).yaml;

/** What an example prints, and what it writes. */
export function runAndRead(name: string, charts: readonly string[] = [name]): { readonly stdout: string; readonly yaml: string } {
  const outdir = mkdtempSync(join(tmpdir(), `casemate-${name}-`));
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', './scripts/typescript.cjs', `examples/${name}/main.ts`], {
      cwd: root, encoding: 'utf8', env: environmentOf(name, outdir),
    });
    if (status !== 0 || stderr !== '') throw new Error(`examples/${name} ended with ${status}: ${stderr}`);
    return { stdout, yaml: charts.map((chart) => readFileSync(join(outdir, `${chart}.k8s.yaml`), 'utf8')).join('---\n') };
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
