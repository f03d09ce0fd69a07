// Runs public scanners over manifests, one object a file, and says of each file which checks failed there.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { env } from 'node:process';

/** The scanners that are compared: the key of their ids in `peers`, and how their verdicts are read. */
export const scanners = [
  { key: 'kubeLinter', name: 'kube-linter', version: ['version'], run: kubeLinter },
  { key: 'kubeScore', name: 'kube-score', version: ['version'], run: kubeScore },
  { key: 'checkov', name: 'checkov', version: ['--version'], run: checkov },
  { key: 'kubesec', name: 'kubesec', version: ['version'], run: kubesec },
  { key: 'kubeaudit', name: 'kubeaudit', version: ['version'], run: kubeaudit },
  // These two take minutes, to build and to run: where one is not installed, what it said last stays.
  { key: 'kics', name: 'kics', version: ['version'], run: kics, isSlow: true },
  { key: 'trivy', name: 'trivy', version: ['--version'], run: trivy, isSlow: true },
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

/** Its rules fail where something is said against an object, or advised. */
async function kubesec(folder, files) {
  const schemas = env.CASEMATE_PEERS_SCHEMAS === undefined ? [] : ['--schema-location', env.CASEMATE_PEERS_SCHEMAS];
  const checks = new Set(JSON.parse((await output('kubesec', ['print-rules'])).stdout).map(({ id }) => id));
  const verdicts = new Map();
  const unread = new Set();
  for (const file of files) {
    const [report] = parsed((await output('kubesec', ['scan', ...schemas, join(folder, file)])).stdout) ?? [];
    // It knows kinds with pods, and few more; of the others it says nothing.
    if (report?.valid !== true) unread.add(file);
    verdicts.set(file, new Set([...report?.scoring?.critical ?? [], ...report?.scoring?.advise ?? []].map(({ id }) => id)));
  }
  return { verdicts, checks, unread };
}

/** What it can say, by its sources: it has no list of its own. */
const KUBEAUDIT = [
  'AllowAllEgressNetworkPolicyExists', 'AllowAllIngressNetworkPolicyExists', 'AllowPrivilegeEscalationNil', 'AllowPrivilegeEscalationTrue', 'AppArmorAnnotationMissing',
  'AppArmorBadValue', 'AppArmorDisabled', 'AppArmorInvalidAnnotation', 'AutomountServiceAccountTokenDeprecated', 'AutomountServiceAccountTokenTrueAndDefaultSA',
  'CapabilityAdded', 'CapabilityOrSecurityContextMissing', 'CapabilityShouldDropAll', 'DeprecatedAPIUsed', 'ImageTagMissing', 'LimitsCPUNotSet', 'LimitsMemoryNotSet',
  'LimitsNotSet', 'MissingDefaultDenyEgressNetworkPolicy', 'MissingDefaultDenyIngressAndEgressNetworkPolicy', 'MissingDefaultDenyIngressNetworkPolicy',
  'NamespaceHostIPCTrue', 'NamespaceHostNetworkTrue', 'NamespaceHostPIDTrue', 'PrivilegedNil', 'PrivilegedTrue', 'ReadOnlyRootFilesystemFalse',
  'ReadOnlyRootFilesystemNil', 'RunAsNonRootCSCFalse', 'RunAsNonRootPSCFalseCSCNil', 'RunAsNonRootPSCNilCSCNil', 'RunAsUserCSCRoot', 'RunAsUserPSCRoot',
  'SeccompDisabledContainer', 'SeccompDisabledPod', 'SeccompProfileMissing', 'SensitivePathsMounted',
];

async function kubeaudit(folder, files) {
  const verdicts = new Map();
  const unread = new Set();
  for (const file of files) {
    const { stdout, stderr } = await output('kubeaudit', ['all', '-f', join(folder, file), '-p', 'json']);
    const lines = stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    if (/level=fatal|"level":"fatal"|Unknown resource/i.test(stdout + stderr)) unread.add(file);
    verdicts.set(file, new Set(lines.filter(({ level }) => level === 'error' || level === 'warning').map(({ AuditResultName }) => AuditResultName)));
  }
  return { verdicts, checks: new Set(KUBEAUDIT), unread };
}

/** Its queries are known by name. Each finding says in which files. */
async function kics(folder, files) {
  const assets = env.CASEMATE_PEERS_KICS_ASSETS;
  if (assets === undefined) throw new Error('Name the folder of the assets of KICS in CASEMATE_PEERS_KICS_ASSETS.');
  const queries = join(assets, 'queries');
  const metadata = readdirSync(join(queries, 'k8s'), { recursive: true, encoding: 'utf8' }).filter((file) => basename(file) === 'metadata.json');
  const checks = new Set(metadata.map((file) => JSON.parse(readFileSync(join(queries, 'k8s', file), 'utf8')).queryName));
  const report = await inFolder(async (out) => {
    await output('kics', [
      'scan', '--path', folder, '--queries-path', queries, '--libraries-path', join(assets, 'libraries'), '--type', 'Kubernetes',
      '--no-progress', '--silent', '--output-path', out, '--report-formats', 'json',
    ]);
    return JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'));
  });
  const verdicts = new Map(files.map((file) => [file, new Set()]));
  for (const { query_name: name, files: found } of report.queries) for (const { file_name: file } of found) verdicts.get(basename(file))?.add(name);
  return { verdicts, checks, unread: new Set() };
}

/** Its ids have a prefix in documentation that they lack in reports. */
async function trivy(folder, files) {
  const report = await inFolder(async (out) => {
    const file = join(out, 'report.json');
    await output('trivy', [
      'config', '--skip-check-update', '--skip-version-check', '--cache-dir', join(out, 'cache'), '--quiet', '--format', 'json', '--include-non-failures', '--output', file, folder,
    ]);
    return JSON.parse(readFileSync(file, 'utf8'));
  });
  const checks = new Set();
  const verdicts = new Map(files.map((file) => [file, new Set()]));
  for (const { Target, Misconfigurations = [] } of report.Results ?? []) {
    for (const { ID, Status } of Misconfigurations) {
      const id = ID.startsWith('AVD-') ? ID : `AVD-${ID}`;
      checks.add(id);
      if (Status === 'FAIL') verdicts.get(basename(Target))?.add(id);
    }
  }
  return { verdicts, checks, unread: new Set() };
}

async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
