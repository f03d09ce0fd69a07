import type { Output } from './streams';

/** A line that counts files. */
export interface Progress {
  step(): void;
  /** Takes the line away. */
  end(): void;
}

const SILENT: Progress = { step: () => undefined, end: () => undefined };
const PAUSE_MILLISECONDS = 100;
const CLEAR_LINE = '\r\u001b[K';

/** Counts files on a terminal, and says nothing anywhere else. */
export function startProgress(output: Output, verb: string): Progress {
  if (!output.isTTY) return SILENT;
  let files = 0;
  let shown = Date.now();
  return {
    step: () => {
      files += 1;
      if (Date.now() - shown < PAUSE_MILLISECONDS) return;
      shown = Date.now();
      output.write(`${CLEAR_LINE}${verb} ${files} files`);
    },
    end: () => {
      output.write(CLEAR_LINE);
    },
  };
}
