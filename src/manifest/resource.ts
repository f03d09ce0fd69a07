/**
 * The resource of a kind, as rules of roles and policies name it: its plural, lower case, by the rule of English that all of its kinds follow.
 *
 * @example
 * ```ts
 * resourceOf('NetworkPolicy'); // 'networkpolicies'
 * ```
 */
export function resourceOf(kind: string): string {
  const singular = kind.toLowerCase();
  // The one kind that is a plural already.
  if (singular === 'endpoints') return singular;
  if (singular.endsWith('s')) return `${singular}es`;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
