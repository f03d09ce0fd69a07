import fs from 'node:fs';
import {
  chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CasemateError } from '../../src/error';
import { writeFileAtomically } from '../../src/manifest/write';

let directory = '';
let file = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'casemate-write-'));
  file = join(directory, 'a.yaml');
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(directory, { recursive: true, force: true });
});

function errorOf(write: () => void): CasemateError {
  try {
    write();
  } catch (error) {
    if (error instanceof CasemateError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('replaces the text and keeps the mode, without leftovers', () => {
  writeFileSync(file, 'old');
  chmodSync(file, 0o640);
  const before = statSync(file).ino;
  writeFileAtomically(file, 'new ü\n');
  expect(readFileSync(file, 'utf8')).toBe('new ü\n');
  expect(statSync(file).mode & 0o7777).toBe(0o640);
  expect(statSync(file).ino).not.toBe(before);
  expect(readdirSync(directory)).toEqual(['a.yaml']);
});

test('makes a file that is not there', () => {
  writeFileAtomically(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
});

test('a link stays a link, its target is written', () => {
  mkdirSync(join(directory, 'd'));
  writeFileSync(join(directory, 'd/target.yaml'), 'old');
  symlinkSync('d/target.yaml', file);
  writeFileAtomically(file, 'new');
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(directory, 'd/target.yaml'), 'utf8')).toBe('new');
  expect(readdirSync(join(directory, 'd'))).toEqual(['target.yaml']);
});

test('a write-protected file stays as it is, for root too', () => {
  writeFileSync(file, 'old');
  chmodSync(file, 0o444);
  expect(errorOf(() => writeFileAtomically(file, 'new'))).toMatchObject({ code: 'CM1020', place: { file } });
  expect(readFileSync(file, 'utf8')).toBe('old');
  expect(readdirSync(directory)).toEqual(['a.yaml']);
});

test.each(['fsyncSync', 'renameSync', 'writeFileSync'] as const)('where %s fails, the old file stays and nothing is left over', (name) => {
  fs.writeFileSync(file, 'old');
  jest.spyOn(fs, name).mockImplementation(() => {
    throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  });
  const error = errorOf(() => writeFileAtomically(file, 'new'));
  jest.restoreAllMocks();
  expect(error).toMatchObject({ code: 'CM1021', message: 'the file cannot be written (ENOSPC)' });
  expect(readFileSync(file, 'utf8')).toBe('old');
  expect(readdirSync(directory)).toEqual(['a.yaml']);
});

test('a directory that is not there', () => {
  const missing = join(directory, 'no/a.yaml');
  expect(errorOf(() => writeFileAtomically(missing, 'new')).code).toBe('CM1021');
  expect(existsSync(join(directory, 'no'))).toBe(false);
});
