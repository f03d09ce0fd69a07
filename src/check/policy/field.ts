import { readOptionalEntries } from '../../cel/library/optional-entries';
import { type AstNode, childrenOf, parse } from '../../cel/parse';
import type { Path } from '../../manifest/path';

/** The part of the object that an expression is about: what all the fields that it reads have in common. */
export function fieldOf(expression: string): Path {
  const parsed = parse(readOptionalEntries(expression));
  if (parsed.problems) return [];
  const paths = pathsIn(parsed.ast);
  const [first = []] = paths;
  const length = first.findIndex((step, depth) => paths.some((path) => path[depth] !== step));
  return length === -1 ? first : first.slice(0, length);
}

function pathsIn(node: AstNode): readonly Path[] {
  const path = pathOf(node);
  return path === undefined ? childrenOf(node).flatMap(pathsIn) : [path];
}

/** `object.a.?b[0]` as a path; `undefined` for anything else. */
function pathOf(node: AstNode): Path | undefined {
  switch (node.op) {
    case 'id':
      return node.args === 'object' ? [] : undefined;
    case '.':
    case '.?':
      return extend(node.args[0], node.args[1]);
    case '[]':
    case '[?]':
      return node.args[1].op === 'value' ? extend(node.args[0], node.args[1].args) : undefined;
    default:
      return undefined;
  }
}

function extend(parent: AstNode, step: unknown): Path | undefined {
  const path = pathOf(parent);
  if (path === undefined) return undefined;
  if (typeof step === 'bigint') return [...path, Number(step)];
  return typeof step === 'string' ? [...path, step] : undefined;
}
