type Schema = Readonly<Record<string, unknown>>;

const ANNOTATIONS = new Set(['$schema', '$id', '$defs', 'title', 'description']);

/** Where a value does not match a JSON Schema. Throws for keywords that it does not know: it passes nothing that it did not look at. */
export function violations(schema: Schema, value: unknown): readonly string[] {
  return violationsAt(schema, value, '$', schema);
}

function violationsAt(schema: Schema, value: unknown, at: string, root: Schema): string[] {
  return Object.entries(schema).flatMap(([keyword, argument]) => {
    if (ANNOTATIONS.has(keyword)) return [];
    const rule = rules[keyword];
    if (rule === undefined) throw new Error(`The keyword ${keyword} at ${at} is not supported.`);
    return rule(argument as never, value, at, { schema, root });
  });
}

interface Context {
  readonly schema: Schema;
  readonly root: Schema;
}

type Rule = (argument: never, value: unknown, at: string, context: Context) => string[];

const unless = (holds: boolean, complaint: string): string[] => (holds ? [] : [complaint]);
const isMap = (value: unknown): value is Schema => value !== null && typeof value === 'object' && !Array.isArray(value);

const rules: Readonly<Record<string, Rule>> = {
  $ref: (reference: string, value, at, { root }) => {
    const target = reference.slice(2).split('/').reduce<unknown>((node, step) => (isMap(node) ? node[step] : undefined), root);
    if (!isMap(target)) throw new Error(`${reference} leads nowhere.`);
    return violationsAt(target, value, at, root);
  },
  const: (wanted: unknown, value, at) => unless(value === wanted, `${at} must be ${String(wanted)}`),
  enum: (wanted: readonly unknown[], value, at) => unless(wanted.includes(value), `${at} must be one of ${wanted.join(', ')}`),
  type: (type: string, value, at) => unless(hasType(type, value), `${at} must be of type ${type}`),
  pattern: (pattern: string, value, at) => unless(typeof value !== 'string' || new RegExp(pattern, 'u').test(value), `${at} must match ${pattern}`),
  minimum: (least: number, value, at) => unless(typeof value !== 'number' || value >= least, `${at} must be at least ${least}`),
  minItems: (least: number, value, at) => unless(!Array.isArray(value) || value.length >= least, `${at} must have at least ${least} items`),
  minLength: (least: number, value, at) => unless(typeof value !== 'string' || value.length >= least, `${at} must have at least ${least} characters`),
  anyOf: (schemas: readonly Schema[], value, at, { root }) => unless(schemas.some((schema) => violationsAt(schema, value, at, root).length === 0), `${at} must be of one of ${schemas.length} forms`),
  required: (names: readonly string[], value, at) => names.filter((name) => isMap(value) && value[name] === undefined).map((name) => `${at}.${name} is missing`),
  items: (items: Schema, value, at, { root }) => (Array.isArray(value) ? value.flatMap((item, index) => violationsAt(items, item, `${at}[${index}]`, root)) : []),
  properties: (properties: Readonly<Record<string, Schema>>, value, at, { root }) =>
    Object.entries(properties).flatMap(([name, schema]) => (isMap(value) && value[name] !== undefined ? violationsAt(schema, value[name], `${at}.${name}`, root) : [])),
  additionalProperties: (allowed: boolean | Schema, value, at, { schema, root }) => {
    const known = isMap(schema['properties']) ? schema['properties'] : {};
    const others = isMap(value) ? Object.keys(value).filter((name) => known[name] === undefined) : [];
    if (allowed === false) return others.map((name) => `${at}.${name} is not allowed`);
    return isMap(allowed) ? others.flatMap((name) => violationsAt(allowed, (value as Schema)[name], `${at}.${name}`, root)) : [];
  },
};

function hasType(type: string, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isMap(value);
  if (type === 'integer') return Number.isInteger(value);
  if (['string', 'boolean', 'number'].includes(type)) return typeof value === type;
  throw new Error(`The type ${type} is not supported.`);
}
