import { loadAll } from 'js-yaml';
import { catalogue } from '../../src/controls/index';
import { formatOpenreports } from '../../src/report/openreports';
import { openreportsViolations } from '../support/report-schemas';
import { hostileNames, hostileReport } from './hostile';
import { emptyReport, reportOf, sampleText, withException } from './sample';

interface Result { policy: string; result: string; category?: string; severity?: string; resources?: { name: string; fieldPath?: string }[]; properties: Record<string, string> }
interface OpenReport { apiVersion: string; kind: string; metadata: { name: string; namespace?: string }; summary: Record<string, number>; results: Result[] }

const report = reportOf(sampleText);
const read = (value = report): OpenReport[] => loadAll(formatOpenreports(value, catalogue)) as OpenReport[];

const scopes = `apiVersion: v1
kind: Pod
metadata: { name: a, namespace: shop }
spec: { hostPID: true, containers: [] }
---
apiVersion: v1
kind: Pod
metadata: { name: b }
spec: { hostPID: true, containers: [] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: c, namespace: mistaken }
rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]
`;

describe('formatOpenreports', () => {
  test.each([['findings', report], ['nothing', emptyReport], ['an exception', withException(report)], ['hostile names', hostileReport()], ['all scopes', reportOf(scopes)]])(
    'a report of %s is valid', (_, value) => expect(read(value).flatMap(openreportsViolations)).toEqual([]),
  );

  test('a Report for each namespace, and a ClusterReport for what has none', () => {
    const found = read(reportOf(scopes)).map(({ kind, metadata: { namespace }, results }) => [kind, namespace, [...new Set(results.flatMap(({ resources = [] }) => resources.map(({ name }) => name)))]]);
    expect(found).toEqual(expect.arrayContaining([
      ['Report', 'shop', ['a']],
      ['Report', undefined, ['b']],
      ['ClusterReport', undefined, ['c']],
    ]));
    expect(found).toHaveLength(3);
  });

  test('a result for each finding', () => {
    const results = read().flatMap((object) => object.results);
    for (const { control, severity, object: { name }, field, fingerprint } of report.findings) {
      expect(results).toContainEqual(expect.objectContaining({
        policy: control,
        result: 'fail',
        severity,
        category: catalogue.find(({ id }) => id === control)?.component,
        resources: [expect.objectContaining({ name, fieldPath: field })],
        properties: expect.objectContaining({ fingerprint, file: 'web.yaml' }) as unknown,
      }));
    }
    expect(results).toHaveLength(report.findings.length + report.notEvaluated.length);
  });

  test('accepted findings are skipped and the rest are errors; the summary counts them', () => {
    const objects = read(withException(report));
    const results = objects.flatMap((object) => object.results);
    expect(results.filter(({ result }) => result === 'skip').map(({ properties }) => properties['owner'])).toEqual(['storage']);
    expect(results.filter(({ result }) => result === 'error').map(({ policy }) => policy)).toEqual(report.notEvaluated.map(({ code }) => code));
    for (const { summary, results: own } of objects) for (const [result, count] of Object.entries(summary)) expect(own.filter((item) => item.result === result)).toHaveLength(count);
  });

  test('keeps the names', () => {
    const names = new Set(read(hostileReport()).flatMap(({ results }) => results.flatMap(({ resources = [] }) => resources.map(({ name }) => name))));
    for (const name of hostileNames) expect(names).toContain(name);
  });

  test('holds no value of a Secret', () => {
    expect(formatOpenreports(report, catalogue)).not.toContain('correct-horse');
  });
});
