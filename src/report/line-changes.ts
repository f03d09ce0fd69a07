/** Lines of the old text that are replaced by lines of the new. */
export interface LineChange {
  /** The first line of the old text, from 0, and how many are removed. */
  readonly start: number;
  readonly removed: number;
  /** The first line of the new text, from 0, and how many are added. */
  readonly newStart: number;
  readonly added: number;
}

/** After so many differences in a row the best path so far is taken. It bounds time and memory; the result stays exact, though not always the shortest. */
const MAX_DIFFERENCES = 256;

/** The differences between two lists of lines (Myers' greedy algorithm). */
export function changesBetween(before: readonly string[], after: readonly string[]): readonly LineChange[] {
  const changes: LineChange[] = [];
  let x = 0;
  let y = 0;
  while (x < before.length || y < after.length) {
    for (const step of shortestSteps(before, after, x, y)) {
      record(changes, step);
      x = step.start + step.removed;
      y = step.newStart + step.added;
    }
    while (x < before.length && y < after.length && before[x] === after[y]) {
      x += 1;
      y += 1;
    }
  }
  return changes;
}

/** Adjacent steps are one change. */
function record(changes: LineChange[], step: LineChange): void {
  const last = changes.at(-1);
  if (last === undefined || last.start + last.removed !== step.start || last.newStart + last.added !== step.newStart) changes.push(step);
  else changes[changes.length - 1] = { ...last, removed: last.removed + step.removed, added: last.added + step.added };
}

/** The single insertions and deletions from a point to the end of both lists, or as far as the limit of differences leads. */
function shortestSteps(before: readonly string[], after: readonly string[], fromX: number, fromY: number): readonly LineChange[] {
  const trace: Int32Array[] = [];
  const furthest = new Int32Array(2 * MAX_DIFFERENCES + 3);
  const offset = MAX_DIFFERENCES + 1;
  for (let depth = 0; ; depth++) {
    let best = { sum: -1, diagonal: 0 };
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      let x = depth === 0 ? fromX : startOf(furthest, offset + diagonal, diagonal, depth);
      let y = x - fromX - diagonal + fromY;
      while (x < before.length && y < after.length && before[x] === after[y]) {
        x += 1;
        y += 1;
      }
      furthest[offset + diagonal] = x;
      const inside = x <= before.length && y <= after.length;
      if (inside && x + y > best.sum) best = { sum: x + y, diagonal };
      if (x >= before.length && y >= after.length) return walkBack(trace, offset, diagonal, { fromX, fromY });
    }
    if (depth === MAX_DIFFERENCES) return walkBack(trace, offset, best.diagonal, { fromX, fromY });
    trace.push(furthest.slice());
  }
}

/** Where a path of one more difference enters a diagonal: down from the diagonal above, or right from the one below. */
function startOf(furthest: Int32Array, index: number, diagonal: number, depth: number): number {
  const below = furthest[index - 1] ?? 0;
  const above = furthest[index + 1] ?? 0;
  return isDown(below, above, diagonal, depth) ? above : below + 1;
}

const isDown = (below: number, above: number, diagonal: number, depth: number): boolean =>
  diagonal === -depth || (diagonal !== depth && below < above);

function walkBack(trace: readonly Int32Array[], offset: number, endDiagonal: number, from: { readonly fromX: number; readonly fromY: number }): readonly LineChange[] {
  const steps: LineChange[] = [];
  let diagonal = endDiagonal;
  for (let depth = trace.length; depth > 0; depth--) {
    const furthest = trace[depth - 1] ?? new Int32Array();
    const below = furthest[offset + diagonal - 1] ?? 0;
    const above = furthest[offset + diagonal + 1] ?? 0;
    const down = isDown(below, above, diagonal, depth);
    diagonal += down ? 1 : -1;
    const start = down ? above : below;
    const newStart = start - from.fromX - diagonal + from.fromY;
    steps.push(down ? { start, removed: 0, newStart, added: 1 } : { start, removed: 1, newStart, added: 0 });
  }
  return steps.reverse();
}
