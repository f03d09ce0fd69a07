import { statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CasemateError } from '../error';
import { writeFileAtomically } from '../manifest/write';

/** Writes a report or a generated object. Devices and pipes (`/dev/null`, `/dev/stdout`) are written to, regular files replaced as a whole. */
export function writeOutputFile(file: string, text: string, directory = '.'): void {
  const path = resolve(directory, file);
  if (!isSpecial(path)) {
    writeFileAtomically(path, text, { durable: false });
    return;
  }
  try {
    writeFileSync(path, text);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new CasemateError({ code: 'CM2005', message: `the device cannot be written (${code})`, place: { file }, repair: 'Name a regular file.' }, { cause: error });
  }
}

function isSpecial(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}
