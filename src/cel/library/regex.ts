import { type Declaration, declareFunction, declareMethod } from './declaration';
import { RegexMachine } from './regex-machine';
import { RegexSyntaxError } from './regex-syntax';
import { CelError } from './value';

const machines = new Map<string, RegexMachine>();

function machineOf(pattern: string): RegexMachine {
  let machine = machines.get(pattern);
  if (machine === undefined) {
    machine = compile(pattern);
    machines.set(pattern, machine);
  }
  return machine;
}

function compile(pattern: string): RegexMachine {
  try {
    return new RegexMachine(pattern);
  } catch (error) {
    if (error instanceof RegexSyntaxError) throw new CelError(`error parsing regexp: ${error.message}`);
    throw error;
  }
}

/** Throws a `CelError` for what is no regular expression. */
export function requirePattern(pattern: string): void {
  machineOf(pattern);
}

const matches = (text: string, pattern: string): boolean => machineOf(pattern).find([...text]) !== undefined;

function find(text: string, pattern: string): string {
  const points = [...text];
  const match = machineOf(pattern).find(points);
  return match === undefined ? '' : points.slice(...match).join('');
}

function findAll(text: string, pattern: string, limit = -1n): readonly string[] {
  const points = [...text];
  const machine = machineOf(pattern);
  const found: string[] = [];
  let previousEnd = -1;
  for (let from = 0; from <= points.length && (limit < 0n || BigInt(found.length) < limit);) {
    const match = machine.find(points, from);
    if (match === undefined) break;
    const [start, end] = match;
    // Go leaves out an empty match right behind the one before.
    if (end > start || start !== previousEnd) found.push(points.slice(start, end).join(''));
    previousEnd = end;
    from = end > from ? end : from + 1;
  }
  return found;
}

/** Regular expressions, as RE2 reads them. */
export const regexFunctions: readonly Declaration[] = [
  declareFunction('matches(string, string): bool', matches),
  declareMethod('string.matches(string): bool', matches),
  declareMethod('string.find(string): string', find),
  declareMethod('string.findAll(string): list(string)', (text: string, pattern: string) => findAll(text, pattern)),
  declareMethod('string.findAll(string, int): list(string)', findAll),
];
