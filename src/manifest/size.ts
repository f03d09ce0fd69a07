/** The most that the API server takes in one request, in bytes of JSON. */
export const MAX_OBJECT_BYTES = 3 * 1024 * 1024;

/**
 * Whether a value is larger than the API server takes. Counts characters, never more than there are bytes, and stops at
 * the limit: aliases may make a small text huge.
 */
export function isTooLarge(value: unknown): boolean {
  return budgetAfter(value, MAX_OBJECT_BYTES) < 0;
}

function budgetAfter(value: unknown, budget: number): number {
  if (budget < 0) return budget;
  if (typeof value === 'string') return budget - value.length - 2;
  if (value === null || typeof value !== 'object') return budget - 1;
  let left = budget - 2;
  for (const key in value) {
    left = budgetAfter((value as Record<string, unknown>)[key], Array.isArray(value) ? left - 1 : left - key.length - 4);
    if (left < 0) break;
  }
  return left;
}
