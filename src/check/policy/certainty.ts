/** Whether something holds, or why that cannot be known offline: a clause, "the labels of namespace shop are not known". */
export type Certainty = boolean | { readonly unknown: string };

export const unknown = (reason: string): Certainty => ({ unknown: reason });

/** All have to hold. One that does not decides, whatever is not known. */
export function every(certainties: readonly Certainty[]): Certainty {
  if (certainties.includes(false)) return false;
  return certainties.find((certainty) => certainty !== true) ?? true;
}

/** One has to hold. One that does decides, whatever is not known. */
export function some(certainties: readonly Certainty[]): Certainty {
  if (certainties.includes(true)) return true;
  return certainties.find((certainty) => certainty !== false) ?? false;
}

export function not(certainty: Certainty): Certainty {
  return typeof certainty === 'boolean' ? !certainty : certainty;
}

/** Labels that are known, and what is known of the others. */
export interface Labels {
  readonly known: Readonly<Record<string, string>>;
  /** Why there may be more labels; absent where there are no more. */
  readonly others?: string;
}
