import type { Fields } from '../../cel/predicate';
import type { KubernetesObject, Minor } from '../../manifest/object';
import { schemaOf } from '../../manifest/schema/index';

/** What a kind is called in the paths of the API server, and in the rules of a policy. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** `deployments`. */
  readonly plural: string;
  /** `undefined` for a custom resource whose definition is not there. */
  readonly isNamespaced?: boolean;
}

/** The CustomResourceDefinitions that are known. */
export class CustomResources {
  readonly #byKind = new Map<string, Fields>();

  /** Keeps a definition; anything else is none. */
  add({ apiVersion, kind, spec }: KubernetesObject): void {
    if (!apiVersion.startsWith('apiextensions.k8s.io/') || kind !== 'CustomResourceDefinition') return;
    const { group, names } = (spec ?? {}) as { group?: string; names?: { kind?: string } };
    if (names?.kind !== undefined) this.#byKind.set(`${group} ${names.kind}`, spec as Fields);
  }

  /** What an object's kind is called. Without its definition, the name is the one that almost every kind has. */
  resourceOf({ apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>, minor: Minor): Resource {
    const [group, version] = splitVersion(apiVersion);
    const base = { group, version, kind };
    const schema = schemaOf(apiVersion, kind, minor);
    if (schema !== undefined) return { ...base, plural: pluralOf(kind), isNamespaced: schema.namespaced };
    const { names, scope } = (this.#byKind.get(`${group} ${kind}`) ?? {}) as { names?: { plural?: string }; scope?: string };
    return { ...base, plural: names?.plural ?? pluralOf(kind), ...(scope === undefined ? {} : { isNamespaced: scope === 'Namespaced' }) };
  }
}

/** `apps/v1` is the group `apps` and the version `v1`; `v1` has no group. */
export function splitVersion(apiVersion: string): readonly [string, string] {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}

/** Like Kubernetes' own guess, which is right for all of its kinds. */
function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  if (name.endsWith('endpoints')) return name;
  if (name.endsWith('s')) return `${name}es`;
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
}
