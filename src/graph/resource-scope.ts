import { kindsOf } from '../manifest/schema/index';
import { groupOf } from '../manifest/fields';
import type { Minor } from '../manifest/object';
import { resourceOf } from '../manifest/resource';

const known = new Map<Minor, ReadonlyMap<string, boolean>>();

/**
 * Whether objects of a resource are in a namespace; `undefined` for a resource that is not Kubernetes' own. A subresource is where its resource is.
 *
 * @example
 * ```ts
 * isNamespacedResource('', 'pods/exec', '1.37'); // true
 * ```
 */
export function isNamespacedResource(apiGroup: string, resource: string, minor: Minor): boolean | undefined {
  const [name = ''] = resource.split('/');
  return scopesAt(minor).get(`${apiGroup}/${name}`);
}

function scopesAt(minor: Minor): ReadonlyMap<string, boolean> {
  const scopes = known.get(minor) ?? new Map(kindsOf(minor).map(({ apiVersion, kind, namespaced }) => (
    [`${groupOf(apiVersion)}/${resourceOf(kind)}`, namespaced] as const
  )));
  known.set(minor, scopes);
  return scopes;
}
