import { type Document, isMap, isScalar, isSeq, Lexer, type Node, type Pair, parseAllDocuments } from 'yaml';
import type { Finding, Report } from '../../src/check/report';
import { Checker } from '../../src/check/checker';
import { addFile } from '../../src/check/gather';
import { type FileRepair, repairFile } from '../../src/cli/repair-file';
import type { Hardener } from '../../src/harden/harden';
import { parseManifests } from '../../src/manifest/parse';
import type { Path } from '../../src/manifest/path';
import type { Platform } from '../../src/platform';

/* Laws that every repair of every text keeps. The `yaml` package says what a text means and where its nodes stand, not our own reader. */

/** A text before and after, and what was reported as changed. */
export interface Fixed {
  readonly before: string;
  readonly after: string;
  readonly repair: FileRepair;
}

/** Repairs a text as `casemate fix` does. */
export function fixText(before: string, hardener: Hardener): Fixed {
  const repair = repairFile({ file: 'x.yaml', text: before, ...parseManifests(before, 'x.yaml') }, hardener);
  return { before, after: repair.text ?? before, repair };
}

/** All that `casemate check` says of a text. */
export function judge(text: string, platform: Platform): Report {
  const checker = new Checker({ platform, kubernetes: platform.kubernetes ?? '1.37' });
  addFile(checker, parseManifests(text, 'x.yaml'));
  return checker.report();
}

/** Findings that can be counted before and after: fields move when a part of them is repaired, controls and containers do not. */
const subjectOf = ({ control, object: { kind, namespace, name }, container = '' }: Finding): string => [control, kind, namespace, name, container].join(' ');

/** What is worse afterwards: must be empty. */
export function weakened(before: Report, after: Report): readonly string[] {
  const counts = new Map<string, number>();
  for (const finding of before.findings) counts.set(subjectOf(finding), (counts.get(subjectOf(finding)) ?? 0) + 1);
  for (const finding of after.findings) counts.set(subjectOf(finding), (counts.get(subjectOf(finding)) ?? 0) - 1);
  const unjudged = after.notEvaluated.length > before.notEvaluated.length ? ['less is judged'] : [];
  return [...[...counts].filter(([, count]) => count < 0).map(([subject]) => subject), ...unjudged];
}

/** Findings that a fix should have left no trace of, or that do not say why they are left: must be empty. */
export function unexplained({ findings }: Report): readonly string[] {
  return findings.filter(({ fixable, needs = '' }) => fixable || needs.trim() === '').map(({ control, field }) => `${control} ${field}`);
}

/** The comments of a text, in order. */
export function commentsOf(text: string): readonly string[] {
  const tokens = [...new Lexer().lex(text)];
  // A scalar is announced by a token of its own.
  return tokens.filter((token, index) => token.startsWith('#') && tokens[index - 1] !== '\u001f');
}

const documentsOf = (text: string): readonly Document.Parsed[] => {
  const documents = parseAllDocuments(text, { version: '1.1', merge: true, logLevel: 'silent', uniqueKeys: false });
  return 'empty' in documents ? [] : documents;
};

/** How a repair changed a text, seen by the `yaml` package. */
export interface Comparison {
  /** Whether the texts mean something else. */
  readonly differs: boolean;
  /** Fields that changed and were not reported: must be empty. */
  readonly unreported: readonly string[];
  /** Both texts without the lines in which a difference is written: must be the same, byte for byte. */
  readonly rest: { readonly before: string; readonly after: string };
}

/** Compares what the texts mean, and then all that is written around the differences. */
export function compare({ before, after, repair }: Fixed): Comparison {
  const [left, right] = [documentsOf(before), documentsOf(after)];
  const [cutBefore, cutAfter] = [new Cut(before), new Cut(after)];
  const changed = left.flatMap((document, index) => {
    const [old, now] = [document.toJS(), right[index]?.toJS()] as readonly unknown[];
    const paths = differences(old, now);
    for (const path of paths) cutDifference([document.contents, right[index]?.contents ?? null], path, [cutBefore, cutAfter]);
    return paths.flatMap((path) => leaves(valueIn(now, path), path)).map((path) => [index, ...path].join('/'));
  });
  const reported = repair.objects.filter(({ refused }) => refused === undefined)
    .flatMap(({ manifest: { document, within }, changes }) => changes.map(({ path }) => [document, ...within, ...path].join('/')));
  return {
    differs: changed.length > 0 || left.length !== right.length,
    unreported: changed.filter((leaf) => !reported.some((path) => leaf === path || leaf.startsWith(`${path}/`))),
    rest: { before: cutBefore.rest(), after: cutAfter.rest() },
  };
}

