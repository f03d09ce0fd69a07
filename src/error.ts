/** Where something is wrong, as exactly as it is known. */
export interface Place {
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
  readonly column?: number;
  /** The field, as in a finding: `spec.containers[0].image`. */
  readonly field?: string;
}

/** What a {@link CasemateError} says. */
export interface CasemateErrorDetails {
  /** A stable code, `CM1001`: the same mistake has the same code in every release. */
  readonly code: string;
  /** What is wrong, one sentence without a full stop. */
  readonly message: string;
  readonly place?: Place;
  /** What to do about it, one imperative sentence. */
  readonly repair: string;
}

/**
 * A mistake that the reader can repair. It prints as one block and never with a stack trace.
 *
 * @example
 * ```ts
 * throw new CasemateError({
 *   code: 'CM1013', message: 'the file does not exist', place: { file: 'deploy.yaml' }, repair: 'Check the path.',
 * });
 * ```
 */
export class CasemateError extends Error {
  public override readonly name = 'CasemateError';
  public readonly code: string;
  public readonly place: Place;
  public readonly repair: string;

  public constructor(details: CasemateErrorDetails, options?: ErrorOptions) {
    super(details.message, options);
    this.code = details.code;
    this.place = details.place ?? {};
    this.repair = details.repair;
  }

  /** The block that a user sees. */
  public override toString(): string {
    return formatError(this);
  }
}

/**
 * Writes an error, or anything of its shape, as the block that a user sees:
 *
 * ```text
 * CM1002 deploy.yaml:7:3 the key "name" is there twice
 *   field   metadata.name
 *   repair  Remove one of the two.
 * ```
 */
export function formatError(error: CasemateErrorDetails): string {
  const place = formatPlace(error.place ?? {});
  const lines = [[error.code, place, oneLine(error.message)].filter((part) => part !== '').join(' ')];
  if (error.place?.field !== undefined && error.place.field !== '') lines.push(`  field   ${oneLine(error.place.field)}`);
  lines.push(`  repair  ${oneLine(error.repair)}`);
  return lines.join('\n');
}

/** Writes `file:line:column`, as far as known; editors make it a link. */
export function formatPlace(place: Place): string {
  const file = oneLine(place.file ?? '');
  if (place.line === undefined) return file;
  const position = place.column === undefined ? `${place.line}` : `${place.line}:${place.column}`;
  return file === '' ? `line ${position}` : `${file}:${position}`;
}

/** Names come from untrusted files: a line break or a terminal escape in one must not reach the screen. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`);
}
