import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, sep } from 'node:path';
import { globBase, globPattern, isGlob } from './glob';
import { problem, problemKinds, type ReadProblem } from './problem';

/** A file to read. */
export interface FoundFile {
  /** The name for reports: as given, with `/`. */
  readonly file: string;
  /** The path to open. */
  readonly path: string;
  /** Tells the same file under two names. */
  readonly realPath: string;
  /** Whether somebody named this very file, and did not find it in a directory or by a glob. */
  readonly named: boolean;
}

const MANIFEST_FILE = /\.(?:ya?ml|json)$/i;
const CHART_FILE = 'Chart.yaml';
const SKIPPED_DIRECTORIES: ReadonlySet<string> = new Set(['node_modules', '.git']);

/** The files behind one argument of the command line, in a fixed order, and what cannot be looked into. */
export function* findFiles(input: string, directory: string): Generator<FoundFile | ReadProblem, void, undefined> {
  const file = withSlashes(input);
  const path = isAbsolute(input) ? input : join(directory, input);
  const stats = statOf(path);
  if (stats === undefined) {
    if (isGlob(file)) yield* findByGlob(file, directory);
    else yield problem(problemKinds.missingFile, file, 'the file does not exist');
    return;
  }
  if (!stats.isDirectory()) {
    yield { file, path, realPath: realPathOf(path), named: true };
    return;
  }
  const root = realPathOf(path);
  yield* scan({ file: file.replace(/\/+$/, '') || '/', path }, { root, entered: new Set([root]) });
}

interface Place {
  readonly file: string;
  readonly path: string;
}

interface Scan {
  /** Links that lead out of it are not followed: a scanned tree must not decide what is read, and repaired, elsewhere. */
  readonly root: string;
  /** The directories already read, so that a link to a parent does not go round for ever. */
  readonly entered: Set<string>;
}

function* scan(place: Place, state: Scan): Generator<FoundFile | ReadProblem, void, undefined> {
  let entries: Dirent[];
  try {
    entries = readdirSync(place.path, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    yield problem(problemKinds.unreadableFile, place.file, `the directory cannot be read${code === undefined ? '' : ` (${code})`}`);
    return;
  }
  const isChart = entries.some(({ name }) => name === CHART_FILE);
  if (isChart) {
    yield problem(problemKinds.chart, below(place, CHART_FILE).file, 'this is a Helm chart: its templates are not manifests yet');
  }
  for (const entry of entries.sort(byName)) {
    if (isChart && (entry.name === 'templates' || entry.name === CHART_FILE)) continue;
    yield* visit(entry, below(place, entry.name), state);
  }
}

function* visit(entry: Dirent, place: Place, state: Scan): Generator<FoundFile | ReadProblem, void, undefined> {
  if (SKIPPED_DIRECTORIES.has(entry.name)) return;
  const isLink = entry.isSymbolicLink();
  const stats = isLink ? statOf(place.path) : entry;
  if (stats === undefined) {
    if (MANIFEST_FILE.test(entry.name)) yield problem(problemKinds.missingFile, place.file, 'the link leads to nothing');
    return;
  }
  if (!stats.isDirectory() && !(stats.isFile() && MANIFEST_FILE.test(entry.name))) return;
  const realPath = realPathOf(place.path);
  if (isLink && !isInside(realPath, state.root)) {
    yield problem(problemKinds.outsideLink, place.file, 'the link leads out of the directory that is read');
    return;
  }
  if (!stats.isDirectory()) {
    yield { ...place, realPath, named: false };
    return;
  }
  if (state.entered.has(realPath)) return;
  state.entered.add(realPath);
  yield* scan(place, state);
}

function* findByGlob(glob: string, directory: string): Generator<FoundFile | ReadProblem, void, undefined> {
  const base = globBase(glob);
  const path = isAbsolute(base) ? base : join(directory, base);
  if (statOf(path)?.isDirectory() !== true) {
    yield problem(problemKinds.missingFile, glob, 'no file matches');
    return;
  }
  const pattern = globPattern(glob);
  const root = realPathOf(path);
  let matches = 0;
  for (const found of scan({ file: base === '' ? '.' : base.replace(/(.)\/$/, '$1'), path }, { root, entered: new Set([root]) })) {
    const file = base === '' ? found.file.replace(/^\.\//, '') : found.file;
    if (!pattern.test(file)) continue;
    matches += 1;
    yield { ...found, file };
  }
  if (matches === 0) yield problem(problemKinds.missingFile, glob, 'no file matches');
}

const byName = (a: Dirent, b: Dirent): number => (a.name < b.name ? -1 : 1);

const below = (place: Place, name: string): Place => ({
  file: place.file === '/' ? `/${name}` : `${place.file}/${name}`,
  path: join(place.path, name),
});

const withSlashes = (path: string): string => (sep === '\\' ? path.replaceAll('\\', '/') : path);

const isInside = (path: string, root: string): boolean => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);

function statOf(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
