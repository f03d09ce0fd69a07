import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiReport, openEntry } from '../../scripts/generate/api-report';
import { repositoryFiles, root, textOf } from '../support/sources';

const { name, exports } = JSON.parse(textOf('package.json')) as { name: string; exports: Readonly<Record<string, { readonly types?: string }>> };
const entries = Object.entries(exports).flatMap(([path, { types }]) => (types === undefined ? [] : [[path === '.' ? name : `${name}/${path.slice(2)}`, join(root, types)] as const]));

// Whether the text is the newest is for `npm run check` to say, which builds before it compares.
test('there is a report for every entry point, and for nothing else', () => {
  expect(entries.length).toBeGreaterThanOrEqual(4);
  expect(repositoryFiles().filter((file) => file.startsWith('docs/api/'))).toEqual(entries.map(([entry]) => `docs/api/${entry.replaceAll('/', '-')}.md`).sort());
});

test.each(entries)('everything that %s exports is in its report and has a comment', (entry, file) => {
  const { checker, exported } = openEntry(file);
  const report = apiReport(entry, file);
  const isReported = (name: string): boolean => new RegExp(`^(abstract class|class|const|function|interface|type|enum) ${name}\\b`, 'm').test(report);
  expect(exported.length).toBeGreaterThan(0);
  expect(exported.filter(({ name: exportedName }) => !isReported(exportedName))).toEqual([]);
  expect(exported.filter(({ target }) => target.getDocumentationComment(checker).length === 0).map((symbol) => symbol.name)).toEqual([]);
});

describe('the report', () => {
  const directory = mkdtempSync(join(tmpdir(), 'casemate-api-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const reportOf = (files: Readonly<Record<string, string>>): string => {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
    return apiReport('sample', join(directory, 'index.d.ts'));
  };

  test('changes with a signature, and with a type that is not exported', () => {
    const index = "export { run } from './run';";
    const run = "import type { Options } from './options';\n/** Runs. */\nexport declare function run(options: Options): void;";
    const before = reportOf({ 'index.d.ts': index, 'run.d.ts': run, 'options.d.ts': 'export interface Options { readonly fast?: boolean; }' });
    expect(before).toContain('```ts\nfunction run(options: Options): void;\n```');
    expect(before).toContain('## What these are made of, and is not exported\n\n```ts\ninterface Options {\n    readonly fast?: boolean;\n}\n```');
    expect(reportOf({ 'run.d.ts': run.replace('void', 'boolean') })).not.toBe(before);
    expect(reportOf({ 'run.d.ts': run, 'options.d.ts': 'export interface Options { readonly fast: boolean; }' })).not.toBe(before);
  });

  test('leaves out what is private, and the data behind the keys of a table', () => {
    const text = reportOf({
      'index.d.ts': "import type { Hidden } from './options';\nexport declare class Box { #size; private readonly hidden: Hidden; private constructor(); open(): void; }\nexport declare const table: { readonly a: { readonly b: 1 } };",
    });
    expect(text).toContain('class Box {\n    private constructor();\n    open(): void;\n}');
    expect(text).toContain('const table: {\n    readonly a;\n};');
    expect(text).not.toContain('Hidden');
  });
});
