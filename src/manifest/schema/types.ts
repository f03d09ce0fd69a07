import { covers, type MinorRange, parseRange, schemaData } from './data';

const scalarKinds = [
  'string', 'boolean', 'int32', 'int64', 'number', 'quantity', 'int-or-string', 'time', 'micro-time', 'bytes', 'any',
] as const;

/** A value without parts. `bytes` are written in base64, `any` is JSON that Kubernetes passes on unread. */
export type ScalarKind = (typeof scalarKinds)[number];

interface ScalarType {
  readonly kind: ScalarKind;
}

interface ListType {
  readonly kind: 'list';
  readonly items: FieldType;
}

/** Keys that the author chooses, such as labels. */
interface MapType {
  readonly kind: 'map';
  readonly values: FieldType;
}

/** What a field may hold. */
export type FieldType = ScalarType | ListType | MapType | ObjectType;

/** A field of an {@link ObjectType}. */
export interface Field {
  readonly type: FieldType;
  readonly required: boolean;
}

const scalars: ReadonlyMap<string, ScalarType> = new Map(scalarKinds.map((kind) => [kind, { kind }]));

/** A type with named fields: `core.v1.PodSpec`. Its fields are read when they are first asked for. */
export class ObjectType {
  readonly kind = 'object';
  #fields: ReadonlyMap<string, Field> | undefined;

  constructor(
    /** As in Kubernetes' OpenAPI document, without the common beginning: `core.v1.PodSpec`. */
    readonly name: string,
    readonly minor: number,
  ) {}

  get fields(): ReadonlyMap<string, Field> {
    this.#fields ??= readFields(this.name, this.minor);
    return this.#fields;
  }

  /** The last part of the name, the one that Kubernetes' documentation uses: `PodSpec`. */
  get title(): string {
    return this.name.slice(this.name.lastIndexOf('.') + 1);
  }
}

const tables = new Map<number, Map<string, ObjectType>>();

/** The type of a name at a minor. One value for each, so that types can be compared. */
export function objectType(name: string, minor: number): ObjectType {
  let table = tables.get(minor);
  if (table === undefined) tables.set(minor, (table = new Map()));
  let type = table.get(name);
  if (type === undefined) table.set(name, (type = new ObjectType(name, minor)));
  return type;
}

/** When a type has a field, where it has it in any minor that the kit knows: one range for each form that it took. */
export function fieldRanges(type: string, field: string): readonly MinorRange[] {
  return entriesOf(type).filter((entry) => entry.name === field).map((entry) => entry.range);
}

interface FieldEntry {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly range: MinorRange;
}

function readFields(name: string, minor: number): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  for (const entry of entriesOf(name)) {
    if (covers(entry.range, minor)) fields.set(entry.name, { type: parseType(entry.type, minor), required: entry.required });
  }
  return fields;
}

/** Reads `name:type` and `name:type!@32`. */
function entriesOf(type: string): readonly FieldEntry[] {
  const text = schemaData().types[type] ?? '';
  if (text === '') return [];
  return text.split(' ').map((entry) => {
    const colon = entry.indexOf(':');
    const [spelled = '', range] = entry.slice(colon + 1).split('@');
    const required = spelled.endsWith('!');
    return { name: entry.slice(0, colon), type: required ? spelled.slice(0, -1) : spelled, required, range: parseRange(range) };
  });
}

function parseType(text: string, minor: number): FieldType {
  if (text.startsWith('[')) return { kind: 'list', items: parseType(text.slice(1, -1), minor) };
  if (text.startsWith('{')) return { kind: 'map', values: parseType(text.slice(1, -1), minor) };
  return scalars.get(text) ?? objectType(text, minor);
}
