import type { CharacterClass } from './regex-class';
import { type Assertion, parseRegex, type Regex } from './regex-syntax';

type Instruction =
  | { readonly op: 'character'; readonly matches: CharacterClass }
  | { readonly op: 'assert'; readonly what: Assertion }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'match' };

/** Where a match is, in code points: from the first to the one behind the last. */
export type Match = readonly [number, number];

/**
 * A regular expression that means what it means to the API server, which uses RE2: no backtracking, so that no pattern takes
 * exponential time; of the matches that begin first the one that Perl would choose.
 */
export class RegexMachine {
  readonly #program: readonly Instruction[];

  /** Throws a `RegexSyntaxError` for what is no regular expression. */
  constructor(pattern: string) {
    const program: Instruction[] = [];
    emit(parseRegex(pattern), program);
    program.push({ op: 'match' });
    this.#program = program;
  }

  /** The first match from a position on; `undefined` where there is none. */
  find(points: readonly string[], from = 0): Match | undefined {
    let threads = new Threads(this.#program.length);
    let found: Match | undefined;
    for (let position = from; ; position++) {
      if (found === undefined) this.#follow(threads, 0, position, position, points);
      const next = new Threads(this.#program.length);
      for (const { at, start } of threads.list) {
        const instruction = this.#program[at] as Instruction;
        if (instruction.op === 'match') {
          found = [start, position];
          break;
        }
        const point = points[position];
        if (instruction.op === 'character' && point !== undefined && instruction.matches(point)) this.#follow(next, at + 1, start, position + 1, points);
      }
      if (position >= points.length || (next.list.length === 0 && found !== undefined)) return found;
      threads = next;
    }
  }

  /** Adds what can be reached without reading, in the order of preference. */
  #follow(threads: Threads, at: number, start: number, position: number, points: readonly string[]): void {
    const pending = [at];
    for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
      if (!threads.visit(current)) continue;
      const instruction = this.#program[current] as Instruction;
      switch (instruction.op) {
        case 'jump':
          pending.push(instruction.to);
          break;
        case 'split':
          pending.push(instruction.second, instruction.first);
          break;
        case 'assert':
          if (holds(instruction.what, points, position)) pending.push(current + 1);
          break;
        default:
          threads.list.push({ at: current, start });
      }
    }
  }
}

class Threads {
  readonly list: { readonly at: number; readonly start: number }[] = [];
  readonly #seen: Uint8Array;

  constructor(size: number) {
    this.#seen = new Uint8Array(size);
  }

  visit(at: number): boolean {
    if (this.#seen[at] === 1) return false;
    this.#seen[at] = 1;
    return true;
  }
}

function holds(what: Assertion, points: readonly string[], position: number): boolean {
  switch (what) {
    case 'text-start':
      return position === 0;
    case 'text-end':
      return position === points.length;
    case 'line-start':
      return position === 0 || points[position - 1] === '\n';
    case 'line-end':
      return position === points.length || points[position] === '\n';
    case 'word-boundary':
      return isWord(points[position - 1]) !== isWord(points[position]);
    case 'no-word-boundary':
      return isWord(points[position - 1]) === isWord(points[position]);
  }
}

const isWord = (point: string | undefined): boolean => point !== undefined && /^[0-9A-Za-z_]$/.test(point);

function emit(regex: Regex, program: Instruction[]): void {
  switch (regex.op) {
    case 'empty':
      return;
    case 'concat':
      for (const part of regex.parts) emit(part, program);
      return;
    case 'alternate':
      emitAlternatives(regex.parts, program);
      return;
    case 'repeat':
      emitRepetition(regex, program);
      return;
    default:
      program.push(regex);
  }
}

function emitAlternatives(parts: readonly Regex[], program: Instruction[]): void {
  const jumps = parts.slice(0, -1).map((part) => {
    const split = { op: 'split' as const, first: program.length + 1, second: 0 };
    program.push(split);
    emit(part, program);
    const jump = { op: 'jump' as const, to: 0 };
    program.push(jump);
    split.second = program.length;
    return jump;
  });
  emit(parts.at(-1) as Regex, program);
  for (const jump of jumps) jump.to = program.length;
}

function emitRepetition({ part, min, max, isGreedy }: Regex & { op: 'repeat' }, program: Instruction[]): void {
  if (max === Infinity) {
    for (let count = 1; count < min; count++) emit(part, program);
    if (min > 0) emitOneOrMore(part, isGreedy, program);
    else emitAny(part, isGreedy, program);
    return;
  }
  for (let count = 0; count < min; count++) emit(part, program);
  const open: ((end: number) => void)[] = [];
  for (let count = min; count < max; count++) {
    open.push(emitSplit(isGreedy, program));
    emit(part, program);
  }
  for (const close of open) close(program.length);
}

function emitAny(part: Regex, isGreedy: boolean, program: Instruction[]): void {
  const again = program.length;
  const close = emitSplit(isGreedy, program);
  // Like Go, which gets the order of preference right for parts that may be empty.
  if (isNullable(part)) emitOneOrMore(part, isGreedy, program);
  else {
    emit(part, program);
    program.push({ op: 'jump', to: again });
  }
  close(program.length);
}

function emitOneOrMore(part: Regex, isGreedy: boolean, program: Instruction[]): void {
  const again = program.length;
  emit(part, program);
  const end = program.length + 1;
  program.push({ op: 'split', first: isGreedy ? again : end, second: isGreedy ? end : again });
}

function isNullable(regex: Regex): boolean {
  switch (regex.op) {
    case 'character':
      return false;
    case 'concat':
      return regex.parts.every(isNullable);
    case 'alternate':
      return regex.parts.some(isNullable);
    case 'repeat':
      return regex.min === 0 || isNullable(regex.part);
    default:
      return true;
  }
}

/** A choice between what follows and what comes at an end that is not known yet. */
function emitSplit(isGreedy: boolean, program: Instruction[]): (end: number) => void {
  const split = { op: 'split' as const, first: program.length + 1, second: program.length + 1 };
  program.push(split);
  return (end) => {
    if (isGreedy) split.second = end;
    else split.first = end;
  };
}
