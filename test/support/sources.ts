import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** The folder of the repository. */
export const root = join(__dirname, '..', '..');

const NOT_OURS = new Set(['node_modules', 'lib', 'dist', 'coverage', '.git']);

/** Every file of the repository that somebody wrote or generated here, relative to it, sorted. */
export function repositoryFiles(folder = root): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !NOT_OURS.has(name));
  return entries
    .flatMap((entry) => (entry.isDirectory() ? repositoryFiles(join(folder, entry.name)) : [relative(root, join(folder, entry.name))]))
    .sort();
}

/** The TypeScript files below some folders. */
export const sourcesIn = (...folders: readonly string[]): readonly string[] =>
  repositoryFiles().filter((file) => file.endsWith('.ts') && folders.some((folder) => file.startsWith(`${folder}/`)));

export const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

/** One `import`, `export … from`, `import()` or `require()` in a file. */
export interface Import {
  readonly from: string;
  /** The file, for imports from the repository; else the name of the package or built-in module. */
  readonly to: string;
  readonly isPackage: boolean;
  /** Gone after compilation. */
  readonly isTypeOnly: boolean;
  /** Inside a function: runs when that is called. */
  readonly isLazy: boolean;
}

/** The imports of a TypeScript file. */
export function importsOf(file: string): readonly Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node, isLazy: boolean): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) found.push({ from: file, ...targetOf(file, specifier), isTypeOnly: isTypeOnly(node), isLazy });
    ts.forEachChild(node, (child) => visit(child, isLazy || ts.isFunctionLike(node)));
  };
  visit(parse(file), false);
  return found;
}

export const parse = (file: string): ts.SourceFile => ts.createSourceFile(file, textOf(file), ts.ScriptTarget.ES2023, true);

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literal(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal);
  if (!ts.isCallExpression(node)) return undefined;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
  return isRequire || node.expression.kind === ts.SyntaxKind.ImportKeyword ? literal(node.arguments[0]) : undefined;
}

const literal = (node: ts.Node | undefined): string | undefined => (node !== undefined && ts.isStringLiteral(node) ? node.text : undefined);

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly || areTypes(node.exportClause);
  if (!ts.isImportDeclaration(node) || node.importClause === undefined) return false;
  const { isTypeOnly: whole, name, namedBindings } = node.importClause;
  return whole || (name === undefined && areTypes(namedBindings));
}

function areTypes(bindings: ts.NamedExportBindings | ts.NamedImportBindings | undefined): boolean {
  if (bindings === undefined || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) return false;
  const elements: readonly { readonly isTypeOnly: boolean }[] = bindings.elements;
  return elements.length > 0 && elements.every((element) => element.isTypeOnly);
}

function targetOf(file: string, specifier: string): Pick<Import, 'to' | 'isPackage'> {
  if (!specifier.startsWith('.')) return { to: packageOf(specifier), isPackage: true };
  const path = relative(root, join(root, dirname(file), specifier));
  const candidates = [path, `${path}.ts`, `${path}/index.ts`, `${path}.d.ts`];
  // What is not there is for the compiler to report.
  const to = candidates.find((candidate) => /\.\w+$/.test(candidate) && existsSync(join(root, candidate))) ?? path;
  return { to, isPackage: false };
}

const packageOf = (specifier: string): string =>
  specifier.startsWith('node:') ? specifier : specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
