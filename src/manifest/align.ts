import { isSameJson } from './same';

/** Which items of a list stay, go and come. */
export interface Alignment {
  readonly kept: readonly { readonly from: number; readonly to: number }[];
  readonly removed: readonly number[];
  /** The indices of the new items, which follow all others. */
  readonly appended: readonly number[];
}

/**
 * Finds which item of a list became which. Lists change in three ways: items change in place, items go, items are
 * added at the end. What goes is found by the items that stay the same.
 */
export function alignItems(before: readonly unknown[], after: readonly unknown[]): Alignment {
  const surplus = before.length - after.length;
  if (surplus <= 0) {
    return {
      kept: before.map((_, index) => ({ from: index, to: index })),
      removed: [],
      appended: after.slice(before.length).map((_, index) => before.length + index),
    };
  }
  const kept: { from: number; to: number }[] = [];
  const removed: number[] = [];
  let to = 0;
  before.forEach((item, from) => {
    const mayGo = removed.length < surplus;
    if (mayGo && (to >= after.length || !isSameJson(item, after[to]))) removed.push(from);
    else kept.push({ from, to: to++ });
  });
  return { kept, removed, appended: [] };
}
