import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isNode, isSeq, LineCounter, parseAllDocuments, type Document } from 'yaml';
import type { NotEvaluated, Report } from '../../src/check/report';
import { Checker } from '../../src/check/checker';
import { addFile } from '../../src/check/gather';
import { applyEdits } from '../../src/manifest/apply';
import type { KubernetesObject } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/parse';
import type { Path } from '../../src/manifest/path';
import { casemate } from '../cli/support';
import { filesUnder, type RealFile, realFiles, sources } from './corpus';

/* What Kubernetes itself ships and tests with. UPDATE_GOLDEN=1 writes findings.json anew: argue about each difference before you keep it. */

const golden = join(__dirname, 'findings.json');

interface Counts {
  readonly objects: number;
  readonly byControl: Readonly<Record<string, number>>;
  /** By code, the places. */
  readonly notEvaluated: Readonly<Record<string, readonly string[]>>;
}

async function reportOn(files: readonly RealFile[]): Promise<Report> {
  const run = await casemate(['check', ...files.map(({ file }) => file), '-f', 'json'], { files: Object.fromEntries(files.map(({ file, text }) => [file, text])) });
  expect(run.stderr).not.toContain('    at ');
  return JSON.parse(run.stdout) as Report;
}

const countsOf = ({ summary: { objects, byControl }, notEvaluated }: Report): Counts => {
  const places = new Map<string, string[]>();
  for (const { code, file, line = 0 } of notEvaluated) places.set(code, [...places.get(code) ?? [], `${file}:${line}`]);
  return { objects, byControl, notEvaluated: Object.fromEntries([...places].sort()) };
};

test('the findings by control are the reviewed ones', async () => {
  const counts: Record<string, Counts> = {};
  for (const source of sources) counts[source] = countsOf(await reportOn(filesUnder(source)));
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, `${JSON.stringify(counts, null, 2)}\n`);
  expect(counts).toEqual(JSON.parse(readFileSync(golden, 'utf8')));
});

/** Every document by the `yaml` package, which reads on after an error. */
interface Expected {
  readonly first: number;
  readonly last: number;
  readonly document: Document.Parsed;
}

function documentsOf({ text }: RealFile): readonly Expected[] {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter, version: '1.1', logLevel: 'silent' });
  if ('empty' in documents) return [];
  return documents.map((document) => {
    const [start, , end] = document.range;
    return { first: lineCounter.linePos(start).line, last: lineCounter.linePos(Math.max(start, end - 1)).line, document };
  });
}

const isObject = (document: Document.Parsed): boolean => document.errors.length === 0 && isMap(document.contents) && document.has('kind') && document.has('apiVersion');
const isBlank = ({ errors, contents }: Document.Parsed): boolean => errors.length === 0 && (contents === null || contents.range[0] === contents.range[1]);

test.each(realFiles.map((real) => [real.file, real] as const))('%s: every document is an object, or said not to be one', (_file, real) => {
  const { manifests, problems } = parseManifests(real.text, real.file);
  const [objects, others] = partition(documentsOf(real).filter(({ document }) => !isBlank(document)), ({ document }) => isObject(document));
  const isSaid = ({ first, last }: Expected, before: number): boolean => problems.some(({ line = 0 }) => line >= first - before && line <= last);
  for (const other of others) expect([other.first, isSaid(other, 1)]).toEqual([other.first, true]);
  const read = new Set(manifests.map(({ document }) => document)).size;
  expect(read + problems.length).toBeGreaterThanOrEqual(objects.length + others.length);
  // A template between two objects may hide them from us, and then it is a problem that covers them.
  if (problems.length === 0) expect(read).toBe(objects.length);
});

/** Every pod spec of a document, found by its shape alone. */
function podSpecsOf(node: unknown, path: Path = []): readonly Path[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => podSpecsOf(item, [...path, index]));
  if (!isMap(node)) return [];
  const here = isSeq(node.get('containers')) ? [path] : [];
  return [...here, ...node.items.flatMap(({ key, value }) => podSpecsOf(value, [...path, String(isNode(key) ? key : '')]))];
}

test('no workload passes unseen: what is planted in it is found, unless the report says that it was not judged', () => {
  let planted = 0;
  for (const real of realFiles) {
    const { manifests } = parseManifests(real.text, real.file);
    for (const { object, document } of manifests) {
      for (const podSpec of podSpecsOf(parseAllDocuments(JSON.stringify(object))[0]?.contents)) {
        const report = judge(applyEdits(object, [{ path: [...podSpec, 'hostPID'], value: true }]));
        const isFound = report.findings.some(({ control, field }) => control === 'pod-no-host-pid' && field.endsWith('hostPID'));
        expect([real.file, document, podSpec, isFound || isNotJudged(report.notEvaluated)]).toEqual([real.file, document, podSpec, true]);
        planted += 1;
      }
    }
  }
  expect(planted).toBeGreaterThan(40);
});

function judge(object: KubernetesObject): Report {
  const checker = new Checker();
  addFile(checker, parseManifests(JSON.stringify(object), 'planted.json'));
  return checker.report();
}

const isNotJudged = (notEvaluated: readonly NotEvaluated[]): boolean => notEvaluated.some(({ message, repair }) => message !== '' && repair !== '');

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
