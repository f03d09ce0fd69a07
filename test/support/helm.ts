import { executableIn } from './executable';

/** The helm of HELM_BIN or PATH; `undefined` where there is none. */
export const helm: string | undefined = process.env['HELM_BIN'] ?? executableIn(process.env['PATH'], 'helm');

/** What a test says that is skipped without it. */
export const helmState = helm === undefined ? 'not run: helm is not in PATH, and HELM_BIN is not set' : 'run';
