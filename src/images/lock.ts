import { CasemateError } from '../error';
import { parseSingleDocument, type SingleDocument } from '../manifest/single';
import { formatPath, type Path } from '../manifest/path';
import { fullNameOf, isDigest, parseImageReference } from './reference';

/** The version of the lock's shape. */
export const lockSchema = 'https://casemate.dev/schema/images/v1';

/** The file that records what was behind a tag. */
export const lockFile = 'images.lock.json';

/** The digest of each image by its full name: `docker.io/library/nginx:1.29`. */
export type ImageLock = ReadonlyMap<string, string>;

/**
 * Reads a lock. One that cannot be read as a whole is an error, and never one with fewer images.
 *
 * @throws {@link CasemateError} `CM9001` for text that is no lock.
 *
 * @example
 * ```ts
 * const digest = 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
 * const lock = `{ "schema": "https://casemate.dev/schema/images/v1", "images": { "docker.io/library/nginx:1.29": "${digest}" } }`;
 * parseImageLock(lock, 'images.lock.json').get('docker.io/library/nginx:1.29') === digest; // true
 * ```
 */
export function parseImageLock(text: string, file: string): ImageLock {
  const document = parseSingleDocument(text, file);
  const { schema, images, ...others } = fieldsOf(document.value);
  if (schema !== lockSchema) throw lockError(['schema'], `is not ${lockSchema}`, document, file);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw lockError([unknown], 'is not a field of a lock', document, file);
  if (!isFields(images)) throw lockError(['images'], 'does not hold digests by the names of images', document, file);
  for (const [name, digest] of Object.entries(images)) {
    const reference = parseImageReference(name);
    if (reference?.tag === undefined || fullNameOf(reference) !== name) throw lockError(['images', name], 'is not the full name of a tagged image', document, file);
    if (!isDigest(digest)) throw lockError(['images', name], 'is not sha256: and 64 hexadecimal digits', document, file);
  }
  return new Map(Object.entries(images as Readonly<Record<string, string>>));
}

/** Writes a lock: sorted, an image a line, so that a review sees exactly what changed. */
export function formatLock(images: ImageLock): string {
  const sorted = Object.fromEntries([...images].sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ schema: lockSchema, images: sorted }, undefined, 2)}\n`;
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => (isFields(value) ? value : {});

function lockError(path: Path, message: string, document: SingleDocument, file: string): CasemateError {
  return new CasemateError({
    code: 'CM9001',
    message: `${formatPath(path)} ${message}`,
    place: { file, ...document.locate(path), field: formatPath(path) },
    repair: 'Restore the file, or delete it and run `casemate images pin --online` again.',
  });
}
