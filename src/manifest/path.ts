/**
 * A place inside a Kubernetes object: map keys and list indices from the root.
 *
 * @example
 * ```ts
 * const path: Path = ['spec', 'containers', 0, 'securityContext', 'privileged'];
 * ```
 */
export type Path = readonly (string | number)[];

const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/;

/**
 * Writes a path as it appears in findings: `spec.containers[0].image`, `metadata.annotations["a/b"]`.
 *
 * @param from - The number of the first step to write.
 */
export function formatPath(path: Path, from = 0): string {
  // Joined, not added up: a report holds very many of them, and what is added up stays in memory part by part.
  const parts: string[] = [];
  for (let depth = from; depth < path.length; depth++) {
    const step = path[depth] ?? '';
    if (typeof step === 'number') parts.push('[', String(step), ']');
    else if (!PLAIN_KEY.test(step)) parts.push('[', JSON.stringify(step), ']');
    else if (parts.length === 0) parts.push(step);
    else parts.push('.', step);
  }
  return parts.join('');
}

const STEP = /\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g;

/** Reads what {@link formatPath} writes: `a.b`, `items[0]`, `labels["a/b"]`. */
export function parseField(field: string): Path {
  return [...field.matchAll(STEP)].map(([, index, quoted, plain]) => {
    if (index !== undefined) return Number(index);
    return quoted === undefined ? (plain as string) : (JSON.parse(`"${quoted}"`) as string);
  });
}

/** The value one step down, or `undefined` where there is none. Never one of the prototype. */
export function childAt(parent: unknown, step: string | number): unknown {
  if (parent === null || typeof parent !== 'object') return undefined;
  if (Array.isArray(parent) && typeof step === 'number') return parent[step];
  return Object.hasOwn(parent, step) ? (parent as Record<string | number, unknown>)[step] : undefined;
}

/** The value at a path, or at its first steps; `undefined` where the path leaves the object. */
export function valueAt(root: unknown, path: Path, steps = path.length): unknown {
  let value: unknown = root;
  for (let depth = 0; depth < steps && value !== undefined; depth++) value = childAt(value, path[depth] ?? '');
  return value;
}
