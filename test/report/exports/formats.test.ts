import { load, loadAll } from 'js-yaml';
import { check } from '../../../src/check/check';
import { Checker } from '../../../src/check/checker';
import type { Exception } from '../../../src/check/exceptions/exception';
import { catalogue } from '../../../src/controls/index';
import { compile } from '../../../src/cel/compile';
import type { KubernetesObject } from '../../../src/manifest/object';
import { type ExportFormat, exportFormats } from '../../../src/report/exports/export-format';
import { exportExceptions } from '../../../src/report/exports/formats';
import type { KubescapeException } from '../../../src/report/exports/kubescape';
import { formatSarif } from '../../../src/report/sarif';
import { deployment, exception, now } from '../../check/exceptions/samples';

const hostPid: Exception = { ...exception, control: 'pod-no-privilege-escalation', containers: undefined, ticket: undefined, reason: 'a "quoted" reason: with #signs and\na second line', expires: '2026-12-31' };
const over: Exception = { ...exception, control: 'pod-read-only-root-fs', containers: undefined, expires: '2026-11-23' };
const exceptions = [over, hostPid, exception];

/** What a check accepts that found the object in a file. */
function acceptedIn(file: string): Parameters<typeof exportExceptions>[1]['accepted'] {
  const checker = new Checker({ exceptions, now });
  checker.add({ object: deployment, file });
  return checker.report().exceptions;
}

const run = (format: ExportFormat, file = 'deploy/web.yaml', own: readonly Exception[] = exceptions): string =>
  exportExceptions(format, { exceptions: own, accepted: acceptedIn(file), controls: catalogue, now });
const documents = (format: ExportFormat): readonly KubernetesObject[] => loadAll(run(format)) as KubernetesObject[];

test.each(exportFormats)('%s: the same from run to run, whatever the order, and without what is over', (format) => {
  expect(run(format, 'a.yaml', [...exceptions].reverse())).toBe(run(format, 'a.yaml'));
  expect(run(format)).not.toMatch(/pod-read-only-root-fs|no-read-only-root-fs|CKV_K8S_22|KSV-0014|C-0017/);
  expect(run(format)).toContain('chowns its hostPath');
});

test.each(exportFormats)('%s: what is for a policy of one\'s own is for nobody else', (format) => {
  expect(run(format, 'a.yaml', [...exceptions, { ...exception, control: 'replica-limit', policy: true }])).toBe(run(format, 'a.yaml'));
});

describe('kyverno', () => {
  const [escalation, root] = documents('kyverno') as (KubernetesObject & { readonly spec: { readonly matchConditions: { expression: string }[]; readonly expiresAt: string; readonly policyRefs: object[] } })[];

  test('an exception for one policy and one object, with the same end', () => {
    expect(documents('kyverno')).toHaveLength(2);
    expect(root).toMatchObject({
      apiVersion: 'policies.kyverno.io/v1', kind: 'PolicyException', metadata: { namespace: 'shop', annotations: { 'casemate.dev/containers': 'agent' } },
      spec: { policyRefs: [{ kind: 'ValidatingPolicy', name: 'casemate-pod-run-as-non-root' }], expiresAt: '2027-03-01T00:00:00Z' },
    });
    expect(escalation?.spec.expiresAt).toBe('2027-01-01T00:00:00Z');
    expect(escalation?.metadata?.annotations?.['casemate.dev/reason']).toBe(hostPid.reason);
  });

  test('its condition is CEL that holds for this object and no other', () => {
    const holds = compile(root?.spec.matchConditions[0]?.expression ?? 'true');
    const verdict = (change: Partial<KubernetesObject>, request: object = {}): boolean => holds({ object: { ...deployment, ...change }, request }, {} as never);
    expect(verdict({})).toBe(true);
    expect(verdict({ kind: 'DaemonSet' })).toBe(false);
    expect(verdict({ metadata: { name: 'web2', namespace: 'shop' } })).toBe(false);
    expect(verdict({ metadata: { name: 'web', namespace: 'shop2' } })).toBe(false);
    const made = { kind: 'Pod', metadata: { name: 'web-6c4f-x', namespace: 'shop', ownerReferences: [{ controller: true, kind: 'ReplicaSet', name: 'web-6c4f' }] } };
    const by = (username: string): object => ({ userInfo: { username } });
    expect(verdict(made, by('system:serviceaccount:kube-system:replicaset-controller'))).toBe(true);
    expect(verdict(made, by('jane'))).toBe(false);
    expect(verdict(made)).toBe(false);
  });

  test('names are different, and names of Kubernetes', () => {
    const names = [escalation, root].map((object) => object?.metadata?.name ?? '');
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])$/);
  });
});

