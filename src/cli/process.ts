import { main } from './main';
import { processStreams } from './streams';

/** Runs the command line as the process that it is in, and ends it. */
export async function runProcess(argv: readonly string[]): Promise<void> {
  process.exitCode = await main(argv, processStreams());
  // A process that ends by itself first waits for the engine, which still optimizes code that no longer runs. Nothing that was said may be lost.
  for (const stream of [process.stdout, process.stderr]) await written(stream);
  process.exit();
}

const written = async (stream: NodeJS.WriteStream): Promise<void> => new Promise((resolve) => {
  stream.write('', () => resolve());
});
