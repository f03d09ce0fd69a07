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

/** Writes a path as it appears in findings: `spec.containers[0].image`, `metadata.annotations["a/b"]`. */
export function formatPath(path: Path): string {
  // Joined, not added up: a report holds very many of them, and what is added up stays in memory part by part.
  return path.map(formatStep).join('');
}

function formatStep(step: string | number, index: number): string {
  if (typeof step === 'number') return `[${step}]`;
  if (!PLAIN_KEY.test(step)) return `[${JSON.stringify(step)}]`;
  return index === 0 ? step : `.${step}`;
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

/** The value at a path, or `undefined` where the path leaves the object. */
export function valueAt(root: unknown, path: Path): unknown {
  let value: unknown = root;
  for (const step of path) {
    value = childAt(value, step);
    if (value === undefined) return undefined;
  }
  return value;
}
