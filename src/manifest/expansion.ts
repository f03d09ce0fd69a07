import type { Entry, NodeIndex, SyntaxTree } from './syntax-tree';

/** How many nodes aliases may add to a document. The largest real objects have a few ten thousand. */
const MAX_ALIAS_NODES = 1_000_000;
/** How deeply a document may nest, aliases counted. Schemas in CustomResourceDefinitions reach about 60. */
export const MAX_DEPTH = 256;
/** How many entries merge keys may copy in one text: enough for any generated corpus, too few to fill the memory. */
export const MAX_MERGED_KEYS = 1_000_000;

/**
 * Why a value must not be walked: an alias inside its own anchor never ends, nested aliases grow without bound,
 * and a chain of them is deeper than any stack.
 */
export function findAliasBomb(root: unknown): 'recursive' | 'too large' | 'too deep' | undefined {
  const sizes = new Map<object, { readonly nodes: number; readonly depth: number }>();
  const open = new Set<object>();
  let recursive = false;
  const measure = (value: unknown): { readonly nodes: number; readonly depth: number } => {
    if (value === null || typeof value !== 'object') return { nodes: 1, depth: 0 };
    const known = sizes.get(value);
    if (known !== undefined) return known;
    if (open.has(value)) {
      recursive = true;
      return { nodes: 1, depth: 0 };
    }
    if (open.size > MAX_DEPTH) return { nodes: 1, depth: MAX_DEPTH };
    open.add(value);
    let nodes = 1;
    let depth = 0;
    for (const child of Object.values(value)) {
      const size = measure(child);
      nodes += size.nodes;
      depth = Math.max(depth, size.depth);
    }
    open.delete(value);
    const size = { nodes, depth: depth + 1 };
    sizes.set(value, size);
    return size;
  };
  const expanded = measure(root);
  if (recursive) return 'recursive';
  if (expanded.depth > MAX_DEPTH) return 'too deep';
  return expanded.nodes > MAX_ALIAS_NODES + ownNodes(sizes) ? 'too large' : undefined;
}

/** The nodes that are really there: each collection once, with its scalars. */
function ownNodes(sizes: ReadonlyMap<object, unknown>): number {
  let nodes = 0;
  for (const collection of sizes.keys()) nodes += Object.keys(collection).length;
  return nodes;
}

/** Where a merge key makes a document ambiguous, and for which key. */
export interface AmbiguousMerge {
  readonly at: NodeIndex;
  readonly name: string;
}

/**
 * The first merge key that comes after a key which it also brings. By the YAML specification the key beside it wins,
 * for Kubernetes' parser whatever comes last: nobody can say what such a document means.
 */
export function findAmbiguousMerge(tree: SyntaxTree, root: NodeIndex): AmbiguousMerge | undefined {
  return new MergeReader(tree).find(root);
}

class MergeReader {
  private readonly known = new Map<NodeIndex, ReadonlySet<string>>();

  public constructor(private readonly tree: SyntaxTree) {}

  public find(node: NodeIndex): AmbiguousMerge | undefined {
    const seen = new Set<string>();
    for (const entry of this.tree.entries(node)) {
      const names = this.namesOf(entry);
      if (entry.key !== undefined && this.tree.isMerge(entry)) {
        for (const name of names) if (seen.has(name)) return { at: entry.key, name };
      }
      for (const name of names) seen.add(name);
      const below = this.find(entry.value);
      if (below !== undefined) return below;
    }
    return undefined;
  }

  private namesOf(entry: Entry): Iterable<string> {
    if (this.tree.isMerge(entry)) return this.mergedNames(entry.value);
    return entry.name === undefined ? [] : [entry.name];
  }

  /** The names that a merge brings, from one mapping or from a list of them. */
  private mergedNames(value: NodeIndex): ReadonlySet<string> {
    const node = this.tree.resolve(value);
    if (node === undefined) return new Set();
    const known = this.known.get(node);
    if (known !== undefined) return known;
    const names = new Set<string>();
    // Known before it is complete: a mapping that merges itself ends here.
    this.known.set(node, names);
    const isList = this.tree.isSequence(node);
    for (const entry of this.tree.entries(node)) {
      for (const name of isList ? this.mergedNames(entry.value) : this.namesOf(entry)) names.add(name);
    }
    return names;
  }
}
