import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Checker } from '../check/checker';
import type { CheckOptions } from '../check/options';
import { type Found, readFound, STDIN } from '../manifest/read';
import { type FilePart, judgeFile, receivePart, type SentPart } from './file-part';
import type { Progress } from './progress';
import type { Streams } from './streams';
import { sendOptions, takeTurns, type ThreadTask } from './thread-task';

/** With more, the main thread only collects: it puts together what the others send. */
const MOST_THREADS = 4;
/** Beside a thread, its compiler and its garbage collector keep another processor busy: on two processors a second thread costs more than it brings. */
const PROCESSORS_PER_THREAD = 2;
/** A thread reads about as much while another one begins. */
const BYTES_PER_THREAD = 1_500_000;

/** How many threads some files are worth. */
export function threadsFor(found: readonly Found[], processors = availableParallelism()): number {
  const most = Math.min(MOST_THREADS, Math.floor(processors / PROCESSORS_PER_THREAD), found.length);
  let bytes = 0;
  for (const file of found) {
    if (bytes >= most * BYTES_PER_THREAD) break;
    if (file !== STDIN && 'path' in file) bytes += statSync(file.path, { throwIfNoEntry: false })?.size ?? 0;
  }
  return Math.max(1, Math.min(most, Math.floor(bytes / BYTES_PER_THREAD)));
}

/** What {@link judgeInThreads} needs of the run around it. */
export interface ThreadedRun {
  readonly options: CheckOptions;
  /** How many there are to be, the main one among them. */
  readonly threads: number;
  readonly streams: Streams;
  readonly progress: Progress;
}

/** What files come to, in their order. The main thread takes its turns as the others do, and does in the end what a thread that broke left. */
export async function judgeInThreads(found: readonly Found[], { options, threads, streams, progress }: ThreadedRun): Promise<readonly FilePart[]> {
  const parts: FilePart[] = [];
  const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const task: ThreadTask = { found, taken, options: sendOptions(options) };
  const others = Array.from({ length: threads - 1 }, () => startThread(task, ({ index, part }) => {
    parts[index] = receivePart(part);
    progress.step();
  }));
  const checker = new Checker(options);
  for (const [index, file] of takeTurns(found, taken)) {
    parts[index] = judgeFile(checker, readFound(file, streams));
    progress.step();
  }
  await Promise.all(others);
  return found.map((file, index) => parts[index] ?? judgeFile(checker, readFound(file, streams)));
}

interface Message {
  readonly index: number;
  readonly part: SentPart;
}

/** Resolves when the thread is done or broken. */
function startThread(task: ThreadTask, receive: (message: Message) => void): Promise<void> {
  const worker = new Worker(join(__dirname, 'thread.js'), { workerData: task });
  return new Promise((resolve) => {
    worker.on('message', (message: Message | undefined) => {
      if (message !== undefined) return receive(message);
      worker.unref();
      resolve();
    });
    worker.on('error', () => {
      resolve();
    });
    worker.on('exit', () => {
      resolve();
    });
  });
}
