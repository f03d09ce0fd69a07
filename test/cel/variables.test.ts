import * as fc from 'fast-check';
import { interpretedVariables } from '../../src/cel/interpret';
import { lintExpression } from '../../src/cel/profile';
import { variables } from '../../src/cel/variables';
import { variablesOf } from '../../src/controls/compiled';
import { workloadKinds } from '../../src/controls/select';
import type { KubernetesObject } from '../../src/manifest/object';
import { applyEdits } from '../../src/manifest/apply';
import { valueAt } from '../../src/manifest/path';
import { podTemplatePath } from '../../src/manifest/workload';
import { workload } from '../support/random-workloads';

const withoutNulls = (value: unknown): unknown => JSON.parse(JSON.stringify(value), (_key, item: unknown) => (item === null ? undefined : item));

test('compiled and interpreted variables agree', () => {
  fc.assert(fc.property(workload, (object) => {
    const compiled = variablesOf(object);
    const values = Object.fromEntries(variables.map(({ name }) => [name, compiled[name]]));
    expect(withoutNulls(values)).toEqual(withoutNulls(interpretedVariables(object)));
  }), { numRuns: 100 });
});

test.each(workloadKinds)('the pod template of a $kind is where the manifest code finds it', ({ apiGroup, kind }) => {
  const object: KubernetesObject = { apiVersion: apiGroup === '' ? 'v1' : `${apiGroup}/v1`, kind };
  const path = podTemplatePath(object) ?? [];
  const filled = applyEdits(object, [{ path: [...path, 'spec'], value: { hostPID: true } }]);
  expect(variablesOf(filled).podTemplate).toBe(valueAt(filled, path));
  expect(variablesOf(filled).podSpec).toEqual({ hostPID: true });
});

test('an object without pods has empty variables', () => {
  const { podTemplate, podSpec, annotations, allContainers, volumes, inUserNamespace, isWindows } = variablesOf({ apiVersion: 'v1', kind: 'Namespace' });
  expect([podTemplate, podSpec, annotations, allContainers, volumes, inUserNamespace, isWindows]).toEqual([{}, {}, {}, [], [], false, false]);
});

test('a template that the expressions do not find can be given', () => {
  const object: KubernetesObject = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledJob', spec: { jobTargetRef: { template: { spec: { hostUsers: false } } } } };
  expect(variablesOf(object).inUserNamespace).toBe(false);
  expect(variablesOf(object, { spec: { hostUsers: false } }).inUserNamespace).toBe(true);
});

test('containers are regular, init and ephemeral ones, in this order', () => {
  const spec = { ephemeralContainers: [{ name: 'c' }], initContainers: [{ name: 'b' }], containers: [{ name: 'a' }] };
  expect(variablesOf({ apiVersion: 'v1', kind: 'Pod', spec }).allContainers).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
});

test('each is computed once', () => {
  let reads = 0;
  const object = { apiVersion: 'v1', kind: 'Pod', get spec() { reads++; return { hostUsers: false }; } };
  const values = variablesOf(object);
  expect([reads, values.inUserNamespace, values.inUserNamespace, values.podSpec, reads]).toEqual([0, true, true, { hostUsers: false }, 1]);
});

test.each(variables.filter(({ expression }) => expression.includes('==') && !expression.includes('?:')))('$name cannot fail', ({ name, expression }) => {
  const isCondition = name === 'inUserNamespace' || name === 'isWindows';
  const condition = isCondition ? expression : `(${expression}) == object`;
  expect(lintExpression(condition, { elements: [], nesting: 0 })).toEqual([]);
});
