import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Include } from 'cdk8s';
import { declarePlatform, DefaultDenyNamespace, Hardening } from '../../constructs/index';
import { check } from '../../src/check/check';
import type { KubernetesObject } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/parse';
import { failureOf } from '../support/cdk8s';
import { runAndRead, runExample } from '../support/examples';
import { reaches } from '../support/reach';

const folder = join(__dirname, '../../examples/legacy');
const SOURCES = ['guestbook.yaml', 'cache.yaml'];

const read = (yaml: string, file: string): readonly KubernetesObject[] => {
  const { manifests, problems } = parseManifests(yaml, file);
  expect(problems).toEqual([]);
  return manifests.map(({ object }) => object);
};

let objects: readonly KubernetesObject[];
let stdout: string;
beforeAll(() => {
  const { yaml, stdout: printed } = runAndRead('legacy');
  objects = read(yaml, 'legacy.k8s.yaml');
  stdout = printed;
});

const sources = (): readonly KubernetesObject[] => SOURCES.flatMap((file) => read(readFileSync(join(folder, file), 'utf8'), file));
const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind}/${metadata?.name}`;

test('has no finding in its cluster, and everything in it was judged', () => {
  const { findings, notEvaluated, summary } = check(objects, { kubernetes: '1.32' });
  expect({ findings, notEvaluated }).toEqual({ findings: [], notEvaluated: [] });
  expect(summary.objects).toBe(objects.length);
});

test('what a newer cluster would have on top is what it prints as left out', () => {
  const { findings } = check(objects, { kubernetes: '1.37' });
  const newer = findings.filter(({ control }) => !control.startsWith('namespace-')).map(({ object, field }) => `${object.kind}/${object.name} ${field}`);
  const printed = stdout.split('\n').flatMap((line, index, lines) => {
    const field = /^ {2}(\S+) is left out: Kubernetes has it on by default only since 1\.33$/.exec(line)?.[1];
    return field === undefined ? [] : [`${/^\S+(?=:)/.exec(lines[index - 1] ?? '')?.[0]} ${field}`];
  });
  expect(printed).toHaveLength(4);
  expect([...newer].sort()).toEqual([...printed].sort());
});

test('was in a bad way before, and cannot be repaired without its people', () => {
  const before = check(sources(), { kubernetes: '1.32' });
  expect(before.notEvaluated).toEqual([]);
  expect(before.summary.findings).toBeGreaterThan(60);
  jest.spyOn(process, 'emitWarning').mockImplementation();
  const app = new App();
  declarePlatform(app, { kubernetes: '1.32', nodeOs: 'ubuntu' });
  const namespace = new DefaultDenyNamespace(new Chart(app, 'legacy'), 'guestbook', { tenant: 'team-guestbook' });
  SOURCES.forEach((file) => new Include(namespace, file, { url: join(folder, file) }));
  Hardening.of(namespace).apply();
  const { message } = failureOf(() => app.synthYaml());
  jest.restoreAllMocks();
  const asked = [...new Set([...message.matchAll(/\] ([a-z-]+): /g)].map(([, control]) => control))].sort();
  expect(asked).toEqual([
    'image-digest', 'image-no-mutable-tag', 'image-pull-policy', 'pod-cpu-bounded', 'pod-drop-all-capabilities', 'pod-ephemeral-storage-bounded', 'pod-high-uid-gid',
    'pod-memory-bounded', 'pod-no-service-links', 'pod-run-as-non-root', 'serviceaccount-dedicated',
  ]);
});

/** The fields of an object that another does not have, or has otherwise. */
function lost(before: unknown, after: unknown, path = ''): readonly string[] {
  if (before === null || typeof before !== 'object') return before === after ? [] : [path];
  return Object.entries(before).flatMap(([key, value]) => lost(value, (after as Record<string, unknown> | undefined)?.[key], `${path}/${key}`));
}

test('nothing of the manifests is lost, but for what its people said', () => {
  const all = sources();
  expect(all.map(nameOf)).toEqual(['ConfigMap/settings', 'Deployment/web', 'Service/web', 'Deployment/api', 'Service/api', 'CronJob/digest', 'Service/cache', 'Deployment/cache']);
  const written = objects.filter((object) => all.some((source) => nameOf(source) === nameOf(object)));
  expect(written.map(nameOf)).toEqual(all.map(nameOf));
  const changed = all.flatMap((source, index) => lost(source, written[index]).map((path) => `${nameOf(source)} ${path}`));
  expect(changed).toEqual([
    'Deployment/web /spec/template/spec/containers/0/image', 'Deployment/api /spec/template/spec/containers/0/image',
    'CronJob/digest /spec/jobTemplate/spec/template/spec/containers/0/image', 'Deployment/cache /spec/template/spec/containers/0/image',
  ]);
});

test('who reaches whom is what it says', () => {
  expect([...reaches(objects)].sort()).toEqual(['guestbook/api → guestbook/cache', 'guestbook/digest → guestbook/cache', 'guestbook/web → guestbook/api']);
});

test('is the same from run to run', () => {
  expect(runExample('legacy')).toBe(runExample('legacy'));
});

test('imports public names only', () => {
  const program = readFileSync(join(folder, 'main.ts'), 'utf8');
  expect([...program.matchAll(/from '([^']+)'/g)].map(([, name]) => name).sort()).toEqual(['casemate/constructs', 'cdk8s', 'node:path']);
});
