import type { Exception } from '../../src/check/exceptions/exception';
import { formatLedger } from '../../src/check/exceptions/ledger';
import type { Report } from '../../src/check/report';
import { casemate, type Run, sloppy } from './support';

const exception: Exception = {
  control: 'pod-run-as-non-root',
  object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
  reason: 'the vendor image binds port 80 before it drops root',
  owner: 'team-shop',
  expires: '2027-02-28',
};
const ledger = (...changes: readonly Partial<Exception>[]): string => formatLedger(changes.map((change) => ({ ...exception, ...change })));
const check = (lock: string | undefined, ...argv: readonly string[]): Promise<Run> =>
  casemate(['check', 'web.yaml', '-f', 'json', '--now', '2026-11-24', ...argv], { files: { 'web.yaml': sloppy, ...(lock === undefined ? {} : { 'exceptions.lock.json': lock }) } });
const reportIn = ({ stdout }: Run): Report => JSON.parse(stdout) as Report;
const codesIn = (run: Run): readonly string[] => (reportIn(run).exceptionProblems ?? []).map(({ code }) => code);
const ADD = ['exceptions', 'add', '--control', 'pod-run-as-non-root', '--object', 'Deployment/shop/web', '--reason', exception.reason, '--owner', 'team-shop', '--expires', '2027-02-28', '--now', '2026-11-24'];

describe('casemate check with a ledger', () => {
  test('accepts what is in it', async () => {
    const report = reportIn(await check(ledger({})));
    expect(report.exceptions.map(({ finding, owner }) => [finding.control, owner])).toEqual([['pod-run-as-non-root', 'team-shop']]);
    expect(report.summary.byControl).not.toHaveProperty('pod-run-as-non-root');
  });

  test('--no-exceptions shows what is there', async () => {
    const run = await check(ledger({}), '--no-exceptions');
    expect(run.stdout).toBe((await check(undefined)).stdout);
  });

  test('--exceptions names another file, which must be there', async () => {
    const files = { 'web.yaml': sloppy, 'ops/ledger.json': ledger({}) };
    expect(reportIn(await casemate(['check', 'web.yaml', '-f', 'json', '--now', '2026-11-24', '--exceptions', 'ops/ledger.json'], { files })).exceptions).toHaveLength(1);
    const missing = await casemate(['check', 'web.yaml', '--exceptions', 'ops/ledgr.json'], { files });
    expect(missing).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('CM4004 ops/ledgr.json') });
  });

  test.each([['expired', '2027-03-01', 'CM4010'], ['in force', '2027-02-28', undefined]])('on the day after it is %s', async (_, now, code) => {
    const run = await casemate(['check', 'web.yaml', '-f', 'json', '--fail-on', 'never', '--now', now], { files: { 'web.yaml': sloppy, 'exceptions.lock.json': ledger({}) } });
    expect(codesIn(run)).toEqual(code === undefined ? [] : [code]);
    expect(run.exitCode).toBe(code === undefined ? 0 : 4);
  });

  test.each([
    ['not used', { control: 'pod-no-host-pid' }, 'CM4011'],
    ['for an object that is not there', { object: { ...exception.object, name: 'gone' } }, 'CM4011'],
    ['too long', { expires: '2030-01-01' }, 'CM4012'],
    ['void', { compensating: ['pod-read-only-root-fs'] }, 'CM4013'],
  ])('one that is %s exits with 4, and findings with 1 all the same', async (_, change, code) => {
    expect(codesIn(await check(ledger(change)))).toEqual([code]);
    expect((await check(ledger(change), '--fail-on', 'never')).exitCode).toBe(4);
    expect((await check(ledger(change))).exitCode).toBe(1);
    expect((await check(ledger(change), '--exit-zero')).exitCode).toBe(0);
  });

  test('--partial leaves alone what is for other objects', async () => {
    expect((await check(ledger({ object: { ...exception.object, name: 'elsewhere' } }), '--fail-on', 'never', '--partial')).exitCode).toBe(0);
  });

  test.each([['broken', '{'], ['not a ledger', '{}'], ['with a mistake', ledger({}).replace('pod-run-as-non-root', 'pod-run-as-root')]])(
    'a ledger that is %s stops the run', async (_, text) => {
      const run = await check(text);
      expect(run).toMatchObject({ exitCode: 2, stdout: '' });
      expect(run.stderr).toMatch(/^CM\d{4} exceptions\.lock\.json:\d+:\d+ /);
    });

  test('people read what is wrong, and what was accepted', async () => {
    const files = { 'web.yaml': sloppy, 'exceptions.lock.json': ledger({}, { control: 'pod-no-host-pid' }) };
    const { stdout } = await casemate(['check', 'web.yaml', '--now', '2026-11-24'], { files });
    expect(stdout).toContain('! CM4011 pod-no-host-pid on Deployment shop/web (team-shop): the exception is not used');
    expect(stdout).toContain('1 accepted (the next expires on 2027-02-28)');
  });

  test('the folder that holds it can be checked', async () => {
    const run = await casemate(['check', '.', '-f', 'json', '--now', '2026-11-24'], { files: { 'web.yaml': sloppy, 'exceptions.lock.json': ledger({}) } });
    expect(reportIn(run).notEvaluated).toEqual([]);
  });
});

test('casemate fix leaves alone what is accepted', async () => {
  const files = { 'web.yaml': sloppy, 'exceptions.lock.json': ledger({ control: 'pod-no-privilege-escalation' }) };
  const fixed = await casemate(['fix', 'web.yaml', '--now', '2026-11-24'], { files });
  expect(fixed.files['web.yaml']).not.toContain('allowPrivilegeEscalation');
  expect(fixed.files['web.yaml']).toContain('readOnlyRootFilesystem: true');
  const again = await casemate(['fix', 'web.yaml', '--now', '2027-03-01'], { files });
  expect(again.files['web.yaml']).toContain('allowPrivilegeEscalation: false');
});

