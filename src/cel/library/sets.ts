import { type Declaration, declareFunction } from './declaration';
import { contains } from './equality';
import type { CelValue } from './value';

type List = readonly CelValue[];

const containsAll = (list: List, items: List): boolean => items.every((item) => contains(list, item));

/** Lists as sets: order and repetition do not count. */
export const setFunctions: readonly Declaration[] = [
  declareFunction('sets.contains(list(T), list(T)): bool', containsAll),
  declareFunction('sets.equivalent(list(T), list(T)): bool', (a: List, b: List) => containsAll(a, b) && containsAll(b, a)),
  declareFunction('sets.intersects(list(T), list(T)): bool', (a: List, b: List) => a.some((item) => contains(b, item))),
];
