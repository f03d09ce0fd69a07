import type { Manifest } from '../manifest/parse';

/** Tells the lines of a file that belong to a Secret, and must not be printed: everything from its beginning to that of the next object. */
export function secretLines(manifests: readonly Manifest[]): (line: number) => boolean {
  const starts = manifests
    .map((manifest) => ({ line: manifest.locate([]).line, isSecret: manifest.object.kind === 'Secret' }))
    .sort((a, b) => a.line - b.line);
  return (line) => starts.findLast((start) => start.line <= line)?.isSecret ?? false;
}
