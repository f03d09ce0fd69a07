import { formatPath, type Path } from '../path';
import { type FieldType, ObjectType } from './types';

/** How far down a field is looked for: `template.spec.securityContext` is three steps from the spec of a Deployment. */
const DEEPEST = 3;
/** Lists of one type: what belongs into one, people mean for the first. */
const SAME_AS_CONTAINERS = new Set(['initContainers', 'ephemeralContainers']);

/**
 * Where a field belongs that stands in an object which has none of that name: the nearest place that has one, below or around it.
 * `undefined` where there is none, or where two are equally near.
 *
 * @example
 * ```ts
 * import { schemaOf } from './kinds';
 * import { placeFor } from './placement';
 *
 * const pod = schemaOf('v1', 'Pod', '1.37');
 * if (pod !== undefined) {
 *   placeFor(pod.type, ['spec', 'containers', 0, 'runAsNonRoot']); // 'spec.containers[0].securityContext.runAsNonRoot'
 *   placeFor(pod.type, ['spec', 'securityContext', 'privileged']); // 'spec.containers[].securityContext.privileged'
 * }
 * ```
 */
export function placeFor(root: ObjectType, path: Path): string | undefined {
  const key = String(path.at(-1));
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const type = typeAt(root, path.slice(0, depth));
    if (!(type instanceof ObjectType)) continue;
    const own = formatPath(path.slice(0, depth));
    if (type.fields.has(key)) return join(own, key);
    const below = nearestBelow(type, key);
    if (below !== undefined) return join(own, below);
  }
  return undefined;
}

const join = (parent: string, child: string): string => (parent === '' ? child : `${parent}.${child}`);

function nearestBelow(from: ObjectType, key: string): string | undefined {
  let level: readonly { readonly type: ObjectType; readonly path: string }[] = [{ type: from, path: '' }];
  for (let depth = 0; depth < DEEPEST; depth++) {
    level = level.flatMap(({ type, path }) => childrenOf(type).map((child) => ({ type: child.type, path: join(path, child.step) })));
    const found = level.filter(({ type }) => type.fields.has(key));
    if (found.length > 0) return found.length === 1 ? join(found[0]?.path ?? '', key) : undefined;
  }
  return undefined;
}

function childrenOf(type: ObjectType): readonly { readonly type: ObjectType; readonly step: string }[] {
  return [...type.fields].flatMap(([name, { type: field }]) => {
    if (SAME_AS_CONTAINERS.has(name) || name === 'status' || type.title === 'ObjectMeta') return [];
    if (field instanceof ObjectType) return [{ type: field, step: name }];
    return field.kind === 'list' && field.items instanceof ObjectType ? [{ type: field.items, step: `${name}[]` }] : [];
  });
}

/** The type of what stands at a path. */
function typeAt(root: FieldType, path: Path): FieldType | undefined {
  return path.reduce<FieldType | undefined>((type, step) => {
    if (type instanceof ObjectType) return type.fields.get(String(step))?.type;
    if (type?.kind === 'list') return type.items;
    return type?.kind === 'map' ? type.values : undefined;
  }, root);
}
