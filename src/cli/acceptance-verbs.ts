import { type Command, Option } from 'commander';
import { type ExportFormat, exportFormats } from '../report/exports/export-format';
import { exitCodesHelp, type Finish } from './exit-code';
import type { ExceptionAddFlags, ExceptionExportFlags, ExceptionFlags } from './exceptions';
import { addAcceptance, addSelection, addText, exceptionsOption, INPUTS, nowOption, policyOption } from './options';
import type { RatchetFlags } from './ratchet';
import type { SettingFlags } from './settings';
import type { Streams } from './streams';
import { oneOf } from './usage';

const CONFIG = ['--config <file>', 'the configuration'] as const;

/** Adds the verbs for the ledger of exceptions. */
export function addExceptions(program: Command, streams: Streams, finish: Finish): void {
  const verbs = program.command('exceptions').description('accepted findings: one control on one object, with a reason, an owner and an end');
  const load = (): typeof import('./exceptions') => require('./exceptions') as typeof import('./exceptions');
  addReading(verbs, load, streams, finish);
  verbs.command('add')
    .description('record an exception')
    .requiredOption('--control <id>', 'the control, as in the finding')
    .requiredOption('--object <kind/namespace/name>', 'the object; kind/name where it has no namespace')
    .option('--api-version <apiVersion>', 'of the object (default: that of Kubernetes itself)')
    .addOption(new Option('--container <name>', 'only findings in this container; may be repeated').argParser(addText))
    .requiredOption('--reason <text>', 'what the program does that needs it')
    .requiredOption('--owner <name>', 'who answers for it')
    .option('--ticket <id>', 'where it was decided')
    .requiredOption('--expires <date>', 'the last day that it holds')
    .addOption(new Option('--compensating <id>', 'a control that makes up for it; may be repeated').argParser(addText))
    .option(...CONFIG)
    .addOption(policyOption())
    .addOption(exceptionsOption())
    .addOption(nowOption())
    .action((flags: ExceptionAddFlags) => {
      finish(load().runAdd(flags, streams));
    });
  const prune = verbs.command('prune')
    .description('remove exceptions that are expired, and those that the inputs show to be unused')
    .argument('[inputs...]', INPUTS);
  addSelection(prune).addOption(policyOption()).addOption(exceptionsOption()).option('--partial', 'the input is only a part').addOption(nowOption())
    .action(async (inputs: string[], flags: SettingFlags) => {
      finish(await load().runPrune(inputs, flags, streams));
    });
  const exportVerb = verbs.command('export')
    .description('write the exceptions that hold in the format of another tool')
    .argument('[inputs...]', `${INPUTS}; needed for trivy, which knows files and no objects`)
    .addOption(new Option('--format <format>', exportFormats.join(', ')).argParser((value): ExportFormat => oneOf(value, exportFormats, 'format')).makeOptionMandatory());
  addSelection(exportVerb).addOption(policyOption()).addOption(exceptionsOption()).addOption(nowOption())
    .action(async (inputs: string[], flags: ExceptionExportFlags) => {
      finish(await load().runExport(inputs, flags, streams));
    });
}

function addReading(verbs: Command, load: () => typeof import('./exceptions'), streams: Streams, finish: Finish): void {
  const descriptions = { list: 'print the ledger', review: 'print the ledger, what expires first at the top, with the days left' } as const;
  for (const verb of ['list', 'review'] as const) {
    verbs.command(verb)
      .description(descriptions[verb])
      .addOption(new Option('-f, --format <format>', 'text or json').choices(['text', 'json']).default('text'))
      .option(...CONFIG)
      .addOption(policyOption())
      .addOption(exceptionsOption())
      .addOption(nowOption())
      .action((flags: ExceptionFlags) => {
        finish(verb === 'list' ? load().runList(flags, streams) : load().runReview(flags, streams));
      });
  }
}

/** Adds the verbs for the findings that were there before. */
export function addRatchet(program: Command, streams: Streams, finish: Finish): void {
  const verbs = program.command('ratchet').description('accept what is there today, and let it only become less');
  const load = (): typeof import('./ratchet') => require('./ratchet') as typeof import('./ratchet');
  const write = verbs.command('write').description('record the findings of today').argument('[inputs...]', INPUTS);
  addAcceptance(addSelection(write)).option('--grow', 'also record what was not there before').addHelpText('after', exitCodesHelp)
    .action(async (inputs: string[], flags: RatchetFlags) => {
      finish(await load().runWrite(inputs, flags, streams));
    });
  const prune = verbs.command('prune').description('forget what is no longer found').argument('[inputs...]', INPUTS);
  addAcceptance(addSelection(prune)).addHelpText('after', exitCodesHelp)
    .action(async (inputs: string[], flags: RatchetFlags) => {
      finish(await load().runPrune(inputs, flags, streams));
    });
}
