import type { Checker } from './checker';
import type { NotEvaluated } from './report';
import type { Subject } from './subject';
import type { Manifest, ParsedManifests } from '../manifest/parse';
import type { ReadProblem } from '../manifest/problem';

/** Adds what a file holds to a check. Returns whether some of the file was broken. */
export function addFile(checker: Checker, { manifests, problems }: ParsedManifests): boolean {
  // Before they are judged: what is garbage by then, no collection has to copy. Controls over the whole set keep objects until the end.
  for (const manifest of manifests) manifest.release();
  for (const manifest of manifests) checker.add(subjectOf(manifest));
  for (const problem of problems) checker.addNotEvaluated(notEvaluatedOf(problem));
  return problems.some(({ severity }) => severity === 'unreadable');
}

/** A manifest as something to judge. */
export const subjectOf = (manifest: Manifest): Subject => ({
  object: manifest.object,
  file: manifest.file,
  locate: (path) => manifest.locate(path),
});

/** What could not be read, in the report. */
export function notEvaluatedOf({ field, file, line, column, code, message, repair }: ReadProblem): NotEvaluated {
  return {
    ...(field === undefined ? {} : { field }),
    file,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    code, message, repair,
  };
}
