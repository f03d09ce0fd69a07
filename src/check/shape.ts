import { childAt, type Path } from '../manifest/path';
import { closest } from '../manifest/schema/index';

/** What a value in a file of the kit must look like. */
export type Shape =
  | { readonly type: 'text'; readonly pattern?: RegExp; readonly like?: string }
  | { readonly type: 'boolean' }
  | { readonly type: 'choice'; readonly of: readonly string[] }
  | { readonly type: 'list'; readonly of: Shape; readonly filled?: boolean }
  | { readonly type: 'map'; readonly of: Shape }
  | { readonly type: 'either'; readonly of: readonly Shape[] }
  | { readonly type: 'fields'; readonly fields: Readonly<Record<string, Shape>>; readonly required: readonly string[] };

/** One place where a value does not have its shape. */
export interface Misfit {
  readonly path: Path;
  readonly message: string;
  readonly repair: string;
}

/** Where a value departs from its shape; unknown keys count. */
export function misfitsOf(shape: Shape, value: unknown, path: Path = []): readonly Misfit[] {
  switch (shape.type) {
    case 'text':
      return typeof value === 'string' ? textMisfits(shape, value, path) : [wrongType(value, 'a text', path)];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [wrongType(value, 'true or false', path)];
    case 'choice':
      return shape.of.some((choice) => choice === value) ? [] : [noChoice(shape.of, value, path)];
    case 'list':
      return Array.isArray(value) ? listMisfits(shape, value, path) : [wrongType(value, 'a list', path)];
    case 'map':
      return isMapping(value) ? Object.keys(value).flatMap((key) => misfitsOf(shape.of, childAt(value, key), [...path, key])) : [wrongType(value, 'a mapping', path)];
    case 'either':
      return eitherMisfits(shape.of, value, path);
    case 'fields':
      return isMapping(value) ? fieldMisfits(shape, value, path) : [wrongType(value, 'a mapping', path)];
  }
}

type Of<T extends Shape['type']> = Extract<Shape, { readonly type: T }>;
type Mapping = Readonly<Record<string, unknown>>;

const isMapping = (value: unknown): value is Mapping => value !== null && typeof value === 'object' && !Array.isArray(value);

function textMisfits({ pattern, like = '' }: Of<'text'>, value: string, path: Path): Misfit[] {
  if (pattern === undefined || pattern.test(value)) return [];
  return [{ path, message: `${JSON.stringify(value)} is not of the right form`, repair: `Write it as ${like}.` }];
}

function listMisfits({ of, filled = false }: Of<'list'>, value: readonly unknown[], path: Path): readonly Misfit[] {
  if (filled && value.length === 0) return [{ path, message: 'the list is empty', repair: 'Name at least one, or leave it out.' }];
  return value.flatMap((item, index) => misfitsOf(of, item, [...path, index]));
}

/** Of several shapes, the misfits of the one that comes closest: the one with the fewest of them at the value itself. */
function eitherMisfits(shapes: readonly Shape[], value: unknown, path: Path): readonly Misfit[] {
  const results = shapes.map((shape) => misfitsOf(shape, value, path));
  const depthOf = (misfits: readonly Misfit[]): number => Math.min(...misfits.map((misfit) => misfit.path.length));
  return results.find((misfits) => misfits.length === 0) ?? [...results].sort((a, b) => depthOf(b) - depthOf(a))[0] ?? [];
}

function fieldMisfits({ fields, required }: Of<'fields'>, value: Mapping, path: Path): readonly Misfit[] {
  const missing = required.filter((name) => !Object.hasOwn(value, name));
  return [
    ...Object.keys(value).flatMap((name) => {
      const shape = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return shape === undefined ? [unknownKey(name, Object.keys(fields), [...path, name])] : misfitsOf(shape, value[name], [...path, name]);
    }),
    ...missing.map((name) => ({ path, message: `the key "${name}" is missing`, repair: `Add ${name}.` })),
  ];
}

function unknownKey(name: string, known: readonly string[], path: Path): Misfit {
  const near = closest(name, known);
  const list = known.join(', ');
  return { path, message: `there is no key "${name}"`, repair: near === undefined ? `The keys are ${list}.` : `Did you mean "${near}"? The keys are ${list}.` };
}

function noChoice(choices: readonly string[], value: unknown, path: Path): Misfit {
  // YAML reads an unquoted 1.30 as the number 1.3.
  if (typeof value !== 'string') return wrongType(value, `one of the texts ${choices.map((choice) => `'${choice}'`).join(', ')}, in quotes`, path);
  const near = closest(value, choices);
  const list = choices.join(', ');
  return { path, message: `"${value}" is not known`, repair: near === undefined ? `Choose one of ${list}.` : `Did you mean "${near}"? There are ${list}.` };
}

function wrongType(value: unknown, wanted: string, path: Path): Misfit {
  return { path, message: `${describe(value)} stands where ${wanted} is expected`, repair: `Write ${wanted}.` };
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return `the ${typeof value} ${JSON.stringify(value)}`;
}
