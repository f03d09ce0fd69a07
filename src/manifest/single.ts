import { CasemateError } from '../error';
import type { Chunk } from './chunk';
import type { Position } from './object';
import type { Path } from './path';
import { problem, problemKinds, type ReadProblem } from './problem';
import { Source } from './source';

/** The one document of a file that holds no Kubernetes objects: a configuration, a ledger. */
export interface SingleDocument {
  readonly value: unknown;
  /** Where the value at a path is written. */
  locate(path: Path): Position;
}

/**
 * Reads a YAML or JSON text with one document, as strictly as manifests are read.
 *
 * @throws {@link CasemateError} with the place for what cannot be read: nothing is ever taken for empty.
 */
export function parseSingleDocument(text: string, file: string): SingleDocument {
  const source = new Source(file, text);
  const nul = text.indexOf('\0');
  if (nul !== -1) throw errorOf(problem(problemKinds.binary, file, 'the file is binary, not text', source.positionOf(nul)));
  const chunk = chunkOf(source, text);
  const documents = construct(chunk);
  if (documents.length !== 1) {
    const message = documents.length === 0 ? 'the file is empty' : `the file has ${documents.length} documents`;
    throw errorOf(problem(problemKinds.syntax, file, message, { repair: 'Write exactly one document.' }));
  }
  const [value] = documents;
  const unsafe = chunk.mayShare() ? chunk.findUnsafe(value, 0) : undefined;
  if (unsafe !== undefined) throw errorOf(unsafe);
  return { value, locate: (path) => chunk.locate(0, path) };
}

/** Loads the parser, a tenth of the kit: a program of constructs mostly has no ledger and no lock to read. */
function chunkOf(source: Source, text: string): Chunk {
  const parser = require('./chunk') as typeof import('./chunk');
  return new parser.Chunk(source, text, 0, 0);
}

function construct(chunk: Chunk): readonly unknown[] {
  try {
    return chunk.construct();
  } catch (error) {
    const { explainSyntaxError } = require('./syntax-error') as typeof import('./syntax-error');
    throw errorOf(explainSyntaxError(error, chunk), error);
  }
}

function errorOf({ code, message, repair, file, line, column, field }: ReadProblem, cause?: unknown): CasemateError {
  return new CasemateError({ code, message, repair, place: { file, line, column, field } }, { cause });
}
