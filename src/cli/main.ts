import { Command, CommanderError, Option } from 'commander';
import { CasemateError } from '../error';
import type { CheckFlags } from './check';
import type { ControlsFlags } from './controls';
import { type ExitCode, exitCodes, exitCodesHelp, type Finish } from './exit-code';
import type { ExplainFlags } from './explain';
import type { FixFlags } from './fix';
import type { GuardrailsFlags } from './generate';
import { addAcceptance, addSelection, addText, exceptionsOption, failOnOption, formatOption, INPUTS, noExceptionsOption, nowOption, threadsOption } from './options';
import { addExceptions, addRatchet } from './acceptance-verbs';
import { addImages } from './image-verbs';
import type { Streams } from './streams';
import { readActions, readPageFormat, usageError } from './usage';
import { version } from './version';

/**
 * Runs the command line. What a user can mend is printed, and not thrown; the process goes on.
 *
 * @param argv - The words behind `casemate`.
 * @returns the exit code.
 */
export async function main(argv: readonly string[], streams: Streams): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.clean;
  const program = programOf(streams, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explainError(error, streams);
  }
}

function programOf(streams: Streams, finish: Finish): Command {
  const program = new Command('casemate')
    .description('Kubernetes hardening from one catalogue of controls: check any YAML, repair it, guard the cluster.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [verb]', 'print the help of a verb')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
      outputError: () => undefined,
    })
    .addHelpText('after', exitCodesHelp);
  addCheck(program, streams, finish);
  addFix(program, streams, finish);
  addExplain(program, streams, finish);
  addControls(program, streams, finish);
  addGenerate(program, streams, finish);
  addExceptions(program, streams, finish);
  addRatchet(program, streams, finish);
  addImages(program, streams, finish);
  return program;
}

const pageFormatOption = (): Option => new Option('-f, --format <format>', 'text, markdown or json').argParser(readPageFormat).default('text');

// Each verb loads its own code, and only when it runs: `explain` needs no YAML parser, `--help` needs nothing.

function addCheck(program: Command, streams: Streams, finish: Finish): void {
  const check = program.command('check')
    .description('judge Kubernetes objects by the controls of a profile')
    .argument('[inputs...]', INPUTS)
    .addOption(formatOption());
  addAcceptance(addSelection(check))
    .addOption(failOnOption())
    .option('--exit-zero', 'exit with 0 whatever is found; with 2 still where input cannot be read')
    .addOption(threadsOption())
    .option('--proposals', 'print what to write where a repair takes a decision, as fix does')
    .option('--print-config', 'print what the run would go by, and check nothing')
    .addHelpText('after', exitCodesHelp)
    .action(async (inputs: string[], flags: CheckFlags) => {
      const { runCheck } = require('./check') as typeof import('./check');
      finish(await runCheck(inputs, flags, streams));
    });
}

function addFix(program: Command, streams: Streams, finish: Finish): void {
  const fix = program.command('fix')
    .description('repair manifests in place, and leave everything else in them byte for byte')
    .argument('[inputs...]', `${INPUTS} (then the repaired text goes to standard output)`)
    .option('--dry-run', 'print the changes as a diff for `git apply`, and write nothing');
  addAcceptance(addSelection(fix))
    .option('--app-armor', 'the nodes have AppArmor')
    .option('--user-namespaces', 'kernel, runtime and volumes of the nodes support user namespaces')
    .addOption(failOnOption())
    .addHelpText('after', exitCodesHelp)
    .action((inputs: string[], flags: FixFlags) => {
      const { runFix } = require('./fix') as typeof import('./fix');
      finish(runFix(inputs, flags, streams));
    });
}

function addExplain(program: Command, streams: Streams, finish: Finish): void {
  program.command('explain')
    .description('print all that there is to know about a control')
    .argument('<control>', 'its id, as in a finding')
    .addOption(pageFormatOption())
    .action((id: string, flags: ExplainFlags) => {
      const { runExplain } = require('./explain') as typeof import('./explain');
      finish(runExplain(id, flags, streams));
    });
}

function addControls(program: Command, streams: Streams, finish: Finish): void {
  const controls = program.command('controls')
    .description('list the controls')
    .addOption(pageFormatOption());
  addSelection(controls)
    .action((flags: ControlsFlags) => {
      const { runControls } = require('./controls') as typeof import('./controls');
      finish(runControls(flags, streams));
    });
}

function addGenerate(program: Command, streams: Streams, finish: Finish): void {
  const generate = program.command('generate').description('write what other tools enforce');
  const guardrails = generate.command('guardrails')
    .description('the controls as ValidatingAdmissionPolicy, for the API server itself');
  addSelection(guardrails)
    .addOption(new Option('--actions <actions>', 'what happens to an object that fails: warn, audit, deny').argParser(readActions).default(readActions('deny,audit'), 'deny,audit'))
    .addOption(new Option('--engine <engine>', 'who enforces them: kubernetes, or kyverno (1.19 or later)').choices(['kubernetes', 'kyverno']).default('kubernetes'))
    .addOption(new Option('--custom-resource <name>', 'a CustomResourceDefinition whose pods stand at spec.template, as rollouts.argoproj.io; may be repeated').argParser(addText))
    .addOption(exceptionsOption())
    .addOption(noExceptionsOption())
    .addOption(nowOption())
    .option('-o, --output <directory>', 'write one file an object instead of one stream')
    .addHelpText('after', exitCodesHelp)
    .action((flags: GuardrailsFlags) => {
      const { runGuardrails } = require('./generate') as typeof import('./generate');
      finish(runGuardrails(flags, streams));
    });
}

/** Prints what a user can mend as one block; whatever else was thrown is a fault of the kit. */
function explainError(error: unknown, { stderr, env }: Streams): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.clean;
    if (error.code !== 'commander.help') stderr.write(`${usageErrorOf(error).toString()}\n`);
    return exitCodes.usage;
  }
  const shown = error instanceof CasemateError ? error : faultOf(error);
  stderr.write(`${shown.toString()}\n`);
  if (env['CASEMATE_DEBUG'] === '1' && error instanceof Error) stderr.write(`${error.stack ?? ''}\n`);
  return exitCodes.usage;
}

function usageErrorOf({ message }: CommanderError): CasemateError {
  const [first = '', hint = ''] = message.replace(/^error: /, '').split('\n');
  const near = /Did you mean (.+)\?/.exec(hint)?.[1];
  return usageError(first, near === undefined ? 'Run `casemate --help`.' : `Did you mean ${near}? \`casemate --help\` shows the rest.`);
}

function faultOf(error: unknown): CasemateError {
  return new CasemateError({
    code: 'CM2000',
    message: `the kit itself failed: ${error instanceof Error ? error.message : String(error)}`,
    repair: 'Run it again with CASEMATE_DEBUG=1 and report what it prints.',
  }, { cause: error });
}
