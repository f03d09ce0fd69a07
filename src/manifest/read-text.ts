import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CasemateError } from '../error';

/**
 * The text of a file that somebody named.
 *
 * @throws {@link CasemateError} `CM4004` where it cannot be read.
 */
export function readText(file: string, directory = '.'): string {
  try {
    return readFileSync(resolve(directory, file), 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new CasemateError({ code: 'CM4004', message: `the file cannot be read (${code})`, place: { file }, repair: 'Check the path.' }, { cause: error });
  }
}
