import { constructFromEvents, type Event } from 'js-yaml';
import { readEvents } from './events';
import { findAliasBomb, findAmbiguousMerge, MAX_MERGED_KEYS } from './expansion';
import { locateOffset } from './locate';
import type { Position } from './object';
import type { Path } from './path';
import { problem, problemKinds, type ReadProblem } from './problem';
import type { Source } from './source';
import { SyntaxTree } from './syntax-tree';
import { kubernetesSchema } from './yaml-schema';

/** A part of a file that is parsed at once: the whole file, or one document of a file that is broken somewhere. */
export class Chunk {
  private parsed: SyntaxTree | undefined;
  private events: readonly Event[] | undefined;

  public constructor(
    public readonly source: Source,
    public readonly text: string,
    private readonly offset: number,
    /** The number of its first document in the file. */
    public readonly firstDocument: number,
  ) {}

  /** The values of the documents. */
  public construct(): unknown[] {
    const events = readEvents(this.text);
    this.events = events;
    return constructFromEvents(events, { source: this.text, schema: kubernetesSchema, maxTotalMergeKeys: MAX_MERGED_KEYS });
  }

  /** Absent until the events could be read. */
  public get tree(): SyntaxTree | undefined {
    if (this.parsed === undefined && this.events !== undefined) this.parsed = new SyntaxTree(this.text, this.events);
    return this.parsed;
  }

  /** Whether anything in it can be an alias or a merge key. */
  public mayShare(): boolean {
    return this.text.includes('<<') || (this.text.includes('&') && this.text.includes('*'));
  }

  public positionOf(offset: number): Position {
    return this.source.positionOf(this.offset + offset);
  }

  public locate(document: number, path: Path): Position {
    const { tree } = this;
    const offset = tree === undefined ? undefined : locateOffset(tree, document, path);
    return this.positionOf(offset ?? 0);
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
