import { credentialsIn } from '../controls/object-credentials';
import type { Manifest } from '../manifest/parse';
import { valueAt } from '../manifest/path';
import { podTemplatePath } from '../manifest/workload';

/**
 * Tells the lines of a file that must not be printed: those of a Secret, from its beginning to that of the next object, and those on which
 * another object holds a credential.
 */
export function secretLines(manifests: readonly Manifest[]): (line: number) => boolean {
  const hidden = new Set<number>();
  const starts = manifests
    .map((manifest) => {
      const places = manifest.object.kind === 'Secret' ? [] : placesOf(manifest);
      for (const { line } of places) hidden.add(line);
      return { line: manifest.locate([]).line, isSecret: manifest.object.kind === 'Secret' || places.some(({ isLong }) => isLong) };
    })
    .sort((a, b) => a.line - b.line);
  return (line) => hidden.has(line) || (starts.findLast((start) => start.line <= line)?.isSecret ?? false);
}

/** Where the credentials of an object begin. How far one of several lines goes, nobody says: then all of the object counts. */
function placesOf(manifest: Manifest): readonly { readonly line: number; readonly isLong: boolean }[] {
  const { object } = manifest;
  return credentialsIn(object, podTemplatePath(object)).map(({ path }) => {
    const value = valueAt(object, path);
    return { line: manifest.locate(path).line, isLong: typeof value === 'string' && value.includes('\n') };
  });
}
