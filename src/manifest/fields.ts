/** A map out of a Kubernetes object. */
export type Fields = Readonly<Record<string, unknown>>;

const NONE: Fields = {};

/** The map under a name; empty where there is none. */
export function fieldsAt(parent: unknown, name: string): Fields {
  const value = asFields(parent)[name];
  return asFields(value);
}

/** The maps in the list under a name. */
export function itemsAt(parent: unknown, name: string): readonly Fields[] {
  const value = asFields(parent)[name];
  return Array.isArray(value) ? value.map(asFields) : [];
}

/** The strings in the list under a name. */
export function stringsAt(parent: unknown, name: string): readonly string[] {
  const value = asFields(parent)[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function asFields(value: unknown): Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : NONE;
}

/** The API group of a version: empty for `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
