import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../../src/check/check';
import type { KubernetesObject } from '../../src/manifest/object';
import { objectsOfExample, runExample } from '../support/examples';
import { reaches } from '../support/reach';

let objects: readonly KubernetesObject[];

beforeAll(() => {
  objects = objectsOfExample('multi-tenant');
});

const namesOf = (kind: string): readonly string[] => objects.filter((object) => object.kind === kind).map(({ metadata }) => `${metadata?.namespace ?? ''}/${metadata?.name}`);

test('has no finding, and everything in it was judged', () => {
  const { findings, notEvaluated, summary } = check(objects, { kubernetes: '1.37' });
  expect({ findings, notEvaluated }).toEqual({ findings: [], notEvaluated: [] });
  expect(summary.objects).toBe(objects.length);
});

test('is two tenants, and what serves both', () => {
  expect(namesOf('Namespace')).toEqual(['/blue-shop', '/blue-reports', '/green', '/monitoring']);
  expect([...namesOf('Deployment'), ...namesOf('CronJob')]).toEqual(['blue-shop/api', 'green/web', 'monitoring/prometheus', 'blue-reports/nightly']);
});

test('who reaches whom is what it says, and no tenant reaches the other', () => {
  expect(reaches(objects)).toEqual(['blue-reports/nightly → blue-shop/api', 'monitoring/prometheus → blue-shop/api', 'monitoring/prometheus → green/web']);
});

test('no binding gives rights in the namespace of another', () => {
  const bindings = objects.filter(({ kind }) => kind === 'RoleBinding');
  const crossing = bindings.filter(({ metadata, ...binding }) => (binding['subjects'] as readonly { namespace?: string }[])
    .some(({ namespace = metadata?.namespace }) => namespace !== metadata?.namespace));
  expect(crossing).toEqual([]);
  expect(bindings.length).toBeGreaterThanOrEqual(5);
});

test('is the same from run to run', () => {
  expect(runExample('multi-tenant')).toBe(runExample('multi-tenant'));
});

test('imports public names only', () => {
  const program = readFileSync(join(__dirname, '../../examples/multi-tenant/main.ts'), 'utf8');
  expect([...program.matchAll(/from '([^']+)'/g)].map(([, name]) => name).sort()).toEqual(['casemate/constructs', 'cdk8s', 'cdk8s-plus-28']);
});
