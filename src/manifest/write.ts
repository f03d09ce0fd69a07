import { randomBytes } from 'node:crypto';
import {
  chownSync, closeSync, fchmodSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, type Stats, statSync, writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CasemateError } from '../error';

const WRITE_BITS = 0o222;
const MODE_BITS = 0o7777;
const NEW_FILE_MODE = 0o666;

/**
 * Writes a file as a whole or not at all: whoever reads it meanwhile sees the old text or the new one, and a failure
 * leaves the old one. Mode and owner stay; a symbolic link stays a link, its target is written. A file that is
 * write-protected stays as it is, whoever asks.
 *
 * @param options - `durable: false` leaves it to the system when the text reaches the disk: for what can be made again.
 * @throws {@link CasemateError} `CM1020` for a write-protected file, `CM1021` where the system refuses.
 */
export function writeFileAtomically(path: string, text: string, { durable = true }: { readonly durable?: boolean } = {}): void {
  try {
    const target = targetOf(path);
    const stats = statSync(target, { throwIfNoEntry: false });
    refuseWriteProtected(path, stats);
    replaceFile(target, text, stats, durable);
  } catch (error) {
    if (error instanceof CasemateError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new CasemateError({
      code: 'CM1021',
      message: `the file cannot be written (${code})`,
      place: { file: path },
      repair: 'Make the file and its directory writable for this user; the file is as it was.',
    }, { cause: error });
  }
}

/** The file behind links; the path itself where there is none yet. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return path;
    throw error;
  }
}

/** The mode decides and not what the user could do: root may write everything, but somebody protected this file. */
function refuseWriteProtected(path: string, stats: Stats | undefined): void {
  if (stats === undefined || (stats.mode & WRITE_BITS) !== 0) return;
  throw new CasemateError({
    code: 'CM1020',
    message: 'the file is write-protected',
    place: { file: path },
    repair: 'Allow writing to it (`chmod u+w`), or print the changes with --dry-run.',
  });
}

function replaceFile(target: string, text: string, stats: Stats | undefined, durable: boolean): void {
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeNew(temporary, text, stats, durable);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (durable) syncDirectory(dirname(target));
}

function writeNew(path: string, text: string, stats: Stats | undefined, durable: boolean): void {
  const descriptor = openSync(path, 'wx', NEW_FILE_MODE);
  try {
    writeFileSync(descriptor, text);
    if (stats !== undefined) {
      keepOwner(path, stats);
      fchmodSync(descriptor, stats.mode & MODE_BITS);
    }
    if (durable) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Only root may give files away; for everybody else the new file is their own, as with any editor. */
function keepOwner(path: string, { uid, gid }: Stats): void {
  try {
    chownSync(path, uid, gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}

/** The rename itself must reach the disk. Some systems cannot open a directory; the file is complete all the same. */
function syncDirectory(path: string): void {
  try {
    const descriptor = openSync(path, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Nothing is lost: the old or the new file is there, and both are whole.
  }
}
