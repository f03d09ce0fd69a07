import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executableIn } from '../support/executable';

/** What a scanner says against an object. */
export interface ScannerFinding {
  readonly scanner: ScannerName;
  readonly check: string;
  /** `Deployment/api`, as far as the scanner says. */
  readonly object: string;
  readonly message: string;
}

/** Which checks run: those that a scanner runs when nobody configures it, or all that it has. */
export type Mode = 'default' | 'all';

type Row = Omit<ScannerFinding, 'scanner'>;

interface Scanner {
  /** How to get it. */
  readonly install: string;
  /** Whether it has checks that are off where nobody configures it. */
  readonly hasOptionalChecks?: boolean;
  /** It takes long to build and to run: the tests take it where it is installed, and say where it is not. */
  readonly isSlow?: boolean;
  readonly scan: (file: string, mode: Mode, run: Run) => readonly Row[];
}

type Run = (...args: readonly string[]) => string;

/** Schemas in the layout of yannh/kubernetes-json-schema, for where there is no network. */
const schemas = process.env['CASEMATE_PEERS_SCHEMAS'];

const scanners = {
  'kube-linter': {
    install: 'go install golang.stackrox.io/kube-linter/cmd/kube-linter@v0.8.3',
    hasOptionalChecks: true,
    scan: (file, mode, run) => {
      // That one check needs the network, and does what kubeconform does.
      const all = mode === 'all' ? ['--add-all-built-in', '--exclude', 'schema-validation'] : [];
      return list(json(run('lint', file, '--format', 'json', ...all))['Reports']).map((report) => ({
        check: text(report['Check']),
        object: `${text(at(report, 'Object', 'K8sObject', 'GroupVersionKind', 'Kind'))}/${text(at(report, 'Object', 'K8sObject', 'Name'))}`,
        message: text(at(report, 'Diagnostic', 'Message')),
      }));
    },
  },
  'kube-score': {
    install: 'go install github.com/zegl/kube-score/cmd/kube-score@v1.20.0',
    hasOptionalChecks: true,
    scan: (file, mode, run) => {
      const optional = run('list').split('\n').map((line) => line.split(',')).filter((columns) => columns[3] === 'optional').map(([id]) => id ?? '');
      const all = mode === 'all' ? optional.flatMap((id) => ['--enable-optional-test', id]) : [];
      return list(json(run('score', '--output-format', 'json', ...all, file))).flatMap((object) => list(object['checks'])
        .filter((check) => check['skipped'] !== true && Number(check['grade']) < 10)
        .map((check) => ({
          check: text(at(check, 'check', 'id')),
          object: text(object['object_name']),
          message: list(check['comments']).map((comment) => text(comment['summary'])).join('; '),
        })));
    },
  },
  kubeconform: {
    install: 'go install github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0',
    scan: (file, _, run) => {
      const location = schemas === undefined ? [] : ['-schema-location', `${schemas}/master-standalone{{ .StrictSuffix }}/{{ .ResourceKind }}{{ .KindSuffix }}.json`];
      return list(json(run('-strict', '-ignore-missing-schemas', '-output', 'json', ...location, file))['resources'])
        .filter(({ status }) => status !== 'statusValid' && status !== 'statusSkipped')
        .map((object) => ({ check: 'schema', object: `${text(object['kind'])}/${text(object['name'])}`, message: text(object['msg']) }));
    },
  },
  kubesec: {
    install: 'go install github.com/controlplaneio/kubesec/v2@v2.14.2',
    // Its score has no upper end; what it advises is what counts.
    scan: (file, _, run) => list(json(run('scan', ...(schemas === undefined ? [] : ['--schema-location', schemas]), file))).flatMap((object) => {
      const kind = text(object['object']).split('/')[0] ?? '';
      const isInvalid = object['valid'] !== true && !UNKNOWN_TO_KUBESEC.test(text(object['message']));
      return [
        ...(isInvalid ? [{ check: 'valid', object: kind, message: text(object['message']) }] : []),
        ...['critical', 'advise'].flatMap((severity) => list(at(object, 'scoring', severity)))
          .map((item) => ({ check: text(item['id']), object: text(object['object']), message: text(item['reason']) })),
      ];
    }),
  },
  kubeaudit: {
    install: 'go install github.com/Shopify/kubeaudit/cmd@v0.22.2',
    scan: (file, _, run) => run('all', '-f', file, '-p', 'json').split('\n').filter((line) => line !== '').map(json)
      .filter(({ level }) => level === 'error' || level === 'warning')
      .map((item) => ({
        check: text(item['AuditResultName']), object: `${text(item['ResourceKind'])}/${text(item['ResourceName'])}`, message: text(item['msg']),
      })),
  },
  checkov: {
    install: 'pip install checkov==3.3.30',
    scan: (file, _, run) => {
      const reports = json(run('-f', file, '--skip-download', '--compact', '--quiet', '-o', 'json'));
      return (Array.isArray(reports) ? list(reports) : [reports]).flatMap((report) => list(at(report, 'results', 'failed_checks')))
        .map((item) => ({ check: text(item['check_id']), object: text(item['resource']), message: text(item['check_name']) }));
    },
  },
  trivy: {
    install: 'go install github.com/aquasecurity/trivy/cmd/trivy@v0.72.0',
    hasOptionalChecks: true,
    isSlow: true,
    // One LimitRange, or one ResourceQuota, in its input makes a check fail on every other object: they are inputs of their own.
    scan: (file, mode, run) => inFolder((folder) => partsOf(readFileSync(file, 'utf8')).flatMap((part, index) => {
      const input = join(folder, String(index));
      const output = join(folder, `${index}.json`);
      mkdirSync(input);
      writeFileSync(join(input, 'manifests.yaml'), part);
      run(
        'config', '--skip-check-update', '--skip-version-check', '--cache-dir', join(folder, 'cache'), '--quiet', '--format', 'json', '--output', output,
        ...(mode === 'all' ? ['--include-deprecated-checks'] : []), input,
      );
      return list(json(readFileSync(output, 'utf8'))['Results']).flatMap((result) => list(result['Misconfigurations']))
        .filter(({ Status }) => Status === 'FAIL')
        .map((item) => ({ check: text(item['ID']), object: '', message: text(item['Message']) }));
    })),
  },
  kics: {
    install: 'go install github.com/Checkmarx/kics/v2/cmd/console@v2.2.0, as kics, with its assets in CASEMATE_PEERS_KICS_ASSETS',
    isSlow: true,
    scan: (file, _, run) => inFolder((folder) => {
      const assets = kicsAssets();
      run(
        'scan', '--path', file, '--queries-path', join(assets, 'queries'), '--libraries-path', join(assets, 'libraries'), '--type', 'Kubernetes',
        '--no-progress', '--silent', '--output-path', folder, '--report-formats', 'json',
      );
      return list(json(readFileSync(join(folder, 'results.json'), 'utf8'))['queries']).flatMap((query) => list(query['files']).map((item) => ({
        check: text(query['query_name']), object: `${text(item['resource_type'])}/${text(item['resource_name'])}`,
        message: `${text(query['severity'])}: ${text(item['actual_value'])}`,
      })));
    }),
  },
} as const satisfies Record<string, Scanner>;

