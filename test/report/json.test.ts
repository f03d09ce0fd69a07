import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportSchema } from '../../src/check/report';
import { check } from '../../src/index';
import { parseManifests } from '../../src/manifest/parse';
import { formatJson } from '../../src/report/json';
import { violations } from '../support/json-schema';
import { emptyReport, reportOf, sampleText, withException } from './sample';

const policyText = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: team-policy }
spec:
  matchConstraints: { resourceRules: [{ apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments] }] }
  validations: [{ expression: object.spec.replicas > 1 }]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: team-policy }
spec: { policyName: team-policy, validationActions: [Deny] }
`;
const subjectsIn = (text: string) => parseManifests(text, 'policy.yaml').manifests.map(({ object }) => ({ object }));

const schema = JSON.parse(readFileSync(join(__dirname, '../../schema/report-v1.json'), 'utf8')) as Record<string, unknown>;
const report = reportOf(sampleText);

const withProposals = reportOf(sampleText, 'web.yaml', { proposals: true });

describe('formatJson', () => {
  test.each([['findings', report], ['nothing', emptyReport], ['an exception', withException(report)], ['proposals', withProposals]])('with %s it is the report itself, and matches the published schema', (_, value) => {
    const parsed: unknown = JSON.parse(formatJson(value));
    expect(parsed).toEqual(value);
    expect(violations(schema, parsed)).toEqual([]);
  });

  test('the published schema has the name that reports carry', () => {
    expect(schema['$id']).toBe(reportSchema);
  });

  test('the sample has all that the schema describes', () => {
    expect(report.findings.length).toBeGreaterThan(5);
    expect(report.notEvaluated).toHaveLength(1);
    expect(withProposals.findings.flatMap(({ proposal }) => proposal?.decisions ?? []).length).toBeGreaterThan(1);
  });

  test.each([
    ['a missing key', { ...report, summary: undefined }],
    ['an extra key', { ...report, more: 1 }],
    ['a wrong type', { ...report, findings: [{ ...report.findings[0], line: '7' }] }],
    ['an unknown severity', { ...report, findings: [{ ...report.findings[0], severity: 'urgent' }] }],
    ['a short fingerprint', { ...report, findings: [{ ...report.findings[0], fingerprint: 'abc' }] }],
  ])('the schema refuses %s', (_, value) => {
    expect(violations(schema, JSON.parse(JSON.stringify(value)))).not.toEqual([]);
  });

  test('findings of every form have their keys in the order of the schema', () => {
    const policy = { control: 'team-policy', field: 'spec.replicas' };
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' }, spec: { replicas: 1 } };
    const denied = check([deployment], { policies: subjectsIn(policyText) }).findings.filter(({ control }) => control === policy.control);
    expect(denied).toMatchObject([policy]);
    const { finding, object } = schema['$defs'] as Record<string, { readonly properties: object }>;
    const outOfOrder = (value: object, definition: { readonly properties: object } | undefined): readonly string[] => {
      const order = Object.keys(definition?.properties ?? {});
      const places = Object.keys(value).map((key) => order.indexOf(key));
      return places.every((place, index) => place > (places[index - 1] ?? -1)) ? [] : [JSON.stringify(value)];
    };
    const written = [...report.findings, ...denied, ...withException(report).exceptions.map((accepted) => accepted.finding)];
    expect(written.flatMap((item) => [...outOfOrder(item, finding), ...outOfOrder(item.object, object)])).toEqual([]);
  });

  test('all other keys stand in one order, however the report was put together', () => {
    const shuffled = {
      ...report,
      summary: { ...report.summary, byControl: Object.fromEntries(Object.entries(report.summary.byControl).reverse()) },
    } as unknown as typeof report;
    expect(formatJson(shuffled)).toBe(formatJson(report));
  });

  test('has a finding a line', () => {
    expect(formatJson(report).split('\n').filter((line) => line.startsWith('    {"control":'))).toHaveLength(report.findings.length);
  });

  test('a name that looks like the end of a finding stays a name', () => {
    const name = 'a"},{"control":"b';
    const evil = reportOf(`apiVersion: v1\nkind: Pod\nmetadata: { name: '${name}' }\nspec: { hostPID: true, containers: [] }\n`);
    expect(evil.findings[0]?.object.name).toBe(name);
    expect(JSON.parse(formatJson(evil))).toEqual(evil);
    expect(formatJson(evil).split('\n').filter((line) => line.startsWith('    {"control":'))).toHaveLength(evil.findings.length);
  });

  test('holds no value of a Secret', () => {
    expect(formatJson(report)).not.toContain('correct-horse');
  });
});
