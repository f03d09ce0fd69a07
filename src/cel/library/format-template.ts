import { formatType, type Type } from './type';

/** One `%s` of a template. */
export interface Clause {
  readonly verb: string;
  readonly precision: number;
}

const CLAUSE = /%(?:%|(?:\.(\d*))?(.)?)/gsu;
const DEFAULT_PRECISION = 6;
const VERBS = 'sdfebxXo';

/** Replaces the clauses of a template by what a function makes of each. A wrong template is told to another. */
export function replaceClauses(template: string, replace: (clause: Clause) => string, fail: (problem: string) => Error): string {
  return template.replace(CLAUSE, (text: string, precision: string | undefined, verb: string | undefined) => {
    if (text === '%%') return '%';
    if (verb === undefined) throw fail('could not parse formatting clause: unexpected end of string');
    if (!VERBS.includes(verb) || precision === '') throw fail(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
    return replace({ verb, precision: precision === undefined ? DEFAULT_PRECISION : Number(precision) });
  });
}

const INTEGERS = ['int', 'uint'];
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  d: INTEGERS, o: INTEGERS, b: [...INTEGERS, 'bool'], x: [...INTEGERS, 'string', 'bytes'], X: [...INTEGERS, 'string', 'bytes'], f: ['double', 'string'], e: ['double', 'string'],
};

/** A value, and what it is made of if it is a literal. */
interface Value {
  readonly type: Type;
  readonly items?: readonly Value[];
}

/** What the API server finds wrong with a template and its values when a policy is created; `undefined` for nothing. */
export function templateProblem(template: string, values: readonly Value[], known: (type: Type) => Type): string | undefined {
  let taken = 0;
  try {
    replaceClauses(template, ({ verb }) => {
      const value = values[taken];
      if (value === undefined) throw new Error(`index ${taken} out of range`);
      if (!isAllowed(verb, value, known)) throw new Error(`error during formatting: %${verb} was given ${formatType(known(value.type))}`);
      taken += 1;
      return '';
    }, (problem) => new Error(problem));
  } catch (error) {
    return (error as Error).message;
  }
  return taken < values.length ? `too many arguments supplied to string.format (expected ${taken}, got ${values.length})` : undefined;
}

function isAllowed(verb: string, { type, items = [] }: Value, known: (type: Type) => Type): boolean {
  const { kind, ...details } = known(type);
  if (kind === 'dyn') return true;
  if (verb === 's') return kind !== 'opaque' && kind !== 'struct' && items.every((item) => isAllowed(verb, item, known));
  return kind === 'primitive' && 'name' in details && ALLOWED[verb]?.includes(details.name) === true;
}
