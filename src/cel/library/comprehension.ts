import { sortByKeys } from './lists';
import { attempt, condition, type Frame, type Outcome, type Run, spend, undecided } from './program';
import { CelError, CelMap, type CelValue, isList, noSuchOverload } from './value';

/** What a macro ranges over, and the slots that hold its variables: one, or for the key and the value two. */
export interface Range {
  readonly of: Run;
  readonly slots: readonly number[];
}

type Visit = (frame: Frame) => 'stop' | undefined;

/** Runs for each item of a list or each key of a map; with two variables for each index and item, or each key and value. */
function forEach({ of, slots }: Range, frame: Frame, visit: Visit): void {
  const [first = 0, second] = slots;
  for (const [key, value] of pairsOf(of(frame), second !== undefined)) {
    spend(frame);
    frame.slots[first] = key;
    if (second !== undefined) frame.slots[second] = value;
    if (visit(frame) === 'stop') return;
  }
}

function pairsOf(collection: CelValue, withValues: boolean): Iterable<readonly [CelValue, CelValue]> {
  if (isList(collection)) return collection.map((item, index) => (withValues ? [BigInt(index), item] : [item, item]));
  if (!(collection instanceof CelMap)) throw noSuchOverload();
  return withValues ? collection.entries() : collection.keys().map((key) => [key, key]);
}

/** `all` for `decisive` false, `exists` for true. One item that decides makes up for errors in others. */
export function quantifier(range: Range, decisive: boolean, predicate: Run): Run {
  return (frame) => {
    let result: Outcome = !decisive;
    forEach(range, frame, () => {
      const outcome = attempt(predicate, frame);
      if (outcome === decisive) result = decisive;
      else if (typeof outcome !== 'boolean') result = worse(result, outcome);
      return result === decisive ? 'stop' : undefined;
    });
    return typeof result === 'boolean' ? result : undecided(result, result, decisive);
  };
}

/** The first error stays, unless a later item cannot be evaluated at all. */
const worse = (first: Outcome, second: Outcome): Outcome => (first instanceof CelError && second instanceof CelError ? first : second);

export function existsOne(range: Range, predicate: Run): Run {
  return (frame) => {
    let count = 0;
    forEach(range, frame, () => {
      if (condition(predicate, frame)) count += 1;
      return undefined;
    });
    return count === 1;
  };
}

/** `map`, `filter` and `transformList`: the results for the items that a filter lets through. */
export function transformList(range: Range, filter: Run | undefined, transform: Run): Run {
  return (frame) => {
    const results: CelValue[] = [];
    forEach(range, frame, () => {
      if (filter === undefined || condition(filter, frame)) results.push(transform(frame));
      return undefined;
    });
    return results;
  };
}

/** `transformMap` and `transformMapEntry`: each item adds entries to a map, none of which may be there already. */
export function transformMap(range: Range, filter: Run | undefined, entriesOf: (frame: Frame) => Iterable<readonly [CelValue, CelValue]>): Run {
  return (frame) => {
    const entries: (readonly [CelValue, CelValue])[] = [];
    forEach(range, frame, () => {
      if (filter !== undefined && !condition(filter, frame)) return undefined;
      for (const [key, value] of entriesOf(frame)) {
        if (new CelMap(entries).has(key)) throw new CelError(`insert failed: key ${String(key)} already exists`);
        entries.push([key, value]);
      }
      return undefined;
    });
    return new CelMap(entries);
  };
}

/** `sortBy`: the items in the order of what they make. */
export function sortBy(range: Range, key: Run): Run {
  const keysOf = transformList(range, undefined, key);
  return (frame) => {
    const list = range.of(frame);
    if (!isList(list)) throw noSuchOverload();
    const keys = keysOf(frame);
    return sortByKeys(list, keys as readonly CelValue[]);
  };
}
