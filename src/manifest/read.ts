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
  const seen = new Set<string>();
  for (const input of inputs) {
    if (input === '-') {
      yield readBytes(STDIN, () => (options.stdin ?? readStandardInput)(), true);
    } else {
      yield* readInput(input, options.directory ?? '.', seen);
    }
  }
}

function* readInput(input: string, directory: string, seen: Set<string>): Generator<ReadFile, void, undefined> {
  let isEmpty = true;
  let files = 0;
  let isScan = false;
  for (const found of findFiles(input, directory)) {
    if ('code' in found) {
      isEmpty = false;
      yield { file: found.file, manifests: [], problems: [found] };
      continue;
    }
    isScan ||= !found.named;
    files += 1;
    if (seen.has(found.realPath)) {
      isEmpty = false;
      continue;
    }
    seen.add(found.realPath);
    const read = readFound(found);
    if (read.manifests.length > 0 || read.problems.length > 0) isEmpty = false;
    yield read;
  }
  if (isEmpty && (isScan || files === 0)) {
    yield { file: input, manifests: [], problems: [problem(problemKinds.noObjects, input, describeNothing(files))] };
  }
}

function describeNothing(files: number): string {
  if (files === 0) return 'there is no .yaml, .yml or .json file here';
  return `there is no Kubernetes object in ${files === 1 ? 'the one file' : `the ${files} files`} here`;
}

function readFound(found: FoundFile): ReadFile {
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

