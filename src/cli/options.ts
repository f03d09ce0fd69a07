import { type Command, Option } from 'commander';
import { type Destination, formats, readDestination } from './destination';
import { readFailOn, readMinor, readNow, readThreads } from './usage';

/** What the verbs read. */
export const INPUTS = 'files, directories, globs in quotes, or - for standard input';

const configOption = (): Option => new Option('--config <file>', 'the configuration (default: casemate.config.* of this directory or the closest above, up to the root of the repository)');

const profileOption = (): Option => new Option('--profile <profile>', 'pss-baseline, pss-restricted, hardened, or one of the configuration (default: "hardened")');

const kubernetesOption = (): Option => new Option('--kubernetes <minor>', 'the minor of the cluster that the objects are for (default: the latest)').argParser(readMinor);

export const failOnOption = (): Option =>
  new Option('--fail-on <severity>', 'the least severity that fails the run: critical, high, medium, low, info or never (default: "high")').argParser(readFailOn);

export const formatOption = (): Option => {
  const add = (value: string, before: readonly Destination[] = []): readonly Destination[] => [...before, readDestination(value)];
  return new Option('-f, --format <format[=file]>', `${formats.join(', ')}; several, if all but one name a file (default: "text")`).argParser(add);
};

export const threadsOption = (): Option => new Option('--threads <count>', 'how many threads judge the files (default: what the files are worth, one for every two processors, 4 at most)').argParser(readThreads);

export const nowOption = (): Option => new Option('--now <date>', 'the day that exceptions must hold on, for a run that can be repeated (default: today)').argParser(readNow);

export const exceptionsOption = (): Option => new Option('--exceptions <file>', 'the ledger of exceptions (default: exceptions.lock.json, where there is one)');

/** Gathers an option that may be repeated. */
export const addText = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export const policyOption = (): Option =>
  new Option('--policy <file>', 'ValidatingAdmissionPolicies of your own, with bindings and parameters: objects are judged by them as well; may be repeated').argParser(addText);

export const noExceptionsOption = (): Option => new Option('--no-exceptions', 'show what would be found without any exception');

const ratchetOption = (): Option => new Option('--ratchet <file>', 'the findings that were there before (default: casemate.ratchet.json, where there is one)');

/** What decides which controls are judged, for which cluster. */
export function addSelection(command: Command): Command {
  return command
    .addOption(configOption())
    .addOption(profileOption())
    .addOption(kubernetesOption())
    .option('--catalogue <date>', 'leave out controls that came after this year and month (default: the newest)');
}

/** What decides which findings count. */
export function addAcceptance(command: Command): Command {
  return command
    .addOption(policyOption())
    .addOption(exceptionsOption())
    .addOption(noExceptionsOption())
    .addOption(ratchetOption())
    .option('--no-ratchet', 'show what was there before as well')
    .option('--partial', 'the input is only a part: exceptions for what is not in it are not unused')
    .addOption(nowOption());
}
