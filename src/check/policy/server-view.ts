import { normalise } from '../../cel/normalise';
import type { Fields } from '../../cel/predicate';
import { CelMap, type CelValue, Unknown } from '../../cel/library/value';
import { isPlain } from '../../manifest/apply';
import type { KubernetesObject, Minor } from '../../manifest/object';
import { canonicalQuantity } from '../../manifest/quantity';
import { type FieldType, type ObjectType, schemaOf } from '../../manifest/schema/index';
import { minorNumber } from '../../platform';
import { withDefaults, withObjectDefaults } from './defaults';
import presence from './presence.json';
import { bareTime } from './server-time';

type MaybeKnown = CelValue | Unknown;
type Entries = [string, MaybeKnown][];

/** What the API server does with a field that is empty, or not there. The letters stand in scripts/kubernetes-presence.mjs. */
type Presence = 'd' | 'p' | 'a' | 'n';

const known = presence.types as Readonly<Record<string, string>>;
const tables = new Map<string, ReadonlyMap<string, Presence>>();

function exceptionsOf(type: string): ReadonlyMap<string, Presence> {
  let table = tables.get(type);
  if (table === undefined) {
    const text = Object.hasOwn(known, type) ? (known[type] ?? '') : '';
    table = new Map(text.split(' ').map((entry) => entry.split(':') as [string, Presence]));
    tables.set(type, table);
  }
  return table;
}

/**
 * An object as the API server shows it to an expression: typed, without what it does not know, with what it fills in, and with marks where
 * only the cluster knows the value. Of a custom resource it is shown as it is.
 */
export function serverView(object: KubernetesObject, minor: Minor): CelMap {
  const schema = schemaOf(object.apiVersion, object.kind, minor);
  const normalised = normalise(object);
  const cluster = { status: new Unknown('it reads the status, which only the cluster has', true) };
  if (schema === undefined) return withMarks(rawEntries(normalised), { ...cluster, metadata: metadataOf(normalised, undefined) });
  const entries = new View(minorNumber(minor), object.kind === 'Pod').entries(normalised, schema.type);
  return withMarks(entries, { ...cluster, metadata: metadataOf(withObjectDefaults(schema.type.name, normalised, minorNumber(minor)), schema.namespaced) });
}

function withMarks(entries: Entries, marks: Readonly<Record<string, CelValue | Unknown>>): CelMap {
  return new CelMap([...entries.filter(([key]) => !Object.hasOwn(marks, key)), ...Object.entries(marks)]);
}

/** Names and the like, and what the API server adds to them. */
function metadataOf(object: Fields, isNamespaced: boolean | undefined): CelMap {
  const metadata = isMap(object['metadata']) ? object['metadata'] : {};
  const kept = Object.entries(metadata).filter(([key, value]) => !isEmptyValue(value) && !(key in ADDED) && !(key === 'namespace' && isNamespaced === false));
  const entries: Entries = kept.map(([key, value]) => [key, rawValue(value)]);
  if (metadata['name'] === undefined) entries.push(['name', new Unknown('it reads the name, which the API server generates')]);
  if (metadata['namespace'] === undefined && isNamespaced !== false) entries.push(['namespace', unknownNamespace(isNamespaced === undefined)]);
  return new CelMap([...entries, ...Object.entries(ADDED)]);
}

/** The namespace of an object that leaves it to `kubectl -n`. */
export const unknownNamespace = (mayBeAbsent: boolean): Unknown => new Unknown('it reads the namespace, which is chosen when the object is applied', mayBeAbsent);

const onlyInCluster = (field: string, mayBeAbsent = false): Unknown => new Unknown(`it reads metadata.${field}, which only the cluster has`, mayBeAbsent);

const ADDED: Readonly<Record<string, Unknown>> = {
  uid: onlyInCluster('uid'), creationTimestamp: onlyInCluster('creationTimestamp'), managedFields: onlyInCluster('managedFields', true),
  generation: onlyInCluster('generation', true),
};

/** What admission plug-ins or controllers fill in by what they find in the cluster, where it was not given. */
const CLUSTER_FILLS: Readonly<Record<string, readonly string[]>> = {
  'core.v1.ServiceSpec': ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'healthCheckNodePort'],
  'core.v1.ServicePort': ['nodePort'],
  // In templates; some minors show it as null.
  'meta.v1.ObjectMeta': ['creationTimestamp'],
  'core.v1.PersistentVolumeClaimSpec': ['storageClassName'],
  'networking.v1.IngressSpec': ['ingressClassName'],
  'autoscaling.v1.HorizontalPodAutoscalerSpec': ['targetCPUUtilizationPercentage'],
  'batch.v1.JobSpec': ['selector'],
  'certificates.v1.CertificateSigningRequestSpec': ['groups', 'uid', 'username', 'extra'],
};
const POD_FILLS = ['priority', 'preemptionPolicy', 'nodeName'];

class View {
  readonly #minor: number;
  readonly #isPod: boolean;

