import { casemate, clean, type Run } from './support';

const container = '    - name: a\n      image: registry.example.com/a\n';
const pod = (rest: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n${rest}`;
const bomb = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\nx: &x0 [a, a, a, a, a, a, a, a, a, a]\n${Array.from({ length: 9 }, (_, index) => `x${index}: &x${index + 1} [${Array(10).fill(`*x${index}`).join(', ')}]\n`).join('')}`;

interface Case {
  readonly name: string;
  readonly content?: string | Uint8Array;
  readonly exitCode: 2 | 3;
  readonly code: string;
  readonly line?: number;
  readonly field?: string;
}

const cases: readonly Case[] = [
  { name: 'invalid YAML', content: `${clean}spec: a: b\n`, exitCode: 2, code: 'CM1001', line: 5 },
  { name: 'an unknown kind', content: pod(`  containers:\n${container}`).replace('kind: Pod', 'kind: Podd'), exitCode: 3, code: 'CM3001', line: 2, field: 'kind' },
  { name: 'a missing file', exitCode: 2, code: 'CM1013' },
  { name: 'a binary file', content: Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]), exitCode: 2, code: 'CM1003' },
  { name: 'an alias bomb', content: bomb, exitCode: 2, code: 'CM1005' },
  { name: 'a null document', content: 'null\n', exitCode: 3, code: 'CM1010' },
  { name: 'an empty file', content: '', exitCode: 3, code: 'CM1010' },
  { name: 'duplicate keys', content: pod(`  hostPID: false\n  hostPID: true\n  containers:\n${container}`), exitCode: 2, code: 'CM1002', line: 7 },
  { name: 'a wrong type', content: pod(`  securityContext: yes\n  containers:\n${container}`), exitCode: 3, code: 'CM3002', line: 6, field: 'spec.securityContext' },
  { name: 'an object without a kind', content: 'apiVersion: v1\nmetadata: { name: a }\n', exitCode: 3, code: 'CM1011' },
];

describe.each(cases)('$name', ({ content, exitCode, code, line, field }) => {
  const files: Record<string, string | Uint8Array> = content === undefined ? {} : { 'in.yaml': content };
  const unchanged = (run: Run): void => {
    expect(Object.keys(run.files)).toEqual(Object.keys(files));
    if (content !== undefined) expect(Buffer.from(run.files['in.yaml'] ?? '', 'latin1').equals(Buffer.from(content))).toBe(true);
  };

  test('check names file, place and repair', async () => {
    const run = await casemate(['check', 'in.yaml'], { files });
    expect(run).toMatchObject({ exitCode, stderr: '' });
    const place = line === undefined ? 'in\\.yaml' : `in\\.yaml:${line}:\\d+`;
    expect(run.stdout).toMatch(new RegExp(`^  \\? ${code} ${place}.*$`, 'm'));
    expect(run.stdout).toMatch(/^ {4}fix {2}\S/m);
    if (field !== undefined) expect(run.stdout).toContain(`\n    ${field}\n`);
    unchanged(run);
  });

  test('json has the same', async () => {
    const run = await casemate(['check', 'in.yaml', '-f', 'json'], { files });
    const { notEvaluated, summary } = JSON.parse(run.stdout) as { notEvaluated: object[]; summary: { findings: number } };
    expect(notEvaluated).toContainEqual(expect.objectContaining({ code, file: 'in.yaml', repair: expect.stringMatching(/\S/) as unknown, ...(line === undefined ? {} : { line }), ...(field === undefined ? {} : { field }) }));
    expect(summary.findings).toBe(0);
  });

  test.each([[['fix', 'in.yaml']], [['fix', '--dry-run', 'in.yaml']]])('%j leaves the file as it is', async (argv) => {
    const run = await casemate(argv, { files });
    expect(run.exitCode).toBe(exitCode);
    expect(run.stdout + run.stderr).toContain(code);
    unchanged(run);
  });
});

describe('other input', () => {
  test('a directory without manifests', async () => {
    const run = await casemate(['check', '.'], { files: { 'values.txt': 'a' } });
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toMatch(/\? CM1014 \. {2}there is no \.yaml, \.yml or \.json file here\n {4}fix {2}Name a directory/);
  });

  test('a broken document beside a good one: the good one is judged, and the file is not repaired', async () => {
    const text = `${pod(`  hostPID: true\n  containers:\n${container}`)}---\na: [\n`;
    const check = await casemate(['check', 'in.yaml'], { files: { 'in.yaml': text } });
    expect(check.exitCode).toBe(2);
    expect(check.stdout).toContain('hostPID must be');
    const fix = await casemate(['fix', 'in.yaml'], { files: { 'in.yaml': text } });
    expect(fix.exitCode).toBe(2);
    expect(fix.stdout).toContain('left as it is');
    expect(fix.files['in.yaml']).toBe(text);
  });

  test('a List of mixed kinds: each item is judged at its own place', async () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata: { name: s }\n  - apiVersion: v1\n    kind: Pod\n    metadata: { name: p }\n    spec:\n      hostPID: true\n      containers: [{ name: a, image: a }]\n  - apiVersion: example.com/v1\n    kind: Thing\n    metadata: { name: t }\n  - apiVersion: v1\n    kind: Nonsense\n    metadata: { name: n }\n`;
    const run = await casemate(['check', 'in.yaml', '-f', 'json'], { files: { 'in.yaml': list } });
    const report = JSON.parse(run.stdout) as { findings: { field: string; line: number }[]; notEvaluated: object[]; summary: { objects: number } };
    expect(report.findings).toContainEqual(expect.objectContaining({ field: 'spec.hostPID', line: 11 }));
    expect(report.notEvaluated).toEqual([expect.objectContaining({ code: 'CM3001', line: 17 })]);
    expect(report.summary.objects).toBe(4);
  });

  test('a null document among others is passed over', async () => {
    const run = await casemate(['check', 'in.yaml'], { files: { 'in.yaml': `---\nnull\n---\n${clean}---\n` } });
    expect(run).toMatchObject({ exitCode: 0, stdout: 'no problems · 1 object\n' });
  });

  test('an image without a tag is a finding, not an error', async () => {
    const run = await casemate(['check', 'in.yaml', '-f', 'json'], { files: { 'in.yaml': pod(`  containers:\n${container}`) } });
    const { findings } = JSON.parse(run.stdout) as { findings: object[] };
    expect(findings).toContainEqual(expect.objectContaining({ control: 'image-no-mutable-tag', line: 8, field: 'spec.containers[0].image', actual: 'registry.example.com/a' }));
  });

  test('names cannot write to the terminal', async () => {
    const run = await casemate(['check', '.'], { files: { 'a\u001b[2J.yaml': pod(`  hostPID: true\n  containers:\n${container}`).replace('name: a', 'name: "\\e]0;owned\\a"') } });
    expect(run.stdout).not.toMatch(/[\u001b\u0007]/);
    expect(run.stdout).toContain('\\u{1b}]0;owned');
  });

  test('a key of a prototype is a key like any other', async () => {
    const run = await casemate(['check', 'in.yaml'], { files: { 'in.yaml': `${clean}__proto__: { polluted: true }\nconstructor: { prototype: { polluted: true } }\n` } });
    expect([run.exitCode, run.stdout]).toEqual([1, expect.stringContaining('manifest-known-fields')]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
