// Only the type is imported: it makes tsc copy the file beside the compiled code, while the 160 kB are read on first use.
import type fieldsFile from './fields.json';

/** What scripts/kubernetes-fields.mjs wrote; the format is described there. */
export interface SchemaData {
  /** The releases that it was read from, oldest first. */
  readonly kubernetes: readonly string[];
  readonly kinds: Readonly<Record<string, string>>;
  readonly removed: Readonly<Record<string, number>>;
  readonly types: Readonly<Record<string, string>>;
}

/** The minors, by their number, in which something is there. */
export interface MinorRange {
  readonly since: number;
  readonly until: number;
}

let loaded: SchemaData | undefined;

/** The table of kinds and fields, read on first use. */
export function schemaData(): SchemaData {
  loaded ??= require('./fields.json') as typeof fieldsFile;
  return loaded;
}

/** Reads `32`, `30-33`, `-31` or nothing, the part after the `@`. An open end is one that the table does not reach. */
export function parseRange(text: string | undefined): MinorRange {
  const [since, until] = (text ?? '').split('-');
  return { since: since ? Number(since) : 0, until: until ? Number(until) : Infinity };
}

export const covers = ({ since, until }: MinorRange, minor: number): boolean => since <= minor && minor <= until;
