/** Replaces a range of a text. An empty range inserts. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies splices to a text; `undefined` where two of them overlap. Insertions at one place keep their order. */
export function applySplices(text: string, splices: readonly Splice[]): string | undefined {
  const parts: string[] = [];
  let offset = 0;
  for (const splice of splices.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (splice.start < offset) return undefined;
    parts.push(text.slice(offset, splice.start), splice.text);
    offset = splice.end;
  }
  parts.push(text.slice(offset));
  return parts.join('');
}
