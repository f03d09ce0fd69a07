// Writes nothing: returns the text of src/controls/README.md, made from the controls as src/controls/index.ts lists them.
import { load } from './load.mjs';

/** The text of `src/controls/README.md`. */
export function generateCatalogue() {
  const { catalogue: controls } = load('src/controls/index.ts');
  const { catalogue } = load('scripts/generate/catalogue.ts');
  return catalogue(controls);
}
