import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyChecker } from '../../../src/check/policy/policy-checker';
import { check } from '../../../src/index';
import type { KubernetesObject } from '../../../src/manifest/object';
import { parseManifests } from '../../../src/manifest/parse';

const read = (file: string): readonly KubernetesObject[] =>
  parseManifests(readFileSync(join(__dirname, '../../fixtures/policies', file), 'utf8'), file).manifests.map(({ object }) => object);
const subjects = (objects: readonly KubernetesObject[]) => objects.map((object) => ({ object }));

const scenarios = read('scenarios.yaml');

test.each(read('malformed.yaml').map((object) => [object.metadata?.name ?? '', object] as const))('%s: the policy files are broken', (_, object) => {
  const checker = new PolicyChecker([{ object }], '1.37');
  expect(checker.isBroken).toBe(true);
  expect(checker.report().notEvaluated.map(({ code }) => code)).toEqual(expect.arrayContaining(['CM4408']));
  expect(checker.controls).toEqual([]);
});

test('what is missing, or not known here, does not break them', () => {
  const checker = new PolicyChecker(subjects(scenarios), '1.37');
  expect(checker.report().notEvaluated.map(({ code }) => code)).toContain('CM4404');
  expect(checker.isBroken).toBe(false);
});

test('null is the same as not there', () => {
  const [policy] = read('malformed.yaml');
  const spec = { ...policy?.['spec'] as object, validations: [{ expression: 'true', message: null }], paramKind: null };
  expect(new PolicyChecker([{ object: { ...policy, spec } as KubernetesObject }], '1.37').isBroken).toBe(false);
});

test('check takes them as objects', () => {
  const deployment = read('candidates.yaml').find(({ kind }) => kind === 'Deployment');
  const report = check(deployment === undefined ? [] : [deployment], { policies: subjects(scenarios), profile: 'pss-baseline' });
  const names = new Set(scenarios.map(({ metadata }) => metadata?.name));
  expect(report.findings.filter(({ control }) => names.has(control)).length).toBeGreaterThan(0);
});
