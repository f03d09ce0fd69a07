// Writes nothing: returns the text of docs/breakage.md.
import { load } from './load.mjs';

/** The table of well-known images. */
export const generateBreakage = () => load('test/constructs/breakage.ts').breakageTable();
