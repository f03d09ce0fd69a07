import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump, loadAll } from 'js-yaml';
import { check } from '../../src/check/check';
import { Checker } from '../../src/check/checker';
import type { Exception } from '../../src/check/exceptions/exception';
import { catalogue } from '../../src/controls/index';
import type { KubernetesObject } from '../../src/manifest/object';
import { exportExceptions } from '../../src/report/exports/formats';
import { deployment, exception, now, object } from '../check/exceptions/samples';
import { absentScanners, scan, trivyFailures } from './scanners';

/** The scanners whose exceptions are annotations on the object. */
const annotated = ['kube-linter', 'checkov'] as const;

const excused: KubernetesObject = deployment;
const other: KubernetesObject = { ...deployment, metadata: { ...deployment.metadata, name: 'other' } };
const exceptions: readonly Exception[] = ['pod-run-as-non-root', 'pod-read-only-root-fs', 'pod-no-privilege-escalation', 'pod-memory-bounded']
  .map((control) => ({ ...exception, object, control, containers: undefined, reason: 'the agent needs it: "quoted", with #signs, 100 %' }));
const over: Exception = { ...exception, object, control: 'pod-cpu-bounded', containers: undefined, expires: '2026-11-23' };

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'casemate-exports-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The checks that fail for each object, by its name, as a scanner reads them from a file. */
function failing(scanner: (typeof annotated)[number], ...objects: readonly KubernetesObject[]): Readonly<Record<string, readonly string[]>> {
  const file = join(directory, `${scanner}.yaml`);
  writeFileSync(file, objects.map((one) => dump(one, { noRefs: true })).join('---\n'));
  const found = scan(scanner, file, 'all');
  return Object.fromEntries(objects.map(({ metadata }) => {
    const name = metadata?.name ?? '';
    return [name, [...new Set(found.filter((finding) => finding.object.endsWith(name)).map((finding) => finding.check))].sort()];
  }));
}

/** What Kustomize makes of an object and a patch that holds nothing but annotations. */
function patched(one: KubernetesObject, patches: readonly KubernetesObject[]): KubernetesObject {
  const own = patches.filter(({ kind, metadata }) => kind === one.kind && metadata?.name === one.metadata?.name && metadata?.namespace === one.metadata?.namespace);
  const annotations = Object.assign({}, ...own.map(({ metadata }) => metadata?.annotations)) as Record<string, string>;
  return own.length === 0 ? one : { ...one, metadata: { ...one.metadata, annotations } };
}

const idsOf = (scanner: 'kubeLinter' | 'checkov', ...ids: readonly string[]): readonly string[] =>
  catalogue.filter(({ id }) => ids.includes(id)).flatMap(({ peers }) => peers?.[scanner] ?? []);

describe.each(annotated)('%s', (scanner) => {
  const patches = loadAll(exportExceptions(scanner, { exceptions: [...exceptions, over], accepted: [], controls: catalogue, now })) as readonly KubernetesObject[];
  const key = scanner === 'checkov' ? 'checkov' : 'kubeLinter';
  const accepted = idsOf(key, ...exceptions.map(({ control }) => control));

  test('is silent about what is accepted, and about nothing else', () => {
    const before = failing(scanner, excused, other);
    const after = failing(scanner, patched(excused, patches), patched(other, patches));
    const gone = before['web']?.filter((id) => !after['web']?.includes(id)) ?? [];
    expect(gone.length).toBeGreaterThan(1);
    expect(gone).toEqual(before['web']?.filter((id) => accepted.includes(id)));
    expect(after['web']).toEqual(expect.arrayContaining(idsOf(key, over.control).filter((id) => before['web']?.includes(id))));
    expect(after['other']).toEqual(before['other']);
  });
});

const describeTrivy = absentScanners.includes('trivy') ? describe.skip : describe;

describeTrivy('trivy', () => {
  test('is silent about what is accepted, and about nothing else', () => {
    const folder = join(directory, 'trivy');
    mkdirSync(folder);
    writeFileSync(join(folder, 'web.yaml'), dump(excused, { noRefs: true }));
    writeFileSync(join(folder, 'other.yaml'), dump(other, { noRefs: true }));
    const checker = new Checker({ exceptions: [...exceptions, over], now });
    checker.add({ object: excused, file: 'web.yaml' });
    const { exceptions: accepted } = checker.report();
    writeFileSync(join(folder, '.trivyignore.yaml'), exportExceptions('trivy', { exceptions: [...exceptions, over], accepted, controls: catalogue, now }));
    const [before, after] = [trivyFailures(folder), trivyFailures(folder, '.trivyignore.yaml')];
    const named = catalogue.filter(({ id }) => exceptions.some(({ control }) => control === id)).flatMap(({ peers }) => peers?.trivy ?? []).map((id) => id.replace('AVD-', ''));
    const gone = before['web.yaml']?.filter((id) => !after['web.yaml']?.includes(id)) ?? [];
    expect(gone.length).toBeGreaterThan(2);
    expect(gone).toEqual(before['web.yaml']?.filter((id) => named.includes(id)));
    expect(after['other.yaml']).toEqual(before['other.yaml']);
  });
});

test('the sample fails what is accepted', () => {
  const { exceptionProblems = [] } = check([excused], { exceptions, now });
  expect(exceptionProblems).toEqual([]);
});
