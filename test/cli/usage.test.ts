import { controls } from '../../src/controls/index';
import { casemate } from './support';

describe('wrong usage', () => {
  test.each([
    ['no input', ['check'], 'CM2001', 'casemate check deploy/'],
    ['no input to fix', ['fix'], 'CM2001', 'casemate fix deploy/'],
    ['an unknown verb', ['chek'], 'CM2001', 'Did you mean check?'],
    ['an unknown option', ['check', '.', '--proflie', 'x'], 'CM2001', 'Did you mean --profile?'],
    ['an option without its value', ['check', '.', '--profile'], 'CM2001', 'casemate --help'],
    ['an unknown profile', ['check', '.', '--profile', 'pss-restrictd'], 'CM2002', 'Did you mean "pss-restricted"?'],
    ['a profile that is like none', ['check', '.', '--profile', 'zzz'], 'CM2002', 'pss-baseline, pss-restricted, hardened'],
    ['an unknown severity', ['check', '.', '--fail-on', 'hihg'], 'CM2002', 'Did you mean "high"?'],
    ['an unknown format', ['check', '.', '-f', 'jsno'], 'CM2002', 'Did you mean "json"?'],
    ['a format without a file', ['check', '.', '-f', 'json='], 'CM2001', 'json for standard output'],
    ['two formats for one screen', ['check', '.', '-f', 'text', '-f', 'json'], 'CM2001', 'json=report.json'],
    ['an old minor', ['check', '.', '--kubernetes', '1.27'], 'CM2003', '1.28, 1.29'],
    ['no minor', ['check', '.', '--kubernetes', 'latest'], 'CM2003', '1.28, 1.29'],
    ['an unknown control', ['explain', 'pod-run-as-nonroot'], 'CM2004', 'Did you mean "pod-run-as-non-root"?'],
    ['a control without its area', ['explain', 'run-as-non-root'], 'CM2004', 'Did you mean "pod-run-as-non-root"?'],
    ['no control', ['explain'], 'CM2001', 'casemate --help'],
    ['an unknown action', ['generate', 'guardrails', '--actions', 'dney'], 'CM2002', 'Did you mean "deny"?'],
    ['actions that exclude each other', ['generate', 'guardrails', '--actions', 'deny,warn'], 'CM6004', 'Deny and Audit'],
    ['a minor without guardrails', ['generate', 'guardrails', '--kubernetes', '1.28'], 'CM6001', '1.30'],
    ['a report where nothing can be written', ['check', '.', '-f', 'json=no/such/dir.json'], 'CM1021', 'writable'],
  ])('%s', async (_, argv, code, repair) => {
    const run = await casemate(argv, { files: { 'a.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\n' } });
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(new RegExp(`^${code} .+\n( {2}field .+\n)? {2}repair {2}.+\n$`));
    expect(run.stderr).toContain(repair);
  });

  test('nothing at all prints the help', async () => {
    const run = await casemate([]);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain('Usage: casemate');
  });

  test('CASEMATE_DEBUG=1 adds the stack', async () => {
    expect((await casemate(['explain', 'x'])).stderr).not.toContain('    at ');
    expect((await casemate(['explain', 'x'], { env: { CASEMATE_DEBUG: '1' } })).stderr).toContain('    at ');
  });
});

describe('help', () => {
  test.each([[['--help']], [['check', '--help']], [['fix', '-h']], [['help', 'check']]])('%j documents the exit codes', async (argv) => {
    const run = await casemate(argv);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    for (const code of [0, 1, 2, 3, 4]) expect(run.stdout).toMatch(new RegExp(`^ {2}${code} {2}\\S`, 'm'));
  });

  test('--version is the version of the package', async () => {
    const { version } = require('../../package.json') as { version: string };
    expect(await casemate(['--version'])).toMatchObject({ exitCode: 0, stdout: `${version}\n` });
  });
});

describe('casemate explain', () => {
  test('prints the page of a control', async () => {
    const run = await casemate(['explain', 'pod-no-privileged']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain(controls.podNoPrivileged.title);
  });

  test('also as markdown and json', async () => {
    expect((await casemate(['explain', 'pod-no-privileged', '-f', 'markdown'])).stdout).toContain('# pod-no-privileged\n');
    expect(JSON.parse((await casemate(['explain', 'pod-no-privileged', '-f', 'json'])).stdout)).toMatchObject({ id: 'pod-no-privileged', severity: 'critical' });
  });
});

describe('casemate controls', () => {
  test('lists what a profile selects', async () => {
    const ids = async (...argv: string[]): Promise<string[]> => (JSON.parse((await casemate(['controls', '-f', 'json', ...argv])).stdout) as { id: string }[]).map(({ id }) => id);
    const [hardened, restricted, baseline] = [await ids(), await ids('--profile', 'pss-restricted'), await ids('--profile', 'pss-baseline')];
    expect(hardened).toContain('image-digest');
    expect(restricted).toContain('pod-run-as-non-root');
    expect(restricted).not.toContain('image-digest');
    expect(baseline).not.toContain('pod-run-as-non-root');
  });

  test('is a table for people', async () => {
    const { stdout } = await casemate(['controls']);
    expect(stdout).toMatch(/^high +pod-run-as-non-root +Containers run as non-root$/m);
  });
});
