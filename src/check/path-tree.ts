import type { Path } from '../manifest/path';

/** A path at which an element is, as a node of the tree of all of them. One tree for all objects: they have fields at the same few paths. */
export class PathNode {
  readonly path: Path;
  readonly #fields = new Map<Path, PathNode>();
  readonly #lists = new Map<Path, PathNode[]>();

  constructor(path: Path = []) {
    this.path = path;
  }

  /** The node behind some steps: the very same list of steps leads to the very same node. */
  at(steps: Path): PathNode {
    if (steps.length === 0) return this;
    let node = this.#fields.get(steps);
    if (node === undefined) this.#fields.set(steps, (node = new PathNode([...this.path, ...steps])));
    return node;
  }

  /** That of an item in the list behind some steps. */
  item(steps: Path, index: number): PathNode {
    let items = this.#lists.get(steps);
    if (items === undefined) this.#lists.set(steps, (items = []));
    return (items[index] ??= new PathNode([...this.path, ...steps, index]));
  }

  /** That of a key in the map behind some steps. Keys are anything: they are not remembered. */
  key(steps: Path, key: string): PathNode {
    return new PathNode([...this.path, ...steps, key]);
  }
}
