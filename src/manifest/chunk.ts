import { constructFromEvents, type Event } from 'js-yaml';
import { readEvents } from './events';
import { findAliasBomb, findAmbiguousMerge, MAX_MERGED_KEYS } from './expansion';
import { locateOffset } from './locate';
import type { Position } from './object';
import { Outline, type OutlineData } from './outline';
import type { Path } from './path';
import { problem, problemKinds, type ReadProblem } from './problem';
import type { Source } from './source';
import { findChunks, type TextChunk } from './split';
import { SyntaxTree } from './syntax-tree';
import { kubernetesSchema } from './yaml-schema';

/** Which part of a file's text a chunk is, as plain data. */
export interface ChunkSpan {
  readonly offset: number;
  readonly length: number;
  readonly firstDocument: number;
  /** How many documents it holds. */
  readonly documents: number;
}

/** A part of a file that is parsed at once: the whole file, or one document of a file that is broken somewhere. */
export class Chunk {
  private parsed: SyntaxTree | undefined;
  private events: readonly Event[] | undefined;
  private isReleased = false;
  private outline: Outline | undefined;
  private documents = 0;
  private pieces: readonly TextChunk[] | undefined;
  private readAgain: { readonly document: number; readonly tree: SyntaxTree } | undefined;

  public constructor(
    public readonly source: Source,
    public readonly text: string,
    private readonly offset: number,
    /** The number of its first document in the file. */
    public readonly firstDocument: number,
  ) {}

  /** A chunk that was parsed before, maybe in another thread, and released since. */
  public static at(source: Source, { offset, length, firstDocument, documents }: ChunkSpan, outline?: OutlineData): Chunk {
    const chunk = new Chunk(source, source.text.slice(offset, offset + length), offset, firstDocument);
    chunk.documents = documents;
    chunk.isReleased = true;
    if (outline !== undefined) chunk.outline = new Outline(chunk.text, outline);
    return chunk;
  }

  public get span(): ChunkSpan {
    return { offset: this.offset, length: this.text.length, firstDocument: this.firstDocument, documents: this.documents };
  }

  /** The values of the documents. */
  public construct(): unknown[] {
    const events = readEvents(this.text);
    this.events = events;
    const documents = constructFromEvents(events, { source: this.text, schema: kubernetesSchema, maxTotalMergeKeys: MAX_MERGED_KEYS });
    this.documents = documents.length;
    return documents;
  }

  /** Absent until the events could be read. */
  public get tree(): SyntaxTree | undefined {
    if (this.isReleased) {
      this.events = readEvents(this.text);
      this.isReleased = false;
    }
    if (this.parsed === undefined && this.events !== undefined) this.parsed = new SyntaxTree(this.text, this.events);
    return this.parsed;
  }

  /** Enough to find most fields. Absent until the events could be read. */
  public outlined(): Outline | undefined {
    if (this.events !== undefined) this.outline ??= Outline.of(this.text, this.events);
    return this.outline;
  }

  /** Gives up what can be read again from the text. */
  public release(): void {
    this.outlined();
    this.isReleased ||= this.events !== undefined;
    this.events = undefined;
    this.parsed = undefined;
  }

  /** Whether anything in it can be an alias or a merge key. */
  public mayShare(): boolean {
    return this.text.includes('<<') || (this.text.includes('&') && this.text.includes('*'));
  }

  public positionOf(offset: number): Position {
    return this.source.positionOf(this.offset + offset);
  }

  public locate(document: number, path: Path): Position {
    const outlined = this.outlined()?.locate(document, path);
    if (outlined !== undefined) return this.positionOf(outlined);
    const piece = this.isReleased ? this.pieceOf(document) : undefined;
    if (piece !== undefined) return this.positionOf(piece.offset + (locateOffset(this.treeOf(document, piece), 0, path) ?? 0));
    const { tree } = this;
    const offset = tree === undefined ? undefined : locateOffset(tree, document, path);
    return this.positionOf(offset ?? 0);
  }

  /** The text of one document, so that a field can be found in a large file without reading all of it once more. */
  private pieceOf(document: number): TextChunk | undefined {
    this.pieces ??= findChunks(this.text);
    return this.pieces.length === this.documents ? this.pieces[document] : undefined;
  }

  private treeOf(document: number, { text }: TextChunk): SyntaxTree {
    if (this.readAgain?.document !== document) this.readAgain = { document, tree: new SyntaxTree(text, readEvents(text)) };
    return this.readAgain.tree;
  }

  /** Why a document that parses must not be read all the same. */
  public findUnsafe(value: unknown, document: number): ReadProblem | undefined {
    const { tree, source: { file } } = this;
    const root = tree?.root(document);
    if (tree === undefined || root === undefined) return undefined;
    const alias = tree.findAlias(document);
    const bomb = alias === undefined ? undefined : findAliasBomb(value);
    if (alias !== undefined && bomb !== undefined) {
      const size = `with its aliases, the document is ${bomb}`;
      const message = bomb === 'recursive' ? 'an alias stands inside the value that it repeats' : size;
      return problem(problemKinds.aliases, file, message, this.positionOf(tree.start(alias) ?? 0));
    }
    const merge = findAmbiguousMerge(tree, root);
    if (merge === undefined) return undefined;
    const message = `the merge key comes after "${merge.name}", which it also sets: which value counts differs from tool to tool`;
    return problem(problemKinds.mergeOrder, file, message, this.positionOf(tree.start(merge.at) ?? 0));
  }
}
