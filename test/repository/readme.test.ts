import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryFiles, root, textOf } from '../support/sources';

const readme = textOf('README.md');
const directory = mkdtempSync(join(tmpdir(), 'casemate-readme-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** The fenced blocks of a language. */
const blocks = (language: string): readonly string[] =>
  Array.from(readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm')), ([, code = '']) => code);

describe('the README', () => {
  const [manifest = ''] = blocks('yaml');
  writeFileSync(join(directory, 'web.yaml'), manifest);

  test.each(blocks('console').map((block) => [block.slice(0, block.indexOf('\n')), block]))('shows what %s prints', (prompt, block) => {
    const words = prompt.replace('$ npx casemate ', '').split(' ');
    const { stdout } = spawnSync(process.execPath, [join(root, 'bin/casemate.js'), ...words], { cwd: directory, encoding: 'utf8' });
    const parts = block.slice(prompt.length + 1).split(/^…\n/m);
    const places = parts.map((part) => stdout.indexOf(part));
    expect(parts.filter((_part, index) => (places[index] ?? -1) < 0)).toEqual([]);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    // Nothing may be left out without a sign.
    expect([stdout.startsWith(parts[0] ?? ''), stdout.endsWith(parts.at(-1) ?? '')]).toEqual([true, true]);
  });

  test('lists the dependencies', () => {
    const { dependencies } = JSON.parse(textOf('package.json')) as { dependencies: Readonly<Record<string, string>> };
    const section = readme.slice(readme.indexOf('## Dependencies'), readme.indexOf('## What it does not do'));
    expect(Array.from(section.matchAll(/^\| `([^`]+)` \|/gm), ([, name]) => name).sort()).toEqual(Object.keys(dependencies).sort());
  });
});

const withoutCode = (markdown: string): string => markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

test('links in Markdown lead to files', () => {
  const documents = repositoryFiles().filter((file) => file.endsWith('.md'));
  const broken = documents.flatMap((file) =>
    Array.from(withoutCode(textOf(file)).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g), ([, target = '']) => target)
      .filter((target) => !existsSync(join(root, dirname(file), target)))
      .map((target) => `${file}: ${target}`));
  expect(broken).toEqual([]);
});
