import { oneOf, usageError } from './usage';

export const formats = ['text', 'json', 'sarif', 'junit', 'github', 'gitlab', 'markdown', 'openreports'] as const;

export type Format = (typeof formats)[number];

const FILES: Readonly<Record<Format, string>> = {
  text: 'report.txt', json: 'report.json', sarif: 'report.sarif', junit: 'junit.xml', github: 'annotations.txt',
  gitlab: 'gl-code-quality-report.json', markdown: 'report.md', openreports: 'reports.yaml',
};

/** A format, and the file that it goes to. */
export interface Destination {
  readonly format: Format;
  /** @default standard output */
  readonly file?: string;
}

/** Reads `sarif`, or `sarif=out.sarif`. */
export function readDestination(value: string): Destination {
  const equals = value.indexOf('=');
  if (equals === -1) return { format: oneOf(value, formats, 'format') };
  const file = value.slice(equals + 1);
  if (file === '') throw usageError(`the format "${value}" names no file`, `Write ${value}<file>, or ${value.slice(0, -1)} for standard output.`);
  return { format: oneOf(value.slice(0, equals), formats, 'format'), file };
}

/** Refuses two reports for standard output: nobody could take them apart. */
export function requireOneForScreen(destinations: readonly Destination[]): void {
  const [, second] = destinations.filter(({ file }) => file === undefined);
  if (second === undefined) return;
  throw usageError('two formats would go to standard output', `Name a file for one of them: -f ${second.format}=${FILES[second.format]}`);
}
