import { constructFromEvents } from 'js-yaml';
import { applyEdits } from './apply';
import { readStreamEvents } from './events';
import { findAliasBomb, MAX_MERGED_KEYS } from './expansion';
import { EditRefusal, Layout } from './layout';
import type { JsonValue } from './object';
import { formatPath, type Path } from './path';
import { Rewriter } from './rewrite';
import { isSameJson } from './same';
import { applySplices, type Splice } from './splice';
import { SyntaxTree } from './syntax-tree';
import { kubernetesSchema } from './yaml-schema';

/** One change to a document of a file. The path is that in the document: `['items', 3, 'spec', …]` in a `List`. */
export interface DocumentEdit {
  /** The number of the document in the file, from 0. */
  readonly document: number;
  readonly path: Path;
  /** `undefined` removes the field. */
  readonly value: JsonValue | undefined;
}

/** The edited text, or why there is none. */
export type EditResult =
  | { readonly text: string }
  | { readonly refused: string; /** The document that cannot be edited, where it is one. */ readonly document?: number };

/**
 * Changes fields in a YAML or JSON text and leaves everything else as it is, byte for byte: comments, order, quotes,
 * line ends. The result is read again and compared with what was meant; where the two differ, or a value is shared by
 * an alias, the edit is refused.
 *
 * @example
 * ```ts
 * editYaml('spec:\n  hostNetwork: true # why?\n', [{ document: 0, path: ['spec', 'hostNetwork'], value: false }]);
 * // { text: 'spec:\n  hostNetwork: false # why?\n' }
 * ```
 */
export function editYaml(text: string, edits: readonly DocumentEdit[]): EditResult {
  if (edits.length === 0) return { text };
  const read = readDocuments(text);
  if (read === undefined) return { refused: 'the file has a document that cannot be read' };
  const stray = edits.find(({ document }) => read.documents[document] === undefined || read.documents[document] === null);
  if (stray !== undefined) return { refused: 'there is no such document', document: stray.document };
  const byDocument = groupByDocument(edits);
  const after = read.documents.map((document, index) => applyEdits(document, byDocument.get(index) ?? []));
  return rewriteDocuments(read, after);
}

function groupByDocument(edits: readonly DocumentEdit[]): ReadonlyMap<number, readonly DocumentEdit[]> {
  const groups = new Map<number, DocumentEdit[]>();
  for (const edit of edits) {
    const group = groups.get(edit.document);
    if (group === undefined) groups.set(edit.document, [edit]);
    else group.push(edit);
  }
  return groups;
}

interface ReadText {
  readonly tree: SyntaxTree;
  readonly documents: readonly unknown[];
}

function rewriteDocuments({ tree, documents }: ReadText, after: readonly unknown[]): EditResult {
  const layout = new Layout(tree, tree.text);
  const splices: Splice[] = [];
  for (const [index, document] of documents.entries()) {
    if (document === after[index]) continue;
    const refused = rewriteDocument(layout, index, document, after[index], splices);
    if (refused !== undefined) return { refused, document: index };
  }
  return verify(applySplices(tree.text, splices), after);
}

function rewriteDocument(layout: Layout, index: number, before: unknown, after: unknown, splices: Splice[]): string | undefined {
  const root = layout.tree.root(index);
  if (root === undefined) return 'there is no such document';
  const rewriter = new Rewriter(layout, root);
  try {
    rewriter.rewrite(root, before, after as JsonValue);
  } catch (error) {
    if (error instanceof EditRefusal) return error.message;
    throw error;
  }
  splices.push(...rewriter.splices);
  return undefined;
}

/** Reads the new text again: what it means must be what was meant, in every document. */
function verify(text: string | undefined, meant: readonly unknown[]): EditResult {
  if (text === undefined) return { refused: 'two edits touch the same place' };
  const read = readDocuments(text)?.documents;
  if (read === undefined) return { refused: 'the edited text would not be valid YAML' };
  if (read.length !== meant.length) return { refused: 'the edited text would have another number of documents' };
  const document = read.findIndex((value, index) => !isSameJson(value, meant[index]));
  if (document === -1) return { text };
  const place = findDifference(read[document], meant[document], []);
  return { refused: `the edit would change ${formatPath(place) || 'the document'} in another way than meant`, document };
}

/** The first place where two values differ. */
function findDifference(a: unknown, b: unknown, path: Path): Path {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return path;
  const steps = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const step of steps) {
    const [left, right] = [(a as Record<string, unknown>)[step], (b as Record<string, unknown>)[step]];
    if (!isSameJson(left, right)) return findDifference(left, right, [...path, Array.isArray(a) ? Number(step) : step]);
  }
  return path;
}

/** `undefined` for a text that is broken, or in which an alias makes a value that must not be walked. */
function readDocuments(text: string): ReadText | undefined {
  try {
    const events = readStreamEvents(text);
    const documents = constructFromEvents(events, { source: text, schema: kubernetesSchema, maxTotalMergeKeys: MAX_MERGED_KEYS });
    const isUnsafe = text.includes('&') && documents.some((document) => findAliasBomb(document) !== undefined);
    return isUnsafe ? undefined : { tree: new SyntaxTree(text, events), documents };
  } catch {
    return undefined;
  }
}