/** The documents of a file: the limits, the quotas, and the rest. */
function partsOf(yaml: string): string[] {
  const kinds = ['LimitRange', 'ResourceQuota'];
  const documents = yaml.split(/^---\s*$/m).filter((document) => document.trim() !== '');
  const kindOf = (document: string): string => /^kind: (\w+)$/m.exec(document)?.[1] ?? '';
  const parts = [...kinds.map((kind) => documents.filter((document) => kindOf(document) === kind)), documents.filter((document) => !kinds.includes(kindOf(document)))];
  return parts.filter((part) => part.length > 0).map((part) => part.join('---\n'));
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'casemate-scanner-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Its queries and libraries, which are no part of its program: those of its Go module, where nobody says. */
function kicsAssets(): string {
  const modules = spawnSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).stdout?.trim() ?? '';
  const assets = process.env['CASEMATE_PEERS_KICS_ASSETS'] ?? join(modules, 'github.com', '!checkmarx', 'kics', 'v2@v2.2.0', 'assets');
  if (existsSync(assets)) return assets;
  throw new Error(`The assets of kics are not in ${assets}. Set CASEMATE_PEERS_KICS_ASSETS to the folder assets of its sources.`);
}

/** Kinds that it has no checks for. */
const UNKNOWN_TO_KUBESEC = /^This resource kind is not supported|^could not find schema/;

