import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { parse, repositoryFiles, root, sourcesIn, textOf } from '../support/sources';

/** A piece of TypeScript that a reader may copy. */
interface Example {
  /** Where it stands, and where it is compiled: `src/error.ts.24.ts`. */
  readonly place: string;
  readonly code: string;
}

/** The blocks behind `@example` in a source. One that imports nothing sees what its file exports and imports. */
function examplesIn(file: string): readonly Example[] {
  const text = textOf(file);
  return Array.from(text.matchAll(/@example\s*\n\s*\* ```ts\n([\s\S]*?)\n\s*\* ```/g), ({ 1: block = '', index }) => {
    const code = block.replace(/^\s*\* ?/gm, '');
    return { place: `${file}.${lineOf(text, index)}.ts`, code: code.startsWith('import ') ? code : `${surroundingsOf(file, code)}\n${code}` };
  });
}

/** The TypeScript in a Markdown file. */
function blocksIn(file: string): readonly Example[] {
  const text = textOf(file);
  return Array.from(text.matchAll(/^```ts\n([\s\S]*?)^```$/gm), ({ 1: code = '', index }) => ({ place: `${file}.${lineOf(text, index)}.ts`, code }));
}

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

function surroundingsOf(file: string, code: string): string {
  const source = parse(file);
  const module = `./${file.slice(file.lastIndexOf('/') + 1).replace(/\.ts$/, '')}`;
  const exported = source.statements.flatMap((statement) => (isExported(statement) ? namesOf(statement) : [])).map((name) => [name, module] as const);
  const imported = source.statements.filter(ts.isImportDeclaration).flatMap((statement) => namesImportedBy(statement));
  return [...exported, ...imported]
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(code) && !new RegExp(`(const|class|function) ${name}\\b`).test(code))
    .map(([name, from]) => `import { ${name} } from '${from}';`)
    .join(' ');
}

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = statement as ts.Statement & { readonly name?: ts.Identifier };
  return name === undefined ? [] : [name.text];
}

function namesImportedBy({ importClause, moduleSpecifier }: ts.ImportDeclaration): readonly (readonly [string, string])[] {
  const bindings = importClause?.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings) || !ts.isStringLiteral(moduleSpecifier)) return [];
  return bindings.elements.map(({ name }) => [name.text, moduleSpecifier.text] as const);
}

/** Compiles all examples in one program, each as a module beside the file that it stands in. */
function problemsOf(examples: readonly Example[]): readonly string[] {
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config, ts.sys, root);
  const files = new Map(examples.map(({ place, code }) => [join(root, place), `export {};\n${code}`]));
  const host = ts.createCompilerHost({ ...options, noEmit: true });
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    const code = files.get(name);
    return code === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, code, rest[0]);
  };
  const program = ts.createProgram([...files.keys()], { ...options, noEmit: true, noUnusedLocals: false, types: ['node', 'jest'] }, host);
  return [...files.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText }) => `${name.slice(root.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  });
}

interface Failure {
  readonly place: string;
  readonly error: string;
}

/** Runs all examples on the built package, in a process and a directory of their own. */
function failuresOf(all: readonly Example[]): readonly Failure[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, 'test/support/run-examples.cjs')], {
    input: JSON.stringify(all), encoding: 'utf8', env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as readonly Failure[];
}

const examples = [
  ...sourcesIn('src', 'constructs', 'stacks', 'jest').flatMap(examplesIn),
  ...repositoryFiles().filter((file) => file.endsWith('.md') && !dirname(file).startsWith('test') && dirname(file) !== 'docs/api').flatMap(blocksIn),
];

test('every example compiles', () => {
  expect(examples.length).toBeGreaterThan(30);
  expect(problemsOf(examples)).toEqual([]);
}, 120_000);

test('every example runs', () => {
  // What shows an error ends with it.
  const throwing = examples.filter(({ code }) => /^throw /m.test(code)).map(({ place }) => place);
  const failures = failuresOf(examples);
  expect(failures.filter(({ place }) => !throwing.includes(place))).toEqual([]);
  expect(failures.map(({ place }) => place)).toEqual(throwing);
}, 120_000);

test('an example that fails is found', () => {
  expect(failuresOf([{ place: 'constructs/example.ts', code: "import { Image } from './image';\nImage.pinned('registry.example.com/shop/api', 'latest', '');" }])).toEqual([
    { place: 'constructs/example.ts', error: expect.stringContaining('CM5090') },
  ]);
}, 60_000);

test('an example that does not compile is found', () => {
  expect(problemsOf([{ place: 'src/example.ts', code: "import { check } from './check/check';\ncheck('pod');" }])).toEqual([expect.stringContaining('src/example.ts: Argument of type')]);
}, 60_000);

test('no example is written in a way that nobody compiles', () => {
  const tags = sourcesIn('src', 'constructs', 'stacks', 'jest').flatMap((file) => textOf(file).match(/^\s*\* @example\b/gm) ?? []);
  expect(tags).toHaveLength(sourcesIn('src', 'constructs', 'stacks', 'jest').flatMap(examplesIn).length);
});