  constructor(minor: number, isPod: boolean) {
    this.#minor = minor;
    this.#isPod = isPod;
  }

  entries(object: Fields, type: ObjectType): Entries {
    const fields = withDefaults(type.name, object, this.#minor);
    const exceptions = exceptionsOf(type.name);
    const entries: Entries = [];
    for (const [name, { type: fieldType, required }] of type.fields) {
      const value = this.#field(fields[name], fieldType, exceptions.get(name) ?? suggested(fieldType, required));
      if (value !== undefined) entries.push([name, value]);
    }
    return this.#withClusterFills(entries, type.name, fields);
  }

  /** Marks what was not given, and is filled in by what there is in the cluster. */
  #withClusterFills(entries: Entries, type: string, fields: Fields): Entries {
    const filled = type === 'core.v1.PodSpec' && this.#isPod ? POD_FILLS : CLUSTER_FILLS[type] ?? [];
    const missing = filled.filter((field) => isEmptyValue(fields[field]));
    if (missing.length === 0) return entries;
    const marks = missing.map((field): [string, Unknown] => [field, new Unknown(`it reads ${field}, which the cluster fills in`, true)]);
    return [...entries.filter(([name]) => !missing.includes(name)), ...marks];
  }

  #field(value: unknown, type: FieldType, presenceOf: Presence): MaybeKnown | undefined {
    if (value === undefined || value === null) return this.#absent(type, presenceOf);
    const converted = this.#value(value, type);
    return presenceOf === 'd' && isEmptyValue(value) ? undefined : converted;
  }

  #absent(type: FieldType, presenceOf: Presence): CelValue | undefined {
    if (presenceOf === 'n') return null;
    return presenceOf === 'a' ? this.#zero(type) : undefined;
  }

  #zero(type: FieldType): CelValue {
    switch (type.kind) {
      case 'object':
        return new CelMap(this.entries({}, type));
      case 'boolean':
        return false;
      case 'int32':
      case 'int64':
      case 'int-or-string':
        return 0n;
      case 'number':
        return 0;
      case 'quantity':
        return '0';
      case 'string':
      case 'bytes':
        return '';
      default:
        return null;
    }
  }

  #value(value: unknown, type: FieldType): MaybeKnown {
    if (value instanceof Unknown) return value;
    switch (type.kind) {
      case 'object':
        return isMap(value) ? new CelMap(this.entries(value, type)) : rawValue(value);
      case 'list':
        return Array.isArray(value) ? listOrUnknown(value.map((item) => (item === null ? this.#zero(type.items) : this.#value(item, type.items)))) : rawValue(value);
      case 'map':
        return isMap(value) ? new CelMap(Object.entries(value).map(([key, item]) => [key, this.#value(item ?? '', type.values)])) : rawValue(value);
      case 'number':
        return typeof value === 'number' ? value : rawValue(value);
      case 'quantity':
        return typeof value === 'string' || typeof value === 'number' ? canonicalQuantity(value) ?? String(value) : rawValue(value);
      case 'time':
      case 'micro-time':
        return typeof value === 'string' ? bareTime(value, type.kind) : rawValue(value);
      default:
        return rawValue(value);
    }
  }
}

function suggested(type: FieldType, required: boolean): Presence {
  if (required) return type.kind === 'list' || type.kind === 'map' ? 'n' : 'a';
  return type.kind === 'object' ? 'p' : 'd';
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isPlain(value);
}

function isEmptyValue(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  return typeof value === 'object' && isPlain(value) && Object.keys(value).length === 0;
}

/** JSON as CEL sees it: whole numbers are integers, nulls are not there. */
function rawValue(value: unknown): MaybeKnown {
  if (value instanceof Unknown) return value;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return listOrUnknown(value.map(rawValue));
  if (isMap(value)) return new CelMap(rawEntries(value));
  return value === null || value === undefined ? null : new Unknown('it reads a value that is known only at deployment');
}

/** A list with an item that is not known is not known either. */
function listOrUnknown(items: readonly MaybeKnown[]): MaybeKnown {
  return items.find((item) => item instanceof Unknown) ?? (items as readonly CelValue[]);
}

function rawEntries(object: Fields): Entries {
  return Object.entries(object).flatMap(([key, value]) => (value === undefined || value === null ? [] : [[key, rawValue(value)]]));
}

/** A namespace as `namespaceObject` shows it. Of one that is not in the input, the name is known. */
export function namespaceView(name: string, object: KubernetesObject | undefined, minor: Minor): CelMap {
  if (object !== undefined) return serverView(object, minor);
  const reason = `it reads more of namespace ${name} than its name`;
  const fields = ['labels', 'annotations', 'finalizers', 'resourceVersion', 'creationTimestamp', 'generation'];
  const metadata = new CelMap([['name', name], ...fields.map((field) => [field, new Unknown(reason, true)] as const)]);
  return new CelMap([['metadata', metadata], ['spec', new Unknown(reason)], ['status', new Unknown(reason)]]);
}
