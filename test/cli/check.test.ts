import type { Report } from '../../src/check/report';
import { formats } from '../../src/cli/destination';
import { casemate, clean, sloppy } from './support';

const files = { 'deploy/web.yaml': sloppy, 'deploy/service.yaml': clean };
const reportIn = (text: string): Report => JSON.parse(text) as Report;

describe('casemate check', () => {
  test('prints a report for people, and fails for high findings', async () => {
    const run = await casemate(['check', 'deploy'], { files });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('Deployment shop/web  deploy/web.yaml');
    expect(run.stdout).toContain('next: npx casemate fix --dry-run deploy');
    expect(run.stderr).toBe('');
  });

  test('writes several formats in one run', async () => {
    const run = await casemate(['check', 'deploy', '-f', 'sarif=out.sarif', '-f', 'json=out.json', '-f', 'text'], { files });
    expect(run.stdout).toContain('Deployment shop/web');
    const report = reportIn(run.files['out.json'] ?? '');
    const sarif = JSON.parse(run.files['out.sarif'] ?? '') as { runs: { results: unknown[] }[] };
    expect(sarif.runs[0]?.results).toHaveLength(report.findings.length);
    expect(report.summary.objects).toBe(2);
  });

  test('writes every format there is, each to a file of its own', async () => {
    const run = await casemate(['check', 'deploy', ...formats.flatMap((format) => ['-f', `${format}=out.${format}`])], { files });
    expect(run.stdout).toBe('');
    const texts = formats.map((format) => run.files[`out.${format}`]);
    for (const text of texts) expect(text).toContain('pod-run-as-non-root');
    expect(new Set(texts).size).toBe(formats.length);
  });

  test('says the same from run to run, byte for byte', async () => {
    const runs = [await casemate(['check', 'deploy', '-f', 'json'], { files }), await casemate(['check', 'deploy', '-f', 'json'], { files })];
    expect(runs[0]?.stdout).toBe(runs[1]?.stdout);
  });

  test('reads standard input', async () => {
    const run = await casemate(['check', '-', '-f', 'json'], { stdin: `${clean}---\n${sloppy}` });
    expect(new Set(reportIn(run.stdout).findings.map(({ file }) => file))).toEqual(new Set(['<stdin>']));
    expect(reportIn(run.stdout).findings.find(({ field }) => field.endsWith('image'))?.line).toBe(19);
  });

  test('a profile selects controls', async () => {
    const count = async (...argv: string[]): Promise<number> => reportIn((await casemate(['check', 'deploy', '-f', 'json', ...argv], { files })).stdout).findings.length;
    expect(await count('--profile', 'pss-baseline')).toBe(0);
    expect(await count('--profile', 'pss-restricted')).toBe(4);
    expect(await count()).toBeGreaterThan(4);
  });

  test('a minor selects meanings', async () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { hostUsers: false, containers: [{ name: a, image: a, securityContext: { procMount: Unmasked } }] }\n';
    const controls = async (minor: string): Promise<string[]> => {
      const { stdout } = await casemate(['check', '-', '-f', 'json', '--profile', 'pss-baseline', '--kubernetes', minor], { stdin: pod });
      return reportIn(stdout).findings.map(({ control }) => control);
    };
    expect(await controls('1.28')).not.toEqual(await controls('v1.37.2'));
  });

  test.each([
    ['high', 1], ['critical', 0], ['low', 1], ['never', 0],
  ])('--fail-on %s exits with %d', async (severity, exitCode) => {
    expect((await casemate(['check', 'deploy', '--fail-on', severity], { files })).exitCode).toBe(exitCode);
  });

  test('--exit-zero exits with 0 for findings and for what could not be evaluated, not for broken input', async () => {
    expect((await casemate(['check', 'deploy', '--exit-zero'], { files })).exitCode).toBe(0);
    expect((await casemate(['check', '-', '--exit-zero'], { stdin: 'apiVersion: v1\nkind: Podd\nmetadata: { name: a }\n' })).exitCode).toBe(0);
    expect((await casemate(['check', '-', '--exit-zero'], { stdin: 'a: [' })).exitCode).toBe(2);
  });

  test('clean is 0', async () => {
    const run = await casemate(['check', 'deploy/service.yaml'], { files });
    expect(run).toMatchObject({ exitCode: 0, stdout: 'no problems · 1 object\n' });
  });

  test('findings count before what could not be evaluated, broken input before both', async () => {
    const unknown = 'apiVersion: v1\nkind: Podd\nmetadata: { name: a }\n';
    expect((await casemate(['check', '.'], { files: { 'a.yaml': unknown } })).exitCode).toBe(3);
    expect((await casemate(['check', '.'], { files: { 'a.yaml': unknown, 'b.yaml': sloppy } })).exitCode).toBe(1);
    expect((await casemate(['check', '.'], { files: { 'a.yaml': unknown, 'b.yaml': sloppy, 'c.yaml': 'kind: [\napiVersion: v1\n' } })).exitCode).toBe(2);
  });
});

describe('colours', () => {
  const coloured = async (env: Record<string, string>, isTTY: boolean): Promise<boolean> =>
    (await casemate(['check', 'deploy'], { files, env, isTTY })).stdout.includes('\u001b[');

  test.each([
    ['a terminal', {}, true, true],
    ['a pipe', {}, false, false],
    ['NO_COLOR', { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR', { NO_COLOR: '' }, true, true],
    ['FORCE_COLOR', { FORCE_COLOR: '1' }, false, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, false],
    ['a dumb terminal', { TERM: 'dumb' }, true, false],
  ])('%s', async (_, env, isTTY, expected) => {
    expect(await coloured(env, isTTY)).toBe(expected);
  });

  test('a file never has any', async () => {
    const run = await casemate(['check', 'deploy', '-f', 'text=out.txt'], { files, env: { FORCE_COLOR: '1' }, isTTY: true });
    expect(run.files['out.txt']).not.toContain('\u001b');
  });

  test('progress is shown on a terminal only', async () => {
    expect((await casemate(['check', 'deploy'], { files, isTTY: true })).stderr).toBe('\r\u001b[K');
    expect((await casemate(['check', 'deploy'], { files })).stderr).toBe('');
  });
});
