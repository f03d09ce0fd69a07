/** The types that the checker works with. They follow the type checker of cel-go, so that what it refuses is refused here. */
export type Type =
  | { readonly kind: 'dyn' }
  | { readonly kind: 'primitive'; readonly name: string }
  | { readonly kind: 'list'; readonly parameters: readonly [Type] }
  | { readonly kind: 'map'; readonly parameters: readonly [Type, Type] }
  | { readonly kind: 'opaque'; readonly name: string; readonly parameters: readonly Type[] }
  | { readonly kind: 'type' }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: Readonly<Record<string, Type>> }
  | { readonly kind: 'parameter'; readonly name: string };

export const dyn: Type = { kind: 'dyn' };

const primitives: ReadonlyMap<string, Type> = new Map(
  ['bool', 'int', 'uint', 'double', 'string', 'bytes', 'null_type', 'google.protobuf.Timestamp', 'google.protobuf.Duration']
    .map((name) => [name, { kind: 'primitive', name }]),
);

/** One of the types that have no parts. */
export function primitive(name: string): Type {
  const type = primitives.get(name);
  if (type === undefined) throw new Error(`There is no primitive type ${name}.`);
  return type;
}

export const listOf = (item: Type): Type => ({ kind: 'list', parameters: [item] });
export const mapOf = (key: Type, value: Type): Type => ({ kind: 'map', parameters: [key, value] });
export const optionalOf = (value: Type): Type => ({ kind: 'opaque', name: 'optional_type', parameters: [value] });

const SHORT: Readonly<Record<string, string>> = { timestamp: 'google.protobuf.Timestamp', duration: 'google.protobuf.Duration' };

/** Reads `string`, `list(T)`, `map(K, V)`, `optional(T)`, `Quantity`: a capital letter alone is a parameter, any other name an opaque type. */
export function parseType(text: string): Type {
  const name = text.trim();
  const [, head, inner] = /^(\w+)\((.*)\)$/.exec(name) ?? [];
  if (head !== undefined && inner !== undefined) return parseComposite(head, splitParameters(inner).map(parseType));
  if (name === 'dyn') return dyn;
  if (name === 'type') return { kind: 'type' };
  if (/^[A-Z]$/.test(name)) return { kind: 'parameter', name };
  return primitives.get(SHORT[name] ?? name) ?? { kind: 'opaque', name, parameters: [] };
}

function parseComposite(head: string, [first = dyn, second = dyn]: readonly Type[]): Type {
  switch (head) {
    case 'list':
      return listOf(first);
    case 'map':
      return mapOf(first, second);
    case 'optional':
      return optionalOf(first);
    default:
      throw new Error(`There is no type ${head}(…).`);
  }
}

/** Splits at the commas that are in no parentheses. */
export function splitParameters(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let current = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(current);
      current = '';
    } else current += character;
  }
  return current.trim() === '' ? parts : [...parts, current];
}

/** A type as the API server writes it in its messages. */
export function formatType(type: Type): string {
  switch (type.kind) {
    case 'dyn':
    case 'type':
      return type.kind;
    case 'primitive':
      return type.name.replace('google.protobuf.T', 't').replace('google.protobuf.D', 'd').replace('null_type', 'null');
    case 'parameter':
    case 'struct':
      return type.name;
    case 'opaque':
      return type.parameters.length === 0 ? type.name : `${type.name}(${type.parameters.map(formatType).join(', ')})`;
    default:
      return `${type.kind}(${type.parameters.map(formatType).join(', ')})`;
  }
}

/** Whether two types are the very same, their parts included. */
export function isSameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || nameOf(a) !== nameOf(b)) return false;
  const [left, right] = [parametersOf(a), parametersOf(b)];
  return left.length === right.length && left.every((type, index) => isSameType(type, right[index] as Type));
}

export const nameOf = (type: Type): string => ('name' in type ? type.name : '');
export const parametersOf = (type: Type): readonly Type[] => ('parameters' in type ? type.parameters : []);

/** The type inside of an optional one; `undefined` for any other. */
export const insideOptional = (type: Type): Type | undefined => (type.kind === 'opaque' && type.name === 'optional_type' ? type.parameters[0] : undefined);
