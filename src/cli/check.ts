import { Checker } from '../check/checker';
import { addFile } from '../check/gather';
import type { CheckOptions } from '../check/options';
import type { Report } from '../check/report';
import { type FileList, listFiles, nothingIn, readFiles } from '../manifest/read';
import { requireOneForScreen } from './destination';
import { type ExitCode, exitCodeOf, exitCodes } from './exit-code';
import type { FilePart } from './file-part';
import { startProgress } from './progress';
import { checkOptionsOf, printSettings, type SettingFlags, settle } from './settings';
import type { Streams } from './streams';
import { canSend } from './thread-task';
import { judgeInThreads, threadsFor } from './threads';
import { requireInputs } from './usage';
import { writeReport } from './write-report';

/** What `casemate check` was told. */
export interface CheckFlags extends SettingFlags {
  readonly exitZero?: boolean;
  readonly threads?: number;
  readonly printConfig?: boolean;
  readonly proposals?: boolean;
}

/** Judges the objects in files, and writes what it found. */
export async function runCheck(named: readonly string[], flags: CheckFlags, streams: Streams): Promise<ExitCode> {
  const settings = settle(flags, named, streams);
  if (flags.printConfig === true) {
    streams.stdout.write(printSettings(settings));
    return exitCodes.clean;
  }
  const { inputs, format, failOn } = settings;
  requireInputs(inputs, 'check');
  requireOneForScreen(format);
  const { report, controls, unreadable } = await checkInputs(inputs, { ...checkOptionsOf(settings, streams), proposals: flags.proposals === true }, streams, flags.threads);
  writeReport(report, format, controls, inputs, streams);
  return exitCodeOf(report, { failOn, exitZero: flags.exitZero, unreadable });
}

/** What a check of files found. */
export interface InputCheck {
  readonly report: Report;
  /** The controls and policies whose findings are in the report. */
  readonly controls: Checker['controls'];
  /** Whether some input, or a policy, was broken. */
  readonly unreadable: boolean;
}

/**
 * Judges the objects in files: one file after the other, or several at once where there is much to read.
 *
 * @param wanted - How many threads. @default what the files are worth
 */
export async function checkInputs(inputs: readonly string[], options: CheckOptions, streams: Streams, wanted?: number): Promise<InputCheck> {
  const lists = listFiles(inputs, streams.directory);
  const found = lists.flatMap((list) => list.found);
  const threads = canSend(options) ? wanted ?? threadsFor(found) : 1;
  const checker = new Checker(options);
  const progress = startProgress(streams.stderr, 'checked');
  let unreadable = false;
  if (threads === 1) {
    for (const file of readFiles(lists, streams)) {
      unreadable = addFile(checker, file) || unreadable;
      progress.step();
    }
  } else {
    const parts = await judgeInThreads(found, { options, threads, streams, progress });
    unreadable = joinParts(checker, lists, parts);
  }
  progress.end();
  return { report: checker.report(), controls: checker.controls, unreadable: unreadable || checker.hasBrokenPolicy };
}

/** Puts together what files come to, as if they had been read one after the other. Returns whether one of them is broken. */
function joinParts(checker: Checker, lists: readonly FileList[], parts: readonly FilePart[]): boolean {
  let unreadable = false;
  let next = 0;
  for (const list of lists) {
    const own = parts.slice(next, next += list.found.length);
    for (const part of own) checker.join(part);
    const isEmpty = list.mayBeEmpty && own.every((part) => part.isEmpty);
    if (isEmpty) addFile(checker, nothingIn(list));
    unreadable ||= isEmpty || own.some((part) => part.isUnreadable);
  }
  return unreadable;
}
