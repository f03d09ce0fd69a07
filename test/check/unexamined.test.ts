import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, type Report } from '../../src/index';
import type { KubernetesObject } from '../../src/manifest/object';
import { formatGithub } from '../../src/report/github';
import { formatJson } from '../../src/report/json';
import { formatMarkdown } from '../../src/report/markdown';
import { formatText } from '../../src/report/text';
import { violations } from '../support/json-schema';

const schema = JSON.parse(readFileSync(join(__dirname, '../../schema/report-v1.json'), 'utf8')) as Record<string, unknown>;
const named = (apiVersion: string, kind: string, spec: object = {}): KubernetesObject => ({ apiVersion, kind, metadata: { name: 'one', namespace: 'shop' }, spec });

const database = named('acid.example.com/v1', 'Database');
const template = { metadata: { labels: { app: 'one' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } };

const unexamined = (objects: readonly KubernetesObject[], profile?: 'pss-restricted'): number | undefined =>
  check(objects, { ...(profile && { profile }) }).summary.unexamined;

test.each([
  ['nobody knows the kind', [database], 1],
  ['it has a pod template', [named('argoproj.io/v1alpha1', 'Rollout', { template })], undefined],
  ['a control over the whole set reads it', [named('cilium.io/v2', 'CiliumNetworkPolicy', { endpointSelector: {} })], undefined],
  ['the kind is Kubernetes\' own', [named('v1', 'ConfigMap'), named('coordination.k8s.io/v1', 'Lease')], undefined],
  ['there are several', [database, named('v1', 'ConfigMap'), { ...database, metadata: { name: 'two' } }], 2],
] as const)('%s', (_, objects, count) => expect(unexamined(objects)).toBe(count));

test('the controls of the profile count', () => {
  expect(unexamined([named('cilium.io/v2', 'CiliumNetworkPolicy', { endpointSelector: {} })], 'pss-restricted')).toBe(1);
});

describe('every summary says so', () => {
  const report: Report = check([database], {});
  const words = '1 of a kind that no control looks at';

  test.each([['text', formatText(report, [])], ['markdown', formatMarkdown(report)], ['github', formatGithub(report)]])('%s', (_, text) => expect(text).toContain(words));

  test('json', () => {
    expect(JSON.parse(formatJson(report))).toMatchObject({ summary: { objects: 1, unexamined: 1 } });
    expect(violations(schema, JSON.parse(formatJson(report)))).toEqual([]);
  });
});
