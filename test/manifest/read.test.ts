import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MAX_FILE_BYTES, readManifests, STDIN } from '../../src/manifest/read';

const pod = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n`;

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'casemate-read-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), content);
  }
}

/** `file: names` for what was read, `file: code` for problems. */
function read(inputs: readonly string[], stdin?: () => Uint8Array): readonly string[] {
  return [...readManifests(inputs, { directory, stdin })].flatMap(({ file, manifests, problems }) => [
    ...(manifests.length > 0 ? [`${file}: ${manifests.map(({ object }) => object.metadata?.name).join(' ')}`] : []),
    ...problems.map((problem) => `${problem.file}: ${problem.code}`),
  ]);
}

describe('files', () => {
  test('are read in the order given, under the name given, once', () => {
    write({ 'b.yaml': pod('b'), 'd/a.yaml': pod('a') });
    expect(read(['b.yaml', './d/a.yaml', 'd/../b.yaml'])).toEqual(['b.yaml: b', './d/a.yaml: a']);
    expect(read([join(directory, 'b.yaml')])).toEqual([`${directory}/b.yaml: b`]);
  });

  test('the text comes with the objects', () => {
    write({ 'a.yaml': pod('a') });
    expect([...readManifests(['a.yaml'], { directory })]).toEqual([expect.objectContaining({ file: 'a.yaml', text: pod('a') })]);
  });

  test('a file named on the command line need not end in .yaml', () => {
    write({ Podfile: pod('a') });
    expect(read(['Podfile'])).toEqual(['Podfile: a']);
  });

  test.each<[string, string | Uint8Array, string]>([
    ['binary', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1]), 'CM1003'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x61, 0]), 'CM1004'],
    ['Latin-1', new Uint8Array([0x61, 0x3a, 0x20, 0xe4]), 'CM1004'],
    ['empty', '', 'CM1010'],
    ['only comments', '# nothing\n---\n', 'CM1010'],
    ['values', 'replicas: 1\n', 'CM1010'],
    ['invalid', 'a: [\n', 'CM1001'],
  ])('%s', (name, content, code) => {
    write({ [name]: content });
    expect(read([name])).toEqual([`${name}: ${code}`]);
  });

  test('a missing file', () => {
    expect(read(['nowhere.yaml', 'no/where/'])).toEqual(['nowhere.yaml: CM1013', 'no/where/: CM1013']);
  });

  test('a file above the limit is refused before it is read', () => {
    write({ 'big.yaml': '' });
    truncateSync(join(directory, 'big.yaml'), MAX_FILE_BYTES + 1);
    expect(read(['big.yaml'])).toEqual(['big.yaml: CM1007']);
  });

  test('an unreadable file', () => {
    write({ 'a.yaml': pod('a') });
    symlinkSync(join(directory, 'loop'), join(directory, 'loop'));
    expect(read(['loop'])).toEqual(['loop: CM1013']);
    if (process.getuid?.() === 0) return;
    chmodSync(join(directory, 'a.yaml'), 0);
    expect(read(['a.yaml'])).toEqual(['a.yaml: CM1015']);
  });
});

describe('directories', () => {
  test('are read to the bottom, sorted, manifests only', () => {
    write({
      'd/b.yml': pod('b'), 'd/a.yaml': pod('a'), 'd/sub/c.json': '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"c"}}',
      'd/README.md': '# x', 'd/node_modules/x/d.yaml': pod('d'), 'd/.git/e.yaml': pod('e'), 'd/Z.YAML': pod('z'),
    });
    expect(read(['d/'])).toEqual(['d/Z.YAML: z', 'd/a.yaml: a', 'd/b.yml: b', 'd/sub/c.json: c']);
  });

  test('pass over documents that claim no type, and report those that claim half of one', () => {
    write({
      'd/values.yaml': 'replicas: 1\n', 'd/package.json': '{"name": "x"}', 'd/tsconfig.json': '{ // comment\n}',
      'd/ci.yml': '- a\n- b\n', 'd/half.yaml': 'apiVersion: v1\n# kind\n', 'd/mixed.yaml': `a: b\n---\n${pod('m')}`,
      'd/broken.yaml': `${pod('x')}a: [\n`,
    });
    expect(read(['d'])).toEqual(['d/broken.yaml: CM1001', 'd/half.yaml: CM1011', 'd/mixed.yaml: m']);
  });

  test('items of a list that are no objects are reported, too', () => {
    write({ 'd/list.yaml': 'apiVersion: v1\nkind: List\nitems: [12]\n' });
    expect(read(['d'])).toEqual(['d/list.yaml: CM1010']);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['an empty directory', {}],
    ['a directory without YAML', { 'd/README.md': '# x' }],
    ['a directory without manifests', { 'd/values.yaml': 'a: b\n' }],
  ])('%s', (_, files) => {
    mkdirSync(join(directory, 'd'));
    write(files);
    expect(read(['d'])).toEqual(['d: CM1014']);
  });

  test('a chart is reported, its templates are not read', () => {
    write({
      'd/Chart.yaml': 'apiVersion: v2\nname: x\n', 'd/values.yaml': 'a: b\n',
      'd/templates/x.yaml': '{{ kind }} apiVersion\n', 'd/crds/c.yaml': pod('crd'),
    });
    expect(read(['d'])).toEqual(['d/Chart.yaml: CM1016', 'd/crds/c.yaml: crd']);
  });

  test('links inside are followed, loops end, links that lead out are reported', () => {
    write({ 'd/sub/a.yaml': pod('a'), 'out/b.yaml': pod('b') });
    symlinkSync('..', join(directory, 'd/sub/loop'));
    symlinkSync('sub/a.yaml', join(directory, 'd/link.yaml'));
    symlinkSync('../out', join(directory, 'd/out'));
    symlinkSync('../out/b.yaml', join(directory, 'd/outfile.yaml'));
    symlinkSync('gone.yaml', join(directory, 'd/dead.yaml'));
    expect(read(['d'])).toEqual(['d/dead.yaml: CM1013', 'd/link.yaml: a', 'd/out: CM1017', 'd/outfile.yaml: CM1017']);
  });

  test('a directory that is itself a link is read', () => {
    write({ 'real/a.yaml': pod('a') });
    symlinkSync('real', join(directory, 'd'));
    expect(read(['d'])).toEqual(['d/a.yaml: a']);
  });

  test('files are read one at a time', () => {
    write({ 'd/a.yaml': pod('a'), 'd/b.yaml': pod('b') });
    const files = readManifests(['d'], { directory });
    files.next();
    write({ 'd/b.yaml': pod('changed') });
    expect(files.next().value?.manifests[0]?.object.metadata?.name).toBe('changed');
  });
});

describe('globs', () => {
  test('are matched where the shell did not', () => {
    write({ 'a.yaml': pod('a'), 'd/b.yaml': pod('b'), 'd/e/c.yml': pod('c'), 'values.yaml': 'a: b\n' });
    expect(read(['*.yaml'])).toEqual(['a.yaml: a']);
    expect(read(['d/**/*.{yaml,yml}'])).toEqual(['d/b.yaml: b', 'd/e/c.yml: c']);
    expect(read([`${directory}/**/b.yaml`])).toEqual([`${directory}/d/b.yaml: b`]);
    expect(read(['x*.yaml', 'no/*.yaml'])).toEqual(['x*.yaml: CM1013', 'no/*.yaml: CM1013']);
  });

  test('a file that is called like one is that file', () => {
    write({ 'a[1].yaml': pod('a'), 'a1.yaml': pod('b') });
    expect(read(['a[1].yaml'])).toEqual(['a[1].yaml: a']);
  });
});

describe('standard input', () => {
  test('is read for -', () => {
    expect(read(['-'], () => Buffer.from(pod('a')))).toEqual([`${STDIN}: a`]);
    expect(read(['-'], () => new Uint8Array([0]))).toEqual([`${STDIN}: CM1003`]);
    expect(read(['-'], () => Buffer.from(''))).toEqual([`${STDIN}: CM1010`]);
  });

  test('a failure to read it is a problem, not a crash', () => {
    expect(read(['-'], () => {
      throw Object.assign(new Error('read'), { code: 'EIO' });
    })).toEqual([`${STDIN}: CM1015`]);
  });

  test('a slow pipe is read to its end', () => {
    const program = `require('@swc/jest'); const swc = require('@swc/core'); const fs = require('fs');
      require.extensions['.ts'] = (m, f) => m._compile(swc.transformSync(fs.readFileSync(f, 'utf8'),
        { filename: f, jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } }).code, f);
      const { readManifests } = require('./src/manifest/read.ts');
      for (const file of readManifests(['-'])) console.log(file.manifests.length, file.problems.length);`;
    const shell = `(printf '%s' "$FIRST"; sleep 0.3; printf '%s' "$SECOND") | "$NODE" -e "$PROGRAM"`;
    const { stdout, stderr } = spawnSync('sh', ['-c', shell], {
      env: { ...process.env, FIRST: pod('a'), SECOND: `---\n${pod('b')}`, NODE: process.execPath, PROGRAM: program }, encoding: 'utf8',
    });
    expect({ stdout, stderr }).toEqual({ stdout: '2 0\n', stderr: '' });
  });
});