test('trivy: by file, with the reason, until the day after the last', () => {
  const { misconfigurations } = load(run('trivy')) as { misconfigurations: { id: string; paths: string[]; statement: string; expired_at: unknown }[] };
  const ids = misconfigurations.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['AVD-KSV-0012', 'KSV-0012', 'AVD-KSV-0001', 'KSV-0001']));
  const root = misconfigurations.find(({ id }) => id === 'KSV-0012');
  expect(root).toMatchObject({ paths: ['deploy/web.yaml'], statement: 'the vendor agent chowns its hostPath at start (team-payments)' });
  expect(run('trivy')).toContain('    expired_at: 2027-03-01\n');
  expect(run('trivy', './a*[b].yaml')).toContain(JSON.stringify('a\\*\\[b\\].yaml'));
  expect(run('trivy', '<stdin>')).toContain('misconfigurations: []');
});

test('kube-linter: an annotation for each check, its value the reason', () => {
  expect(documents('kube-linter')).toEqual([{
    apiVersion: 'apps/v1', kind: 'Deployment',
    metadata: {
      name: 'web', namespace: 'shop',
      annotations: {
        'ignore-check.kube-linter.io/privilege-escalation-container': `${hostPid.reason} (team-payments, until 2026-12-31)`,
        'ignore-check.kube-linter.io/run-as-non-root': 'container agent: the vendor agent chowns its hostPath at start (team-payments, SEC-123, until 2027-02-28)',
      },
    },
  }]);
});

test('checkov: numbered annotations on the object itself', () => {
  const [patch] = documents('checkov');
  const annotations = patch?.metadata?.annotations ?? {};
  expect(Object.keys(annotations)).toEqual(Object.keys(annotations).map((_, index) => `checkov.io/skip${index + 1}`));
  expect(Object.values(annotations).map((value) => value.slice(0, value.indexOf('=')))).toEqual(expect.arrayContaining(['CKV_K8S_20']));
});

test('kubescape: attributes are expressions that match one name each', () => {
  const dotted = { ...exception, object: { ...exception.object, name: 'web.v1' } };
  const [entry] = JSON.parse(exportExceptions('kubescape', { exceptions: [dotted], accepted: [], controls: catalogue, now })) as KubescapeException[];
  expect(entry).toMatchObject({ policyType: 'postureExceptionPolicy', actions: ['alertOnly'], expirationDate: '2027-03-01T00:00:00.000Z' });
  const { name = '', kind = '', namespace = '' } = entry?.resources[0]?.attributes ?? {};
  expect(['web.v1', 'web-v1', 'a-web.v1', 'web.v10'].map((text) => new RegExp(name).test(text))).toEqual([true, false, false, false]);
  expect([kind, namespace]).toEqual(['^Deployment$', '^shop$']);
  expect(entry?.posturePolicies).toContainEqual({ controlID: expect.stringMatching(/^C-\d{4}$/) });
});

test('SARIF: accepted findings, and those from before, are suppressed', () => {
  const report = { ...check([deployment], { exceptions, now }), ratchet: { findings: check([deployment]).findings.slice(0, 2), stale: [] } };
  const { runs: [sarif] } = JSON.parse(formatSarif(report, catalogue, { version: '1' })) as { runs: { results: { suppressions?: { justification: string }[] }[] }[] };
  const suppressed = sarif?.results.filter(({ suppressions }) => suppressions !== undefined) ?? [];
  expect(suppressed).toHaveLength(report.exceptions.length + 2);
  expect(sarif?.results).toHaveLength(report.findings.length + suppressed.length);
});
