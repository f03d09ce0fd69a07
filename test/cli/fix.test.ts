import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { casemate, clean, inDirectory, sloppy } from './support';

const files = { 'deploy/web.yaml': sloppy, 'deploy/service.yaml': clean };

describe('casemate fix', () => {
  test('repairs in place, and only adds lines where nothing was wrong as written', async () => {
    const run = await casemate(['fix', 'deploy'], { files });
    const after = run.files['deploy/web.yaml'] ?? '';
    expect(after).toContain('          securityContext:\n            allowPrivilegeEscalation: false\n');
    expect(after.split('\n').filter((line) => sloppy.split('\n').includes(line)).join('\n')).toBe(sloppy);
    expect(run.files['deploy/service.yaml']).toBe(clean);
    expect(Object.keys(run.files).sort()).toEqual(Object.keys(files).sort());
  });

  test('says what it did and why, what is left and why', async () => {
    const run = await casemate(['fix', 'deploy'], { files });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('    + spec.template.spec.automountServiceAccountToken: false\n      serviceaccount-no-automount\n      why  ');
    expect(run.stdout).toMatch(/deploy\/web\.yaml:\d+:\d+ {2}container "web": image must be /);
    expect(run.stdout).toContain('By hand; not known here: the digest, which only the');
    expect(run.stdout).toMatch(/ 0 fixable · 2 objects$/m);
  });

  test('prints what to write where a repair takes a decision, with what is open marked', async () => {
    const run = await casemate(['fix', 'deploy'], { files });
    expect(run.stdout).toContain([
      '        spec:', '          template:', '            spec:', '              containers:', '                - name: web',
      '      +           resources:', '      +             limits:', '      +               memory: <the most memory that the program needs, such as 256Mi>', '',
    ].join('\n'));
    expect(run.files['deploy/web.yaml']).not.toContain('<');
  });

  test('check prints the same with --proposals, as data in JSON, and nothing of it without', async () => {
    const { files: repaired, stdout } = await casemate(['fix', 'deploy'], { files });
    const proposed = JSON.parse((await casemate(['check', 'deploy', '-f', 'json', '--proposals'], { files: repaired })).stdout) as { findings: { proposal?: { snippet: string } }[] };
    const snippets = proposed.findings.flatMap(({ proposal }) => (proposal === undefined ? [] : [proposal.snippet]));
    expect(snippets.length).toBeGreaterThan(5);
    for (const snippet of snippets) expect(stdout).toContain(snippet.trimEnd().split('\n').map((line) => `      ${line}`).join('\n'));
    expect((await casemate(['check', 'deploy', '-f', 'json'], { files: repaired })).stdout).not.toContain('proposal');
  });

  test('the places of what is left are those of the repaired file', async () => {
    const run = await casemate(['fix', 'deploy'], { files });
    const line = Number(/web\.yaml:(\d+):\d+ {2}container "web": image must be /.exec(run.stdout)?.[1]);
    expect(run.files['deploy/web.yaml']?.split('\n')[line - 1]).toBe('          image: nginx');
  });

  test('a second run changes nothing', async () => {
    const once = await casemate(['fix', 'deploy'], { files });
    const twice = await casemate(['fix', 'deploy'], { files: once.files });
    expect(twice.files).toEqual(once.files);
    expect(twice.stdout).not.toMatch(/^ {4}\+ /m);
  });

  test('after it, check reports only what cannot be repaired without knowing the program', async () => {
    const { files: repaired } = await casemate(['fix', 'deploy'], { files });
    const { stdout } = await casemate(['check', 'deploy', '-f', 'json'], { files: repaired });
    const { findings } = JSON.parse(stdout) as { findings: { fixable: boolean; needs?: string }[] };
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) expect(finding).toMatchObject({ fixable: false, needs: expect.stringMatching(/\S/) as unknown });
  });

  test('--dry-run prints a diff that git applies, and writes nothing', async () => {
    const dry = await casemate(['fix', 'deploy', '--dry-run'], { files });
    expect(dry.files).toEqual(files);
    expect(dry.stdout).toMatch(/^--- a\/deploy\/web\.yaml\n\+\+\+ b\/deploy\/web\.yaml\n@@/);
    expect(dry.stderr).toContain('serviceaccount-no-automount');
    const applied = await inDirectory(files, (directory) => {
      execFileSync('git', ['apply'], { cwd: directory, input: dry.stdout });
      return readFileSync(join(directory, 'deploy/web.yaml'), 'utf8');
    });
    expect(applied).toBe((await casemate(['fix', 'deploy'], { files })).files['deploy/web.yaml']);
  });

  test('the diff names files as seen from the working directory', async () => {
    await inDirectory(files, async (directory) => {
      const { stdout } = await casemate(['fix', '--dry-run', join(directory, 'deploy/web.yaml')]);
      expect(stdout).toContain(`--- a${directory}/deploy/web.yaml\n`);
    });
  });

  test('standard input goes to standard output, repaired', async () => {
    const run = await casemate(['fix', '-'], { stdin: sloppy });
    expect(run.stdout).toBe((await casemate(['fix', 'deploy'], { files })).files['deploy/web.yaml']);
    expect(run.stderr).toContain('serviceaccount-no-automount');
  });

  test('standard input without anything to repair goes through as it is', async () => {
    expect(await casemate(['fix', '-'], { stdin: clean })).toMatchObject({ exitCode: 0, stdout: clean });
  });

  test('lines end as they did', async () => {
    const { stdout } = await casemate(['fix', '-'], { stdin: sloppy.replaceAll('\n', '\r\n') });
    expect(stdout.replaceAll('\r\n', '')).not.toContain('\n');
    expect(stdout.replaceAll('\r\n', '\n')).toBe((await casemate(['fix', '-'], { stdin: sloppy })).stdout);
  });

  test('the platform decides what is written', async () => {
    const fixed = async (...flags: string[]): Promise<string> => (await casemate(['fix', '-', ...flags], { stdin: sloppy })).stdout;
    expect(await fixed()).not.toContain('hostUsers');
    expect(await fixed('--user-namespaces')).toContain('hostUsers: false');
  });

  test('the profile decides what is repaired', async () => {
    const { stdout } = await casemate(['fix', '-', '--profile', 'pss-restricted'], { stdin: sloppy });
    expect(stdout).toContain('seccompProfile');
    expect(stdout).not.toContain('readOnlyRootFilesystem');
  });

  test('a value that an alias shares is left as it is, and said so', async () => {
    const shared = `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  automountServiceAccountToken: false\n  containers:\n    - &c { name: a, image: a }\n    - *c\n`;
    const run = await casemate(['fix', 'a.yaml'], { files: { 'a.yaml': shared } });
    expect(run.files['a.yaml']).toBe(shared);
    expect(run.stdout).toMatch(/Pod a {2}left as it is: \S/);
    expect(run.exitCode).toBe(1);
  });

  test('a refused document does not keep the others from being repaired', async () => {
    const shared = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - &c { name: a, image: a }\n    - *c\n';
    const run = await casemate(['fix', 'a.yaml'], { files: { 'a.yaml': `${shared}---\n${sloppy}` } });
    expect(run.stdout).toContain('left as it is');
    expect(run.files['a.yaml']?.startsWith(`${shared}---\n`)).toBe(true);
    expect(run.files['a.yaml']).toContain('allowPrivilegeEscalation: false');
  });

  test('no value of a Secret is printed, though it stands beside a change', async () => {
    const secret = 'data: { password: Y29ycmVjdC1ob3JzZQ== }\napiVersion: v1\nkind: Secret\nmetadata: { name: s }\n';
    const text = `${secret}---\n${sloppy}---\n${secret}`;
    const run = await casemate(['fix', 'a.yaml', '--dry-run'], { files: { 'a.yaml': text } });
    expect(run.stdout).toContain('+++ b/a.yaml');
    expect(run.stdout + run.stderr).not.toContain('Y29y');
  });

  test('a write-protected file stays as it is', async () => {
    await inDirectory({ 'a.yaml': sloppy }, async (directory) => {
      const file = join(directory, 'a.yaml');
      execFileSync('chmod', ['a-w', file]);
      const run = await casemate(['fix', file]);
      expect(run).toMatchObject({ exitCode: 2 });
      expect(run.stderr).toContain('CM1020');
      expect(readFileSync(file, 'utf8')).toBe(sloppy);
    });
  });
});