describe('casemate exceptions add', () => {
  test('writes the ledger that check reads', async () => {
    const { files, exitCode, stdout } = await casemate([...ADD, '--container', 'web', '--ticket', 'SEC-1'], { files: {} });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('97 days left');
    expect(files['exceptions.lock.json']).toBe(ledger({ containers: ['web'], ticket: 'SEC-1' }));
    expect(reportIn(await check(files['exceptions.lock.json'])).exceptions).toHaveLength(1);
  });

  test('knows objects without a namespace, and other versions', async () => {
    const objectIn = async (...argv: readonly string[]): Promise<unknown> => {
      const { files, stderr } = await casemate(['exceptions', 'add', '--control', 'rbac-no-wildcards', '--reason', exception.reason, '--owner', 'a', '--expires', '2026-12-24', '--now', '2026-11-24', ...argv], { files: {} });
      return stderr === '' ? (JSON.parse(files['exceptions.lock.json'] ?? '') as { exceptions: Exception[] }).exceptions[0]?.object : stderr;
    };
    expect(await objectIn('--object', 'ClusterRole/admin')).toEqual({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', namespace: '', name: 'admin' });
    expect(await objectIn('--object', 'Rollout/shop/web', '--api-version', 'argoproj.io/v1alpha1')).toEqual({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: 'shop', name: 'web' });
    expect(await objectIn('--object', 'Rollout/shop/web')).toContain('--api-version');
    expect(await objectIn('--object', 'web')).toContain('kind/namespace/name');
  });

  test.each([
    ['a reason that is none', ['--reason', 'temporary exception, will be fixed later'], 'any exception'],
    ['an unknown control', ['--control', 'pod-run-as-nonroot'], 'Did you mean "pod-run-as-non-root"'],
    ['a day that is over', ['--expires', '2026-11-23'], 'is over'],
    ['a day too far off', ['--expires', '2031-01-01'], 'too far off'],
    ['a pattern', ['--object', 'Deployment/shop/*'], 'pattern'],
    ['itself to make up for it', ['--compensating', 'pod-run-as-non-root'], 'itself'],
  ])('refuses %s', async (_, argv, message) => {
    const run = await casemate([...ADD, ...argv], { files: {} });
    expect(run).toMatchObject({ exitCode: 2, files: {} });
    expect(run.stderr).toContain(message);
  });

  test('refuses a second one for the same findings, and leaves the ledger as it is', async () => {
    const files = { 'exceptions.lock.json': ledger({}) };
    expect(await casemate(ADD, { files })).toMatchObject({ exitCode: 2, files });
  });

  test('does not write over a ledger that it cannot read', async () => {
    const files = { 'exceptions.lock.json': '{"schema":' };
    expect(await casemate(ADD, { files })).toMatchObject({ exitCode: 2, files });
  });
});

describe('casemate exceptions list and review', () => {
  const files = { 'exceptions.lock.json': ledger({ expires: '2027-02-28' }, { control: 'pod-no-host-pid', expires: '2026-12-01', ticket: 'SEC-9' }) };
  const linesOf = async (verb: string, now: string): Promise<readonly string[]> =>
    (await casemate(['exceptions', verb, '--now', now], { files })).stdout.split('\n').filter((line) => /^\d/.test(line));

  test('list is in the order of the ledger, review in that of the days', async () => {
    expect((await linesOf('list', '2026-11-24'))[0]).toContain('pod-no-host-pid');
    const review = await linesOf('review', '2026-11-24');
    expect(review[0]).toBe('2026-12-01  8 days left    pod-no-host-pid  Deployment shop/web');
    expect(review[1]).toContain('97 days left');
  });

  test('review fails for what has expired', async () => {
    expect((await linesOf('review', '2026-12-02'))[0]).toContain('EXPIRED');
    expect((await casemate(['exceptions', 'review', '--now', '2026-12-02'], { files })).exitCode).toBe(4);
    expect((await casemate(['exceptions', 'review', '--now', '2026-12-01'], { files })).exitCode).toBe(0);
  });

  test('both speak JSON', async () => {
    expect((await casemate(['exceptions', 'list', '-f', 'json'], { files })).stdout).toBe(files['exceptions.lock.json']);
    const rows = JSON.parse((await casemate(['exceptions', 'review', '-f', 'json', '--now', '2026-11-24'], { files })).stdout) as { daysLeft: number }[];
    expect(rows.map(({ daysLeft }) => daysLeft)).toEqual([8, 97]);
  });
});

describe('casemate exceptions prune', () => {
  test('removes what is over and what is not used, and keeps the rest', async () => {
    const files = { 'web.yaml': sloppy, 'exceptions.lock.json': ledger({}, { control: 'pod-no-host-pid' }, { control: 'pod-read-only-root-fs', expires: '2026-11-01' }) };
    const run = await casemate(['exceptions', 'prune', 'web.yaml', '--now', '2026-11-24'], { files });
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('2 removed, 1 kept') });
    expect(run.files['exceptions.lock.json']).toBe(ledger({}));
  });

  test('removes nothing while some input is broken', async () => {
    const files = { 'web.yaml': 'a: [', 'exceptions.lock.json': ledger({}) };
    expect(await casemate(['exceptions', 'prune', '.', '--now', '2026-11-24'], { files })).toMatchObject({ exitCode: 2, files });
  });
});
