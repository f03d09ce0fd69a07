import { Checker } from '../check/checker';
import { type Profile, selectProfile } from '../check/profiles';
import type { Minor } from '../manifest/object';
import { readManifests } from '../manifest/read';
import { type Destination, requireOneForScreen } from './destination';
import { type ExitCode, exitCodeOf, type FailOn } from './exit-code';
import { addFile } from './gather';
import { startProgress } from './progress';
import type { Streams } from './streams';
import { requireInputs } from './usage';
import { writeReport } from './write-report';

/** What `casemate check` was told. */
export interface CheckFlags {
  readonly format: readonly Destination[];
  readonly profile: Profile;
  readonly kubernetes: Minor;
  readonly failOn: FailOn;
  readonly exitZero?: boolean;
}

/** Judges the objects in files, and writes what it found. */
export function runCheck(inputs: readonly string[], flags: CheckFlags, streams: Streams): ExitCode {
  requireInputs(inputs, 'check');
  requireOneForScreen(flags.format);
  const checker = new Checker({ profile: flags.profile, kubernetes: flags.kubernetes });
  const progress = startProgress(streams.stderr, 'checked');
  let unreadable = false;
  for (const file of readManifests(inputs, streams)) {
    unreadable = addFile(checker, file) || unreadable;
    progress.step();
  }
  progress.end();
  const report = checker.report();
  writeReport(report, flags.format, selectProfile(flags.profile, checker.options.controls), inputs, streams);
  return exitCodeOf(report, { failOn: flags.failOn, exitZero: flags.exitZero, unreadable });
}
