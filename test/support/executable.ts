import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program in the first of some folders, written as in PATH, that has it; `undefined` where none does. */
export const executableIn = (folders: string | undefined, name: string): string | undefined =>
  (folders ?? '').split(delimiter).map((folder) => join(folder, name)).find(isExecutable);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
