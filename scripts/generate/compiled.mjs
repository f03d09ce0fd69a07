// Writes nothing: returns the text of src/controls/compiled.ts, made from the controls as src/controls/index.ts lists them.
import { load } from './load.mjs';

/** The text of `src/controls/compiled.ts`. */
export function generateCompiled() {
  const { objectControls } = load('src/controls/index.ts');
  const { compiledModule } = load('scripts/generate/compiled.ts');
  return compiledModule([...objectControls].sort((a, b) => (a.id < b.id ? -1 : 1)));
}
