import { parentPort, workerData } from 'node:worker_threads';
import { Checker } from '../check/checker';
import { readFound, STDIN } from '../manifest/read';
import { judgeFile, sendPart } from './file-part';
import { receiveOptions, takeTurns, type ThreadTask } from './thread-task';

/** A thread beside the main one: judges the files that it takes, sends what they come to, and an empty message at the end. */
function work({ found, taken, options }: ThreadTask): void {
  const checker = new Checker(receiveOptions(options));
  for (const [index, next] of takeTurns(found, taken)) {
    // Only the main thread can read it, and does what is left.
    if (next === STDIN) continue;
    const file = readFound(next);
    parentPort?.postMessage({ index, part: sendPart(judgeFile(checker, file), file) });
  }
  parentPort?.postMessage(undefined);
}

work(workerData as ThreadTask);
