import { isAbsolute, relative, resolve, sep } from 'node:path';
import { Checker } from '../check/checker';
import { controlsOf } from '../check/dated';
import { selectProfile } from '../check/profiles';
import { Hardener } from '../harden/harden';
import { parseManifests } from '../manifest/parse';
import { type ReadFile, readManifests, STDIN } from '../manifest/read';
import { writeFileAtomically } from '../manifest/write';
import type { Platform } from '../platform';
import { unifiedDiff } from '../report/diff';
import { RepairWriter } from '../report/repairs';
import { formatText } from '../report/text';
import { type ExitCode, exitCodeOf, type FailOn } from './exit-code';
import { addFile, subjectOf } from '../check/gather';
import { type FileRepair, repairFile } from './repair-file';
import { secretLines } from './secret-lines';
import { checkOptionsOf, type SettingFlags, type Settings, settle } from './settings';
import { coloursFor, type Output, type Streams, widthOf } from './streams';
import { requireInputs } from './usage';

/** What `casemate fix` was told. */
export interface FixFlags extends Omit<SettingFlags, 'format'> {
  readonly dryRun?: boolean;
  readonly appArmor?: boolean;
  readonly userNamespaces?: boolean;
}

/** Repairs the objects in files, one file at a time, and says what it did and what is left. */
export function runFix(named: readonly string[], flags: FixFlags, streams: Streams): ExitCode {
  const settings = settle(flags, named, streams);
  const { inputs } = settings;
  requireInputs(inputs, 'fix');
  const run = new FixRun(flags, settings, streams, inputs.includes('-'));
  for (const file of readManifests(inputs, streams)) run.add(file);
  return run.end();
}

class FixRun {
  readonly #flags: FixFlags;
  readonly #failOn: FailOn;
  readonly #streams: Streams;
  /** Where words for people go: standard output may be taken by a diff or by the repaired text. */
  readonly #screen: Output;
  readonly #hardener: Hardener;
  readonly #checker: Checker;
  readonly #writer: RepairWriter;
  #unreadable = false;

  constructor(flags: FixFlags, settings: Settings, streams: Streams, readsStdin: boolean) {
    const { appArmor = settings.platform.appArmor ?? false, userNamespaces = settings.platform.userNamespaces ?? false } = flags;
    const platform: Platform = { ...settings.platform, appArmor, userNamespaces };
    const options = { ...checkOptionsOf(settings, streams), platform };
    this.#flags = flags;
    this.#failOn = settings.failOn;
    this.#streams = streams;
    this.#screen = flags.dryRun === true || readsStdin ? streams.stderr : streams.stdout;
    const { exceptions, now, digests } = options;
    this.#hardener = new Hardener({ platform, controls: selectProfile(settings.base, controlsOf(settings.catalogue, settings.controls)), exceptions, now, digests });
    this.#checker = new Checker({ ...options, proposals: true });
    this.#writer = new RepairWriter({ colours: coloursFor(this.#screen, streams.env), width: widthOf(this.#screen) });
  }

  add(file: ReadFile): void {
    const repaired = repairFile(file, this.#hardener);
    this.#screen.write(this.#writer.file({ file: file.file, objects: repaired.objects }));
    this.#write(file, repaired.text);
    this.#addWhatIsLeft(file, repaired);
  }

  end(): ExitCode {
    const report = this.#checker.report();
    this.#screen.write(formatText(report, this.#checker.controls, { colours: coloursFor(this.#screen, this.#streams.env), reasons: false, width: widthOf(this.#screen) }));
    return exitCodeOf(report, { failOn: this.#failOn, unreadable: this.#unreadable || this.#checker.hasBrokenPolicy });
  }

  #write(file: ReadFile, text: string | undefined): void {
    const { stdout, directory = '.' } = this.#streams;
    if (text === undefined || file.text === undefined) return;
    if (this.#flags.dryRun === true) stdout.write(unifiedDiff(patchName(file.file, directory), file.text, text, { isHidden: secretLines(file.manifests) }));
    else if (file.file === STDIN) stdout.write(text);
    else if (text !== file.text) writeFileAtomically(resolve(directory, file.file), text);
  }

  /** Where nothing was written, places are those of the old text. */
  #addWhatIsLeft(file: ReadFile, { text, objects }: FileRepair): void {
    if (this.#flags.dryRun !== true && text !== undefined && text !== file.text) {
      addFile(this.#checker, { manifests: parseManifests(text, file.file).manifests, problems: file.problems });
    } else {
      addFile(this.#checker, { manifests: [], problems: file.problems });
      objects.forEach(({ manifest, after }) => {
        this.#checker.add({ ...subjectOf(manifest), object: after });
      });
    }
    this.#unreadable ||= file.problems.some(({ severity }) => severity === 'unreadable');
  }
}

/** The name of a file in a patch, which starts at the working directory, or at the root for what is elsewhere. */
function patchName(file: string, directory: string): string {
  if (!isAbsolute(file)) return file;
  const near = relative(resolve(directory), file);
  return (near.startsWith('..') || isAbsolute(near) ? file.slice(1) : near).replaceAll(sep, '/');
}
