import type { Path } from './path';
import type { Entry, NodeIndex, SyntaxTree } from './syntax-tree';

/**
 * The offset of what a path leads to: of the key for an entry of a mapping, of the item itself for an item of a list.
 * Where the path leaves the document, that of the closest thing around it that is there. Aliases and merge keys are
 * followed to the place where the value is written.
 */
export function locateOffset(tree: SyntaxTree, document: number, path: Path): number | undefined {
  let node = tree.root(document);
  if (node === undefined) return undefined;
  let offset = tree.start(node);
  for (const step of path) {
    const entry: Entry | undefined = findEntry(tree, node, step);
    if (entry === undefined) return offset;
    offset = tree.start(entry.key ?? entry.value) ?? offset;
    node = entry.value;
  }
  return offset;
}

/** The entry for a step, through aliases and merge keys. An own key wins over a merged one, an earlier merge over a later. */
function findEntry(tree: SyntaxTree, node: NodeIndex, step: string | number, depth = 0): Entry | undefined {
  const target = tree.resolve(node);
  // A mapping that merges itself would be searched for ever.
  if (target === undefined || depth > MAX_MERGE_DEPTH) return undefined;
  const own = tree.entry(target, step);
  if (own !== undefined || typeof step === 'number') return own;
  const merge = tree.entry(target, '<<');
  if (merge === undefined || !tree.isMerge(merge)) return undefined;
  for (const source of mergeSources(tree, merge.value)) {
    const found = findEntry(tree, source, step, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

const MAX_MERGE_DEPTH = 16;

/** What a merge key merges: one mapping, or each mapping of a list. */
export function mergeSources(tree: SyntaxTree, value: NodeIndex): readonly NodeIndex[] {
  const target = tree.resolve(value);
  if (target === undefined) return [];
  return tree.isSequence(target) ? tree.entries(target).map((entry) => entry.value) : [target];
}
