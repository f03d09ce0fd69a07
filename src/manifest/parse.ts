import { Chunk, type ChunkSpan } from './chunk';
import { readDocument } from './document';
import type { KubernetesObject, Position } from './object';
import type { OutlineData } from './outline';
import { formatPath, type Path } from './path';
import { problem, problemKinds, type ReadProblem } from './problem';
import { isTooLarge, MAX_OBJECT_BYTES } from './size';
import { Source } from './source';
import { findChunks } from './split';
import { explainSyntaxError } from './syntax-error';

/** An object as it was read, and where it stands. */
export interface Manifest {
  readonly object: KubernetesObject;
  /** As given on the command line; `<stdin>` for standard input. */
  readonly file: string;
  /** The number of the document in the file, from 0. */
  readonly document: number;
  /** The place of the object inside the document: `[]`, or `['items', 3]` in a `List`. */
  readonly within: Path;
  /** Where the object is written, see {@link Locator}. */
  readonly address: Address;
  /** What finds fields of the objects of the same chunk fast. */
  readonly outline: OutlineData | undefined;
  /**
   * Where a field of the object is written: the key of an entry, the beginning of an item. Where the path leaves the
   * object, the closest thing around it that is there.
   */
  locate(path: Path): Position;
  /**
   * Gives up the memory behind {@link Manifest.locate}, about ten times the size of the file. It still works afterwards, and reads the file's
   * text once more: for objects that are kept until all files are read.
   */
  release(): void;
}

/** Where an object is written in the text of its file, as plain data: it can be sent to another thread. */
export interface Address {
  readonly chunk: ChunkSpan;
  /** The number of the document in the chunk. */
  readonly index: number;
  readonly within: Path;
}

/** What a text holds. */
export interface ParsedManifests {
  readonly manifests: readonly Manifest[];
  readonly problems: readonly ReadProblem[];
}

/**
 * Reads the objects in a YAML or JSON text as `kubectl apply` would read them. What cannot be read is a problem with
 * its place; the other documents of the text are read all the same.
 *
 * @example
 * ```ts
 * const { manifests, problems } = parseManifests('apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n', 'shop.yaml');
 * manifests[0]?.locate(['metadata', 'name']); // { line: 3, column: 13 }
 * ```
 */
export function parseManifests(text: string, file: string): ParsedManifests {
  const source = new Source(file, text);
  const nul = text.indexOf('\0');
  if (nul !== -1) {
    return { manifests: [], problems: [problem(problemKinds.binary, file, 'the file is binary, not text', source.positionOf(nul))] };
  }
  const result: Result = { manifests: [], problems: [] };
  try {
    collect(new Chunk(source, text, 0, 0), result);
  } catch {
    collectSeparately(source, result);
  }
  return result;
}

interface Result {
  readonly manifests: Manifest[];
  readonly problems: ReadProblem[];
}

/** Reads document by document, so that a broken one does not hide the others. */
function collectSeparately(source: Source, result: Result): void {
  let documents = 0;
  for (const { offset, text } of findChunks(source.text)) {
    const chunk = new Chunk(source, text, offset, documents);
    try {
      documents += collect(chunk, result);
    } catch (error) {
      documents += 1;
      result.problems.push(explainSyntaxError(error, chunk));
    }
  }
}

/** Reads the documents of a chunk; returns how many there are. Throws, before it has collected anything, where the chunk is broken. */
function collect(chunk: Chunk, result: Result): number {
  const documents = chunk.construct();
  const mayShare = chunk.mayShare();
  documents.forEach((document, index) => {
    if (document === null || document === undefined) return;
    const unsafe = mayShare ? chunk.findUnsafe(document, index) : undefined;
    if (unsafe === undefined) collectDocument(chunk, document, index, result, mayShare);
    else result.problems.push(unsafe);
  });
  return documents.length;
}

function collectDocument(chunk: Chunk, document: unknown, index: number, result: Result, mayShare: boolean): void {
  const { objects, problems } = readDocument(document);
  for (const { object, within } of objects) {
    if (chunk.text.length > MAX_OBJECT_BYTES && isTooLarge(object)) result.problems.push(tooLarge(chunk, index, within));
    // An alias for an item of a list is an object of its own.
    else result.manifests.push(new ParsedManifest(mayShare ? { ...object } : object, within, index, chunk));
  }
  for (const { kind, at, message } of problems) {
    const field = at.length === 0 ? {} : { field: formatPath(at) };
    result.problems.push(problem(kind, chunk.source.file, message, { ...chunk.locate(index, at), ...field }));
  }
}

function tooLarge(chunk: Chunk, index: number, within: Path): ReadProblem {
  const field = within.length === 0 ? {} : { field: formatPath(within) };
  const message = `the object has more than the ${MAX_OBJECT_BYTES / 1024 / 1024} MiB that the API server takes`;
  const repair = 'Split the object, or keep its data outside of Kubernetes.';
  return problem(problemKinds.size, chunk.source.file, message, { ...chunk.locate(index, within), ...field, repair });
}

class ParsedManifest implements Manifest {
  readonly #chunk: Chunk;
  readonly #index: number;

  public constructor(
    public readonly object: KubernetesObject,
    public readonly within: Path,
    index: number,
    chunk: Chunk,
  ) {
    this.#chunk = chunk;
    this.#index = index;
  }

  public get file(): string {
    return this.#chunk.source.file;
  }

  public get document(): number {
    return this.#chunk.firstDocument + this.#index;
  }

  public locate(path: Path): Position {
    return this.#chunk.locate(this.#index, this.within.length === 0 ? path : [...this.within, ...path]);
  }

  public get address(): Address {
    return { chunk: this.#chunk.span, index: this.#index, within: this.within };
  }

  public get outline(): OutlineData | undefined {
    return this.#chunk.outlined()?.data;
  }

  public release(): void {
    this.#chunk.release();
  }
}

/** Finds fields again in a text whose objects were read elsewhere. It reads no more of the text than it has to. */
export class Locator {
  readonly #source: Source;
  readonly #chunks = new Map<number, Chunk>();

  /** @param outlines - By the offset of their chunk, where there are any. */
  public constructor(text: string, file: string, private readonly outlines: ReadonlyMap<number, OutlineData> = new Map()) {
    this.#source = new Source(file, text);
  }

  /** The same as {@link Manifest.locate} of the object at the address. */
  public locate({ chunk: span, index, within }: Address, path: Path): Position {
    let chunk = this.#chunks.get(span.offset);
    if (chunk === undefined) this.#chunks.set(span.offset, (chunk = Chunk.at(this.#source, span, this.outlines.get(span.offset))));
    return chunk.locate(index, [...within, ...path]);
  }
}
