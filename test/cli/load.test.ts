import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inDirectory } from './support';

const root = join(__dirname, '../..');

const run = (directory: string, words: readonly string[]) => spawnSync(process.execPath, words, { cwd: directory, encoding: 'utf8' });

/** A package as it is installed, whose files can be changed. */
function installInto(directory: string): string {
  const installed = join(directory, 'node_modules/casemate');
  mkdirSync(join(installed, 'lib'), { recursive: true });
  cpSync(join(root, 'bin'), join(installed, 'bin'), { recursive: true });
  cpSync(join(root, 'package.json'), join(installed, 'package.json'));
  for (const file of ['src', 'modules.js']) symlinkSync(join(root, 'lib', file), join(installed, 'lib', file));
  symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'));
  return join(installed, 'bin/casemate.js');
}

const broken: readonly (readonly [string, (file: string) => void])[] = [
  ['is missing', (file) => { rmSync(file, { force: true }); }],
  ['is empty', (file) => { writeFileSync(file, ''); }],
  ['is another Node\'s', (file) => { writeFileSync(file, Buffer.alloc(4096, 7)); }],
];

test.each(broken)('the command line runs where what was compiled ahead %s', async (_, breakIt) => {
  await inDirectory({ 'namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n' }, (directory) => {
    const bin = installInto(directory);
    breakIt(join(directory, 'node_modules/casemate/lib/modules.compiled'));
    const { status, stdout, stderr } = run(directory, [bin, 'check', 'namespace.yaml', '--profile', 'pss-restricted']);
    expect({ status, stderr, isChecked: stdout.includes('1 object') }).toEqual({ status: 0, stderr: '', isChecked: true });
  });
});

test('a Node of the same version takes what was compiled ahead', () => {
  const script = `const load = require(${JSON.stringify(join(root, 'bin/load.js'))}); process.stdout.write(String(load.isCompiledAhead));`;
  expect(run(root, ['-e', script]).stdout).toBe('true');
});

test('what a program requires by the name of the package are the modules of the command line', () => {
  const script = `
    const load = require(${JSON.stringify(join(root, 'bin/load.js'))});
    const { check } = load('src/check/check.js');
    process.stdout.write(String(require('casemate').check === check));`;
  expect(run(root, ['-e', script]).stdout).toBe('true');
});
