import { Checker } from '../check/checker';
import type { CheckOptions } from '../check/options';
import type { Report } from '../check/report';
import { readManifests } from '../manifest/read';
import { requireOneForScreen } from './destination';
import { type ExitCode, exitCodeOf, exitCodes } from './exit-code';
import { addFile } from './gather';
import { startProgress } from './progress';
import { checkOptionsOf, printSettings, type SettingFlags, settle } from './settings';
import type { Streams } from './streams';
import { requireInputs } from './usage';
import { writeReport } from './write-report';

/** What `casemate check` was told. */
export interface CheckFlags extends SettingFlags {
  readonly exitZero?: boolean;
  readonly printConfig?: boolean;
}

/** Judges the objects in files, and writes what it found. */
export function runCheck(named: readonly string[], flags: CheckFlags, streams: Streams): ExitCode {
  const settings = settle(flags, named, streams);
  if (flags.printConfig === true) {
    streams.stdout.write(printSettings(settings));
    return exitCodes.clean;
  }
  const { inputs, format, failOn } = settings;
  requireInputs(inputs, 'check');
  requireOneForScreen(format);
  const { report, controls, unreadable } = checkInputs(inputs, checkOptionsOf(settings, streams), streams);
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

/** Judges the objects in files, one file at a time. */
export function checkInputs(inputs: readonly string[], options: CheckOptions, streams: Streams): InputCheck {
  const checker = new Checker(options);
  const progress = startProgress(streams.stderr, 'checked');
  let unreadable = false;
  for (const file of readManifests(inputs, streams)) {
    unreadable = addFile(checker, file) || unreadable;
    progress.step();
  }
  progress.end();
  return { report: checker.report(), controls: checker.controls, unreadable: unreadable || checker.hasBrokenPolicy };
}
