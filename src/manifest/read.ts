import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { findFiles, type FoundFile } from './files';
import { type ParsedManifests, parseManifests } from './parse';
import { problem, problemKinds, type ReadProblem } from './problem';

/** The largest file that is read at once. Reading needs about 25 times the size in memory. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** The name under which standard input appears in reports. */
export const STDIN = '<stdin>';

/** What one file holds. */
export interface ReadFile extends ParsedManifests {
  /** As given on the command line, with `/`. */
  readonly file: string;
  /** Absent where the file could not be read as text. */
  readonly text?: string;
}

/** Where {@link readManifests} reads from. */
export interface ReadOptions {
  /** The directory that relative paths start from. @default the working directory */
  readonly directory?: string;
  /** Reads standard input, for `-`. */
  readonly stdin?: () => Uint8Array;
}

/**
 * Reads files, directories, globs and, for `-`, standard input, one file at a time and in a fixed order, so that the
 * memory grows with the largest file and not with the corpus. Whatever cannot be read is a problem of its file.
 *
 * @example
 * ```ts
 * for (const { manifests, problems } of readManifests(['deploy/', 'extra/*.yaml'])) console.log(manifests.length, problems.length);
 * ```
 */
export function* readManifests(inputs: readonly string[], options: ReadOptions = {}): Generator<ReadFile, void, undefined> {
  yield* readFiles(listFiles(inputs, options.directory), options);
}

/** Reads what was listed, one file at a time. */
export function* readFiles(lists: readonly FileList[], options: ReadOptions = {}): Generator<ReadFile, void, undefined> {
  for (const list of lists) {
    let isEmpty = list.mayBeEmpty;
    for (const found of list.found) {
      const read = readFound(found, options);
      isEmpty &&= read.manifests.length === 0 && read.problems.length === 0;
      yield read;
    }
    if (isEmpty) yield nothingIn(list);
  }
}

/** A file to read, standard input, or what cannot be looked into. */
export type Found = FoundFile | ReadProblem | typeof STDIN;

/** What is behind one argument of the command line. */
export interface FileList {
  readonly input: string;
  /** In the order of reports; without what an earlier argument named already. */
  readonly found: readonly Found[];
  /** How many files there are, those of earlier arguments among them. */
  readonly files: number;
  /** Whether it is a problem, see {@link nothingIn}, if none of the files holds anything. */
  readonly mayBeEmpty: boolean;
}

/** The files behind the arguments of the command line; none of them is opened. */
export function listFiles(inputs: readonly string[], directory = '.'): readonly FileList[] {
  const seen = new Set<string>();
  return inputs.map((input) => (input === '-' ? { input, found: [STDIN], files: 1, mayBeEmpty: false } : listFilesOf(input, directory, seen)));
}

function listFilesOf(input: string, directory: string, seen: Set<string>): FileList {
  const all = [...findFiles(input, directory)];
  const files = all.filter((found) => 'path' in found);
  const found = all.filter((entry) => {
    if (!('path' in entry)) return true;
    const isNew = !seen.has(entry.realPath);
    seen.add(entry.realPath);
    return isNew;
  });
  const isScan = files.some(({ named }) => !named);
  const isWhole = found.length === files.length && all.length === files.length;
  return { input, found, files: files.length, mayBeEmpty: isWhole && (isScan || files.length === 0) };
}

/** The problem of an argument behind which there is no object. */
export const nothingIn = ({ input, files }: FileList): ReadFile =>
  ({ file: input, manifests: [], problems: [problem(problemKinds.noObjects, input, describeNothing(files))] });

function describeNothing(files: number): string {
  if (files === 0) return 'there is no .yaml, .yml or .json file here';
  return `there is no Kubernetes object in ${files === 1 ? 'the one file' : `the ${files} files`} here`;
}

/** Reads one file. */
export function readFound(found: Found, { stdin = readStandardInput }: Pick<ReadOptions, 'stdin'> = {}): ReadFile {
  if (found === STDIN) return readBytes(STDIN, stdin, true);
  if ('code' in found) return { file: found.file, manifests: [], problems: [found] };
  return readBytes(found.file, () => readRegular(found.path), found.named);
}

/** Refuses by size before it reads. */
function readRegular(path: string): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    if (size > MAX_FILE_BYTES) throw new TooLarge(size);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

class TooLarge extends Error {
  public constructor(public readonly size: number) {
    super('too large');
  }
}

const PAUSE_MILLISECONDS = 5;

/** Reads the whole of standard input, also from a pipe that does not block and has nothing to give yet. */
function readStandardInput(): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let length = 0; length <= MAX_FILE_BYTES;) {
    const part = readAvailable();
    if (part === undefined) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MILLISECONDS);
      continue;
    }
    if (part.length === 0) break;
    parts.push(part);
    length += part.length;
  }
  return Buffer.concat(parts);
}

/** What standard input has: nothing at its end, `undefined` where it has to be asked again. */
function readAvailable(): Uint8Array | undefined {
  const buffer = Buffer.allocUnsafe(64 * 1024);
  try {
    return buffer.subarray(0, readSync(0, buffer));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EAGAIN') return undefined;
    if (code === 'EOF') return new Uint8Array();
    throw error;
  }
}

function readBytes(file: string, read: () => Uint8Array, named: boolean): ReadFile {
  const broken = (reason: ReadProblem): ReadFile => ({ file, manifests: [], problems: [reason] });
  let bytes: Uint8Array;
  try {
    bytes = read();
    if (bytes.length > MAX_FILE_BYTES) throw new TooLarge(bytes.length);
  } catch (error) {
    return broken(explainReadError(error, file));
  }
  const encoding = findEncodingProblem(bytes, file);
  if (encoding !== undefined) return broken(encoding);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const parsed = parseManifests(text, file);
  if (parsed.manifests.length === 0 && parsed.problems.length === 0 && named) {
    return { file, text, manifests: [], problems: [problem(problemKinds.notAnObject, file, 'there is no document in the file')] };
  }
  return { file, text, manifests: parsed.manifests, problems: named ? parsed.problems : relevantProblems(text, parsed.problems) };
}

/**
 * A directory holds other YAML and JSON too: values, pipelines, `package.json`. Documents that claim no type are passed
 * over there, and so are broken files that do not even have the two words which every manifest has.
 */
function relevantProblems(text: string, problems: readonly ReadProblem[]): readonly ReadProblem[] {
  if (!text.includes('apiVersion') || !text.includes('kind')) return [];
  return problems.filter(({ code, field }) => code !== problemKinds.notAnObject.code || field !== undefined);
}

function findEncodingProblem(bytes: Uint8Array, file: string): ReadProblem | undefined {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isUtf16) return problem(problemKinds.encoding, file, 'the file is UTF-16');
  if (bytes.includes(0)) return problem(problemKinds.binary, file, 'the file is binary, not text');
  return isUtf8(bytes) ? undefined : problem(problemKinds.encoding, file, 'the file is not UTF-8');
}

function explainReadError(error: unknown, file: string): ReadProblem {
  if (error instanceof TooLarge) {
    const [size, limit] = [error.size, MAX_FILE_BYTES].map((bytes) => Math.ceil(bytes / 1024 / 1024));
    return problem(problemKinds.size, file, `the file has ${size} MiB, more than ${limit}`);
  }
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return problem(problemKinds.missingFile, file, 'the file does not exist');
  return problem(problemKinds.unreadableFile, file, `the file cannot be read${code === undefined ? '' : ` (${code})`}`);
}

