import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The helm of HELM_BIN or PATH; `undefined` where there is none. */
export const helm: string | undefined = process.env['HELM_BIN'] ?? (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'helm')).find(isExecutable);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What a test says that is skipped without it. */
export const helmState = helm === undefined ? 'not run: helm is not in PATH, and HELM_BIN is not set' : 'run';
