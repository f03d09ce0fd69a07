import { check } from '../../../src/check/check';
import { Checker } from '../../../src/check/checker';
import type { Exception } from '../../../src/check/exceptions/exception';
import type { CheckOptions } from '../../../src/check/options';
import type { Report } from '../../../src/check/report';
import { control } from '../../../src/controls/control';
import { graphControl } from '../../../src/controls/graph-control';
import type { KubernetesObject } from '../../../src/manifest/object';
import { deployment, exception, now } from './samples';

const run = (exceptions: readonly Exception[], options: CheckOptions = {}, objects: readonly KubernetesObject[] = [deployment]): Report =>
  check(objects, { now, exceptions, ...options });
const codesOf = ({ exceptionProblems = [] }: Report): readonly string[] => exceptionProblems.map(({ code }) => code);
const without = run([]);
const isRoot = ({ control: id }: { readonly control: string }): boolean => id === exception.control;

test('the sample has one finding that the exception is about', () => {
  expect(without.findings.filter(isRoot)).toEqual([expect.objectContaining({ container: 'agent' })]);
});

test('takes the finding out of the findings, and says who accepts it', () => {
  const report = run([exception]);
  expect(codesOf(report)).toEqual([]);
  expect(report.findings.filter(isRoot)).toEqual([]);
  expect(report.exceptions).toEqual([{
    finding: without.findings.find(isRoot), reason: exception.reason, owner: exception.owner, ticket: exception.ticket, expires: exception.expires,
  }]);
  expect(report.findings).toHaveLength(without.findings.length - 1);
  expect(report.summary.findings).toBe(report.findings.length);
  expect(report.summary.byControl).not.toHaveProperty(exception.control);
});

test.each([
  ['another control', { control: 'pod-no-host-pid' }],
  ['another name', { object: { ...exception.object, name: 'we' } }],
  ['another namespace', { object: { ...exception.object, namespace: '' } }],
  ['another kind', { object: { ...exception.object, kind: 'StatefulSet' } }],
  ['another version', { object: { ...exception.object, apiVersion: 'apps/v2' } }],
  ['another container', { containers: ['web'] }],
])('an exception for %s accepts nothing, and is not used', (_, change) => {
  const report = run([{ ...exception, ...change }]);
  expect(report.findings).toEqual(without.findings);
  expect(report.exceptions).toEqual([]);
  expect(codesOf(report)).toEqual(['CM4011']);
});

test('one that is over accepts nothing, wherever now is', () => {
  expect(codesOf(run([exception], { now: new Date('2027-02-28T23:59:59Z') }))).toEqual([]);
  const over = run([exception], { now: new Date('2027-03-01T00:00:00Z') });
  expect(codesOf(over)).toEqual(['CM4010']);
  expect(over.findings).toEqual(without.findings);
});

test('one that runs for longer than its severity allows accepts nothing', () => {
  const report = run([{ ...exception, expires: '2029-01-01' }]);
  expect(codesOf(report)).toEqual(['CM4012']);
  expect(report.findings).toEqual(without.findings);
});

test('a container that does not need it is named, the others keep it', () => {
  const report = run([{ ...exception, containers: ['agent', 'web'] }]);
  expect(codesOf(report)).toEqual(['CM4014']);
  expect(report.exceptionProblems?.[0]?.message).toContain('"web"');
  expect(report.exceptions).toHaveLength(1);
});

test('where only a part is checked, what is not there is not unused', () => {
  expect(codesOf(run([exception], {}, []))).toEqual(['CM4011']);
  expect(codesOf(run([exception], { partial: true }, []))).toEqual([]);
});

test('a control that is not selected says nothing of its exceptions', () => {
  const other = { ...exception, control: 'image-digest' };
  expect(codesOf(run([other], { profile: 'pss-restricted' }))).toEqual([]);
});

test('an object that cannot be judged says nothing of its exceptions', () => {
  const odd = { ...deployment, spec: { ...(deployment['spec'] as object), replicas: 'three' } };
  const report = run([exception], {}, [odd]);
  expect(report.notEvaluated).toHaveLength(1);
  expect(codesOf(report)).toEqual([]);
});

