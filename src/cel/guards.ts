import type { AstNode } from './parse';

/** The accesses that are known to succeed at a point of an expression, each as the text of {@link accessPath}. */
export type Facts = ReadonlySet<string>;

/** Nothing is known. */
export const NO_FACTS: Facts = new Set();

/**
 * The text that stands for an access, the same for `a.b` and `a.?b`; `undefined` where the node is no chain of accesses on a name.
 */
export function accessPath(node: AstNode): string | undefined {
  switch (node.op) {
    case 'id':
      return node.args;
    case '.':
    case '.?':
      return extend(node.args[0], `.${node.args[1]}`);
    case '[]':
    case '[?]':
      return indexPath(node.args[0], node.args[1]);
    default:
      return undefined;
  }
}

/** `facts`, and that `access` and all that it stands on are there. */
export function withFacts(facts: Facts, accesses: readonly AstNode[]): Facts {
  if (accesses.length === 0) return facts;
  const known = new Set(facts);
  for (const access of accesses) {
    for (let node = access; isAccess(node); node = node.args[0]) {
      const path = accessPath(node);
      if (path !== undefined) known.add(path);
    }
  }
  return known;
}

/** The accesses that succeed for sure wherever `node` has the given value. */
export function presentWhen(node: AstNode, value: boolean): readonly AstNode[] {
  switch (node.op) {
    case '!_':
      return presentWhen(node.args, !value);
    case '&&':
      return value ? presentInBoth(node.args, true) : [];
    case '||':
      return value ? [] : presentInBoth(node.args, false);
    case 'call':
      return value && node.args[0] === 'has' ? node.args[1].slice(0, 1) : [];
    case 'rcall':
      return value && node.args[0] === 'hasValue' ? [node.args[1]] : [];
    default:
      return [];
  }
}

function presentInBoth([left, right]: readonly [AstNode, AstNode], value: boolean): readonly AstNode[] {
  return [...presentWhen(left, value), ...presentWhen(right, value)];
}

function isAccess(node: AstNode): node is Extract<AstNode, { op: '.' | '.?' | '[]' | '[?]' }> {
  return node.op === '.' || node.op === '.?' || node.op === '[]' || node.op === '[?]';
}

function extend(receiver: AstNode, step: string): string | undefined {
  const path = accessPath(receiver);
  return path === undefined ? undefined : path + step;
}

function indexPath(receiver: AstNode, key: AstNode): string | undefined {
  if (key.op === 'id') return extend(receiver, `[${key.args}]`);
  if (key.op === 'value' && typeof key.args === 'string') return extend(receiver, `[${JSON.stringify(key.args)}]`);
  return undefined;
}
