import { ansiColours, type Colours, noColours } from '../report/colours';

/** Somewhere to write to. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** How wide the terminal is. */
  readonly columns?: number;
}

/** All that a verb touches of the process around it. */
export interface Streams {
  /** Reads the whole of standard input. @default the process's own */
  readonly stdin?: () => Uint8Array;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start from. @default the working directory */
  readonly directory?: string;
}

/** The colours for an output: only on a terminal, unless NO_COLOR or FORCE_COLOR say otherwise. */
export function coloursFor({ isTTY }: Output, env: Streams['env']): Colours {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced === '0' || forced === 'false' ? noColours : ansiColours;
  if ((env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return noColours;
  return isTTY ? ansiColours : noColours;
}

const MIN_WIDTH = 60;
const MAX_WIDTH = 120;

/** How wide text for people is wrapped. */
export const widthOf = ({ columns }: Output): number => Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, columns ?? 100));

/** The streams of the process itself. */
export function processStreams(): Streams {
  return { stdout: outputOf(process.stdout), stderr: outputOf(process.stderr), env: process.env };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  let isOpen = true;
  // The reader may stop early, as in `casemate check . | head`: that is no error, and the exit code stays what it is.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isOpen = false;
  });
  return {
    isTTY: stream.isTTY === true,
    columns: stream.columns,
    write: (text) => {
      if (isOpen) stream.write(text);
    },
  };
}