export type ScannerName = keyof typeof scanners;

const all = Object.entries(scanners) as readonly (readonly [ScannerName, Scanner])[];

const isQuick = process.env['CASEMATE_PEERS_QUICK'] !== undefined;

/** The slow ones that are not installed, or not wanted. The others have to be there. */
export const absentScanners: readonly ScannerName[] = all.filter(([name, { isSlow }]) => isSlow === true && (isQuick || find(name) === undefined)).map(([name]) => name);

export const scannerNames: readonly ScannerName[] = all.map(([name]) => name).filter((name) => !absentScanners.includes(name));

/** The modes in which a scanner differs. */
export const modesOf = (name: ScannerName): readonly Mode[] => ((scanners[name] as Scanner).hasOptionalChecks === true ? ['default', 'all'] : ['default']);

/** Runs one scanner over a file. One that is not there, or says nothing that can be read, is an error. */
export function scan(name: ScannerName, file: string, mode: Mode): readonly ScannerFinding[] {
  const scanner: Scanner = scanners[name];
  const binary = locate(name, scanner.install);
  const run: Run = (...args) => {
    const { stdout, error } = spawnSync(binary, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (error !== undefined) throw error;
    return stdout;
  };
  return scanner.scan(file, mode, run).map((row) => ({ scanner: name, ...row }));
}

/** The checks of trivy that fail in the files of a folder, by file, but for what an ignore file names. */
export function trivyFailures(folder: string, ignoreFile?: string): Readonly<Record<string, readonly string[]>> {
  return inFolder((scratch) => {
    const output = join(scratch, 'report.json');
    const { error } = spawnSync(locate('trivy', scanners.trivy.install), [
      'config', '--skip-check-update', '--skip-version-check', '--cache-dir', join(scratch, 'cache'), '--quiet', '--format', 'json', '--output', output,
      ...(ignoreFile === undefined ? [] : ['--ignorefile', ignoreFile]), '.',
    ], { cwd: folder, encoding: 'utf8' });
    if (error !== undefined) throw error;
    return Object.fromEntries(list(json(readFileSync(output, 'utf8'))['Results']).map((result) => [
      text(result['Target']), list(result['Misconfigurations']).filter(({ Status }) => Status === 'FAIL').map((item) => text(item['ID'])).sort(),
    ]));
  });
}

const find = (name: string): string | undefined => executableIn(process.env['CASEMATE_PEERS_BIN'] ?? process.env['PATH'], name);

function locate(name: string, install: string): string {
  const found = find(name);
  if (found !== undefined) return found;
  throw new Error(`${name} is in no folder of CASEMATE_PEERS_BIN or PATH. Install it: ${install}`);
}

type Json = Readonly<Record<string, unknown>>;

const json = (output: string): Json => JSON.parse(output) as Json;
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value) ?? '');
const at = (value: unknown, ...keys: readonly string[]): unknown => keys.reduce<unknown>((current, key) => (current as Json | undefined)?.[key], value);