function cutDifference([old, now]: readonly [Node | null, Node | null], path: Path, [cutBefore, cutAfter]: readonly [Cut, Cut]): void {
  const braces = closestFlow(old, path) ?? closestFlow(now, path);
  for (const place of braces === undefined ? [path] : [braces, path]) {
    cutBefore.add(placeOf(old, place));
    cutAfter.add(placeOf(now, place));
  }
}

/** The smallest places where two values differ. */
function differences(before: unknown, after: unknown, path: Path = []): readonly Path[] {
  if (Object.is(before, after)) return [];
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after)) return [path];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => {
    const step = Array.isArray(before) ? Number(key) : key;
    return differences(valueIn(before, [step]), valueIn(after, [step]), [...path, step]);
  });
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

function valueIn(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((current, step) => (isContainer(current) && Object.hasOwn(current, step) ? (current as Record<string, unknown>)[step] : undefined), value);
}

const leaves = (value: unknown, path: Path): readonly Path[] =>
  isContainer(value) && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, Array.isArray(value) ? Number(key) : key]))
    : [path];

/** The outermost collection in braces that a path leads through. */
function closestFlow(root: Node | null, path: Path): Path | undefined {
  for (let depth = 1; depth < path.length; depth += 1) {
    const node = nodeAt(root, path.slice(0, depth));
    if ((isMap(node) || isSeq(node)) && node.flow === true) return path.slice(0, depth);
  }
  return undefined;
}

/** A node, and the key that it stands under. */
interface Place {
  readonly key?: Node;
  readonly value: Node | null;
}

function pairAt(root: Node | null, path: Path): Place | undefined {
  return path.reduce<Place | undefined>((place, step) => childOf(place?.value ?? null, step), { value: root });
}

function childOf(node: Node | null, step: string | number): Place | undefined {
  if (isSeq(node)) {
    const value = node.items[Number(step)] as Node | undefined;
    return value === undefined ? undefined : { value };
  }
  if (!isMap(node)) return undefined;
  return (node.items as readonly Pair<Node, Node | null>[]).find(({ key }) => isScalar(key) && String(key.value) === String(step));
}

const nodeAt = (root: Node | null, path: Path): Node | null => pairAt(root, path)?.value ?? null;

/** From the key to the end of the value. */
function placeOf(root: Node | null, path: Path): readonly [start: number, end: number] | undefined {
  const pair = pairAt(root, path);
  const [start, end] = [pair?.key?.range?.[0] ?? pair?.value?.range?.[0], pair?.value?.range?.[1] ?? pair?.key?.range?.[1]];
  return start === undefined || end === undefined ? undefined : [start, end];
}

/** Takes whole lines out of a text. */
class Cut {
  readonly #lines: readonly string[];
  readonly #cut = new Set<number>();
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#lines = text.split(/(?<=\n)/);
    let offset = 0;
    this.#starts = this.#lines.map((line) => (offset += line.length) - line.length);
  }

  add(place: readonly [start: number, end: number] | undefined): void {
    if (place === undefined) return;
    const [start, end] = place;
    for (const [index, from] of this.#starts.entries()) {
      const to = from + (this.#lines[index]?.length ?? 0);
      if (from < Math.max(end, start + 1) && to > start) this.#cut.add(index);
    }
  }

  /** Comments in the cut lines are kept apart: {@link commentsOf} looks at them. */
  rest(): string {
    return this.#lines.filter((_, index) => !this.#cut.has(index)).join('').replace(/\n$/, '');
  }
}