describe('a control that makes up for another', () => {
  const void_ = (compensating: readonly string[], options: CheckOptions = {}, objects: readonly KubernetesObject[] = [deployment]): readonly string[] => {
    const report = run([{ ...exception, compensating }], options, objects);
    expect(report.exceptions).toHaveLength(codesOf(report).includes('CM4013') ? 0 : 1);
    return (report.exceptionProblems ?? []).map(({ code, message }) => `${code} ${message}`);
  };

  test('must hold for the object', () => {
    expect(void_(['pod-seccomp-runtime-default'])).toEqual([]);
    const { spec } = (deployment['spec'] as { template: { spec: Record<string, unknown> } }).template;
    const exposed = { ...deployment, spec: { ...(deployment['spec'] as object), template: { spec: { ...spec, securityContext: {} } } } };
    expect(void_(['pod-seccomp-runtime-default'], {}, [exposed])).toEqual(['CM4013 the exception is void: pod-seccomp-runtime-default, which is to make up for it, does not hold']);
  });

  test('is judged even where the profile has it not, and not reported', () => {
    const report = run([{ ...exception, compensating: ['pod-seccomp-runtime-default'] }], { profile: 'pss-restricted' });
    expect(codesOf(report)).toEqual([]);
    expect(report.findings).toEqual(run([], { profile: 'pss-restricted' }).findings.filter((finding) => !isRoot(finding)));
    expect(void_(['pod-read-only-root-fs'], { profile: 'pss-restricted' })).toEqual([expect.stringContaining('does not hold')]);
    expect(run([{ ...exception, compensating: ['pod-read-only-root-fs'] }], { profile: 'pss-restricted' }).findings)
      .toEqual(run([], { profile: 'pss-restricted' }).findings);
  });

  test('is not made up for by a control that never looks at such an object', () => {
    expect(void_(['rbac-no-wildcards'])).toEqual([expect.stringContaining('does not look at a Deployment')]);
  });

  test('is not made up for by a control that nobody judged', () => {
    expect(void_(['pod-no-such-thing'])).toEqual([expect.stringContaining('was not judged')]);
  });

  test('does not count where another exception takes its failure out', () => {
    const both = [{ ...exception, compensating: ['pod-read-only-root-fs'] }, { ...exception, control: 'pod-read-only-root-fs', containers: undefined }];
    expect(codesOf(run(both))).toEqual(['CM4013']);
  });

  test('over the whole set, counts for its namespace', () => {
    const guarded = graphControl({
      ...metadata, id: 'network-guarded', reads: ['workloads'],
      *findAll({ set }) {
        for (const { object } of set.workloads) {
          if (object.metadata?.name === 'other') yield { object, path: ['metadata'], expected: 'another', fix: { needs: 'nothing' } };
        }
      },
    });
    const controls = [...new Checker().options.controls, guarded];
    expect(void_(['network-guarded'], { controls })).toEqual([]);
    const other = { ...deployment, metadata: { name: 'other', namespace: 'shop' } };
    expect(void_(['network-guarded'], { controls }, [deployment, other])).toEqual([expect.stringContaining('does not hold')]);
    expect(void_(['network-guarded'], { controls }, [deployment, { ...other, metadata: { name: 'other', namespace: 'elsewhere' } }])).toEqual([]);
  });

  test('does not count while it cannot be judged', () => {
    const opaque = control({
      ...metadata, id: 'pod-broken', each: 'podSpec', field: 'hostUsers', expected: 'false', revisions: { '1.8': 'podSpec.?hostUsers.orValue(true) < 1' }, fix: { needs: 'nothing' },
    });
    const controls = [...new Checker().options.controls, opaque];
    const report = run([{ ...exception, compensating: ['pod-broken'] }], { controls, profile: 'pss-restricted' });
    expect(report.exceptionProblems).toEqual([expect.objectContaining({ code: 'CM4013', message: expect.stringContaining('could not be judged') })]);
    expect(report.notEvaluated).toEqual([]);
  });
});

const metadata = {
  title: 'A control', layer: 'container', component: 'pod', severity: 'low', rationale: 'Because.', remediation: 'Do it.', references: [],
} as const;
