// Runs public scanners over manifests, one object a file, and says of each file which checks failed there.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { env } from 'node:process';

/** The scanners that are compared: the key of their ids in `peers`, and how their verdicts are read. */
export const scanners = [
  { key: 'kubeLinter', name: 'kube-linter', version: ['version'], run: kubeLinter },
  { key: 'kubeScore', name: 'kube-score', version: ['version'], run: kubeScore },
  { key: 'checkov', name: 'checkov', version: ['--version'], run: checkov },
];

const search = { ...env, PATH: [env.CASEMATE_PEERS_BIN, env.PATH].filter(Boolean).join(delimiter) };

/** The version that a scanner says it is, and `undefined` where it is not installed. */
export function versionOf({ name, version }) {
  const folder = search.PATH.split(delimiter).find((candidate) => existsSync(join(candidate, name)));
  if (folder === undefined) return undefined;
  return /\d+\.\d+\.\d+/.exec(said(name, version))?.[0] ?? moduleVersion(join(folder, name)) ?? 'unknown version';
}

const said = (program, args) => execFileSync(program, args, { env: search, encoding: 'utf8' });

/** What was built with `go install` knows its version only as a module. */
const moduleVersion = (path) => /^\s*mod\s+\S+\s+v(\S+)/m.exec(said('go', ['version', '-m', path]))?.[1];

async function kubeLinter(folder, files) {
  // The excluded one asks the network.
  const { stdout } = await output('kube-linter', ['lint', folder, '--format', 'json', '--add-all-built-in', '--exclude', 'schema-validation']);
  const verdicts = new Map(files.map((file) => [file, new Set()]));
  const report = JSON.parse(stdout);
  for (const { Check, Object: { Metadata: { FilePath } } } of report.Reports ?? []) verdicts.get(basename(FilePath))?.add(Check);
  return { verdicts, checks: new Set(report.Checks.map(({ name }) => name)), unread: new Set() };
}

async function kubeScore(folder, files) {
  const list = (await output('kube-score', ['list'])).stdout.trim().split('\n').map((line) => line.split(','));
  const optional = list.filter((fields) => fields.at(-1) === 'optional').flatMap(([id]) => ['--enable-optional-test', id]);
  const score = async (some) => parsed((await output('kube-score', ['score', ...optional, '-o', 'json', ...some.map((file) => join(folder, file))])).stdout);
  const verdicts = new Map();
  const unread = new Set();
  // One object that it cannot read, or that it does not know, ends a run without a verdict on the others: each file is a run.
  for (const file of files) {
    const report = await score([file]);
    if (report === undefined) unread.add(file);
    const failed = (report ?? []).flatMap(({ checks }) => (checks ?? []).filter(({ skipped, grade }) => !skipped && grade < 10).map(({ check }) => check.id));
    verdicts.set(file, new Set(failed));
  }
  return { verdicts, checks: new Set(list.map(([id]) => id)), unread };
}

async function checkov(folder, files) {
  const { stdout } = await output('checkov', ['-d', folder, '--framework', 'kubernetes', '--skip-download', '--compact', '-o', 'json']);
  const list = (await output('checkov', ['--list', '--framework', 'kubernetes'])).stdout;
  const verdicts = new Map(files.map((file) => [file, new Set()]));
  for (const { check_id: id, file_path: path } of [JSON.parse(stdout)].flat().flatMap(({ results }) => results?.failed_checks ?? [])) verdicts.get(basename(path))?.add(id);
  return { verdicts, checks: new Set(list.match(/CKV2?_K8S_\d+/g)), unread: new Set() };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Scanners exit with 1 for findings too: whether a run went well shows in what it printed. */
function output(program, args) {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env: search, maxBuffer: 1 << 30 }, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') reject(new Error(`${program} is not installed.`));
      else resolve({ stdout, stderr });
    });
  });
}
