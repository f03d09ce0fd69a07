import { YAMLException } from 'js-yaml';
import { MAX_DEPTH } from './expansion';
import type { Chunk } from './chunk';
import { formatPath } from './path';
import { problem, problemKinds, type ReadProblem } from './problem';
import { NotJsonError } from './yaml-schema';

/** Turns what the parser threw for a chunk into a problem with its place and its repair. */
export function explainSyntaxError(error: unknown, chunk: Chunk): ReadProblem {
  const { file } = chunk.source;
  if (error instanceof NotJsonError) return explainNotJson(error, chunk);
  if (!(error instanceof YAMLException)) {
    return problem(problemKinds.syntax, file, 'the document cannot be read', chunk.positionOf(0));
  }
  const offset = error.mark?.position ?? 0;
  const place = chunk.positionOf(offset);
  if (chunk.text.includes('{{')) {
    return problem(problemKinds.template, file, 'this is a template, not YAML yet: it has `{{`', place);
  }
  if (error.reason.startsWith('nesting exceeded')) {
    return problem(problemKinds.depth, file, `the document nests deeper than ${MAX_DEPTH} levels`, place);
  }
  if (error.reason === 'duplicated mapping key') return explainDuplicate(chunk, offset);
  if (error.reason === 'a key that JSON cannot hold') {
    const key = chunk.tree?.findNameless();
    const at = key === undefined ? place : chunk.positionOf(chunk.tree?.start(key) ?? offset);
    return problem(problemKinds.notJson, file, 'a key is neither text nor a number nor a boolean', at);
  }
  if (error.reason.startsWith('merge keys exceeded')) {
    return problem(problemKinds.aliases, file, 'with its merge keys, the document is too large', place);
  }
  if (error.reason.startsWith('tab characters')) {
    return problem(problemKinds.syntax, file, 'invalid YAML: a tab in the indentation', { ...place, repair: 'Indent with spaces.' });
  }
  return problem(problemKinds.syntax, file, `invalid YAML: ${error.reason}`, place);
}

function explainNotJson(error: NotJsonError, chunk: Chunk): ReadProblem {
  const { tree } = chunk;
  const node = tree?.events.findIndex((_, index) => tree.isScalar(index) && tree.scalarText(index) === error.value);
  const offset = node === undefined ? undefined : tree?.start(node);
  const message = `${error.value} is a number that JSON cannot hold`;
  return problem(problemKinds.notJson, chunk.source.file, message, chunk.positionOf(offset ?? 0));
}

function explainDuplicate(chunk: Chunk, offset: number): ReadProblem {
  const { file } = chunk.source;
  const second = chunk.positionOf(offset);
  const { tree } = chunk;
  const found = tree?.findAt(offset);
  const twin = found === undefined ? undefined : tree?.entries(found.parent).find(({ name }) => name === found.entry.name);
  if (found === undefined || twin?.key === undefined) return problem(problemKinds.duplicateKey, file, 'a key is there twice', second);
  const first = chunk.positionOf(tree?.start(twin.key) ?? 0);
  const message = `the key "${found.entry.name ?? ''}" is there twice, in line ${first.line} and in line ${second.line}`;
  return problem(problemKinds.duplicateKey, file, message, { ...second, field: formatPath(found.path) });
}
