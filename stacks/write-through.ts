import type { Edit } from '../src/manifest/apply';

type Node = Record<string | number, unknown>;

/**
 * Writes one change into the properties that the policy SDK hands to a remediation. In place, unlike everywhere else: its proxies keep what is
 * secret secret only as long as the same object goes back.
 */
export function writeThrough(props: object, { path, value }: Edit): void {
  const last = path.at(-1);
  if (last === undefined) return;
  const parent = path.slice(0, -1).reduce<Node>((node, step, depth) => childOf(node, step, path[depth + 1]), props as Node);
  if (value !== undefined) parent[last] = value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
}

function childOf(node: Node, step: string | number, next: string | number | undefined): Node {
  if (!Object.hasOwn(node, step)) node[step] = typeof next === 'number' ? [] : {};
  return node[step] as Node;
}
