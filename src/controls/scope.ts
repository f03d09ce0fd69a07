import type { Scope } from '../cel/scope';
import { type RangeName, ranges } from './ranges';

/** What surrounds an expression over a range: the elements that it may name, and the comprehensions that a guardrail puts around it. */
export function scopeOf(range: RangeName): Scope {
  const chain = enclosing(range);
  const { keysOf, variable } = ranges[range];
  return {
    elements: chain.filter((name) => name !== 'object'),
    nesting: chain.filter((name) => hasSeveral(name)).length,
    ...(keysOf !== undefined && variable !== undefined && { keysOf: { [range]: `variables.${variable}` } }),
  };
}

/** The range and those around it, the object first. */
function enclosing(range: RangeName): readonly RangeName[] {
  const { within } = ranges[range];
  return within === undefined ? [range] : [...enclosing(within), range];
}

function hasSeveral(range: RangeName): boolean {
  const { lists, fields, keysOf, variable } = ranges[range];
  if (lists !== undefined || keysOf !== undefined) return true;
  return fields !== undefined && variable === undefined;
}
