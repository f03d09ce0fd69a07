/** The looks that a text report uses. Each takes text that is already fit for a terminal. */
export interface Colours {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const ESCAPE = '\u001b[';
const wrap = (open: number, close: number) => (text: string) => `${ESCAPE}${open}m${text}${ESCAPE}${close}m`;

/** For terminals. */
export const ansiColours: Colours = {
  bold: wrap(1, 22),
  dim: wrap(2, 22),
  red: wrap(31, 39),
  green: wrap(32, 39),
  yellow: wrap(33, 39),
  cyan: wrap(36, 39),
};

const same = (text: string): string => text;

/** For files, pipes and people who turned colours off. */
export const noColours: Colours = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };
