import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { unifiedDiff } from '../../src/report/diff';
import { changesBetween } from '../../src/report/line-changes';

const lines = (...items: string[]): string => items.map((item) => `${item}\n`).join('');
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

describe('unifiedDiff', () => {
  test('is empty where nothing changed', () => {
    expect(unifiedDiff('a.yaml', 'a\n', 'a\n')).toBe('');
  });

  test('shows three lines around a change', () => {
    const before = numbered(9);
    const after = before.with(4, 'changed');
    expect(unifiedDiff('dir/a.yaml', lines(...before), lines(...after))).toBe(lines(
      '--- a/dir/a.yaml', '+++ b/dir/a.yaml', '@@ -2,7 +2,7 @@',
      ' line 2', ' line 3', ' line 4', '-line 5', '+changed', ' line 6', ' line 7', ' line 8',
    ));
  });

  test('joins changes whose surroundings touch, and keeps others apart', () => {
    const before = numbered(30);
    const near = lines(...before.with(2, 'x').with(8, 'y'));
    const far = lines(...before.with(2, 'x').with(20, 'y'));
    expect(unifiedDiff('a', lines(...before), near).match(/^@@/gm)).toHaveLength(1);
    expect(unifiedDiff('a', lines(...before), far).match(/^@@/gm)).toHaveLength(2);
  });

  test('says where the last line has no line feed', () => {
    expect(unifiedDiff('a', 'x', 'y\n')).toBe('--- a/a\n+++ b/a\n@@ -1,1 +1,1 @@\n-x\n\\ No newline at end of file\n+y\n');
  });

  test('quotes names that a terminal or a patch tool would misread', () => {
    expect(unifiedDiff('a\u001b[31m"é.yaml', 'x\n', 'y\n').split('\n')[0]).toBe('--- "a/a\\033[31m\\"\\303\\251.yaml"');
    expect(unifiedDiff('a b.yaml', 'x\n', 'y\n').split('\n')[0]).toBe('--- a/a b.yaml\t');
  });

  test('never shows a hidden line, and still applies', () => {
    const before = ['data:', '  password: c2VjcmV0', '---', 'kind: Pod', 'spec: {}', 'a: 1', 'b: 2', 'c: 3'];
    const diff = unifiedDiff('a.yaml', lines(...before), lines(...before.with(3, 'kind: Pode')), { isHidden: (line) => line <= 2 });
    expect(diff).not.toContain('c2VjcmV0');
    expect(diff).toContain('@@ -3,3 +3,3 @@');
    expect(applied('patch', lines(...before), diff)).toBe(lines(...before.with(3, 'kind: Pode')));
    expect(applied('git', lines(...before), diff)).toBe(lines(...before.with(3, 'kind: Pode')));
  });
});

describe('laws', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', '', 'a\r', '- name: x'), { maxLength: 40 }).chain((items) =>
    fc.boolean().map((ends) => items.map((item, index) => (index < items.length - 1 || ends ? `${item}\n` : item)).join('')));

  test('the changes turn one list into the other', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 60 }), fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 60 }), (before, after) => {
      expect(rebuild(before, after)).toEqual(after);
    }), { numRuns: 500 });
  });

  test('also where there are more differences than are looked at at once', () => {
    const before = Array.from({ length: 3000 }, (_, index) => `a${index % 700}`);
    const after = Array.from({ length: 3100 }, (_, index) => (index % 3 === 0 ? `b${index}` : `a${index % 700}`));
    expect(rebuild(before, after)).toEqual(after);
  });

  test('an insertion is the only change', () => {
    const before = numbered(20_000);
    expect(changesBetween(before, before.toSpliced(11_000, 0, 'new', 'newer'))).toEqual([{ start: 11_000, removed: 0, newStart: 11_000, added: 2 }]);
  });

  test.each(['patch', 'git'] as const)('%s makes the new text out of the old and the diff', (tool) => {
    fc.assert(fc.property(text, text, (before, after) => {
      fc.pre(before !== after && before !== '' && after !== '');
      expect(applied(tool, before, unifiedDiff('a b/c.yaml', before, after), 'a b/c.yaml')).toBe(after);
    }), { numRuns: 25 });
  });
});

function rebuild(before: readonly string[], after: readonly string[]): string[] {
  const result: string[] = [];
  let position = 0;
  for (const { start, removed, newStart, added } of changesBetween(before, after)) {
    result.push(...before.slice(position, start), ...after.slice(newStart, newStart + added));
    position = start + removed;
  }
  return [...result, ...before.slice(position)];
}

function applied(tool: 'patch' | 'git', before: string, diff: string, file = 'a.yaml'): string {
  const directory = mkdtempSync(join(tmpdir(), 'casemate-diff-'));
  try {
    const path = join(directory, file);
    execFileSync('mkdir', ['-p', join(path, '..')]);
    writeFileSync(path, before);
    if (tool === 'patch') execFileSync('patch', ['-p1', '--binary', '--fuzz=0', '--silent'], { cwd: directory, input: diff });
    else execFileSync('git', ['apply', '--whitespace=nowarn'], { cwd: directory, input: diff });
    return readFileSync(path, 'utf8');
  } finally {
    rmSync(directory, { recursive: true });
  }
}
