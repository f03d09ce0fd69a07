import { main } from './main';
import { processStreams } from './streams';

/** Runs the command line as the process that it is in. */
export async function runProcess(argv: readonly string[]): Promise<void> {
  process.exitCode = await main(argv, processStreams());
}
