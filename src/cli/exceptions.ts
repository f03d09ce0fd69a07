import { compareExceptions, daysLeft, type Exception, isActive } from '../check/exceptions/exception';
import { formatLedger, ledgerFile } from '../check/exceptions/ledger';
import { problemCodes } from '../check/exceptions/problems';
import { type ExceptionFault, faultsOf, overlapsIn, termFaults } from '../check/exceptions/rules';
import { policyNamesIn } from '../check/policy/described';
import type { Subject } from '../check/subject';
import { catalogue } from '../controls/index';
import { CasemateError, oneLine } from '../error';
import type { ObjectReference } from '../manifest/object';
import { formatPath } from '../manifest/path';
import { kindsOf } from '../manifest/schema/index';
import { latestMinor } from '../platform';
import type { ExportFormat } from '../report/exports/export-format';
import { exportExceptions } from '../report/exports/formats';
import { checkInputs } from './check';
import { type ExitCode, exitCodes } from './exit-code';
import { findById } from '../check/find-control';
import { writeOutputFile } from './output-file';
import { readPolicies } from './policies';
import { checkOptionsOf, readLedger, type SettingFlags, settle } from './settings';
import type { Streams } from './streams';
import { requireInputs, usageError } from './usage';

/** What `casemate exceptions list` and `review` were told. */
export interface ExceptionFlags extends Omit<SettingFlags, 'format'> {
  readonly format: 'text' | 'json';
}

/** What `casemate exceptions add` was told. */
export interface ExceptionAddFlags extends Omit<SettingFlags, 'format'> {
  readonly control: string;
  readonly object: string;
  readonly apiVersion?: string;
  readonly container?: readonly string[];
  readonly reason: string;
  readonly owner: string;
  readonly ticket?: string;
  readonly expires: string;
  readonly compensating?: readonly string[];
}

/** What `casemate exceptions export` was told. */
export interface ExceptionExportFlags extends Omit<SettingFlags, 'format'> {
  readonly format: ExportFormat;
}

/** The ledger that the flags name. */
function ledgerOf(flags: Omit<SettingFlags, 'format'>, streams: Streams): { readonly exceptions: readonly Exception[]; readonly now: Date } {
  const { exceptionsFile, now, policies } = settle(flags, [], streams);
  return { exceptions: readLedger(exceptionsFile, streams.directory ?? '.', readPolicies(policies, streams)), now };
}

/** Prints the ledger in its own order. */
export function runList({ format, ...flags }: ExceptionFlags, streams: Streams): ExitCode {
  const { exceptions: ledger, now } = ledgerOf(flags, streams);
  const exceptions = [...ledger].sort(compareExceptions);
  streams.stdout.write(format === 'json' ? formatLedger(exceptions) : linesOf(exceptions, now, 'no exceptions'));
  return exitCodes.clean;
}

/** Prints the ledger, what expires first at the top. Fails where something has expired. */
export function runReview({ format, ...flags }: ExceptionFlags, streams: Streams): ExitCode {
  const { exceptions: ledger, now } = ledgerOf(flags, streams);
  const exceptions = [...ledger].sort((a, b) => compareText(a.expires, b.expires) || compareExceptions(a, b));
  const rows = exceptions.map((exception) => ({ ...exception, daysLeft: daysLeft(exception, now) }));
  streams.stdout.write(format === 'json' ? `${JSON.stringify(rows, undefined, 2)}\n` : linesOf(exceptions, now, 'no exceptions to review'));
  return exceptions.every((exception) => isActive(exception, now)) ? exitCodes.clean : exitCodes.exceptions;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function linesOf(exceptions: readonly Exception[], now: Date, nothing: string): string {
  if (exceptions.length === 0) return `${nothing}\n`;
  return exceptions.map((exception) => {
    const { control, object: { kind, namespace, name }, containers, expires, owner, ticket, reason } = exception;
    const left = isActive(exception, now) ? `${daysLeft(exception, now)} days left` : 'EXPIRED';
    const where = `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}${containers === undefined ? '' : ` (${containers.join(', ')})`}`;
    return `${expires}  ${left.padEnd(13)}  ${control}  ${oneLine(where)}\n    ${oneLine([owner, ticket, reason].filter((part) => part !== undefined).join(' · '))}\n`;
  }).join('');
}

/** Records an exception in the ledger. */
export function runAdd(flags: ExceptionAddFlags, streams: Streams): ExitCode {
  const { directory = '.' } = streams;
  const { exceptionsFile, now, policies: files } = settle(flags, [], streams);
  const policies = readPolicies(files, streams);
  // A file that was named for the first exception is made now.
  const before = exceptionsFile === flags.exceptions ? readNewLedger(exceptionsFile, directory, policies) : readLedger(exceptionsFile, directory, policies);
  const known = [...catalogue, ...policyNamesIn(policies)];
  const { id } = findById(flags.control, known);
  const isPolicy = !catalogue.some((control) => control.id === id);
  const exception = { ...exceptionOf({ ...flags, control: id }), ...(isPolicy && { policy: true }) };
  const controls = new Map(known.map((control) => [control.id, control]));
  const [fault] = [...faultsOf(exception, controls), ...termFaults(exception, controls, now)];
  if (fault !== undefined) throw addError(fault);
  const exceptions = [...before, exception];
  if (overlapsIn(exceptions).length > 0) {
    throw addError({ path: ['control'], message: 'there is an exception for these findings already', repair: 'Change or remove that one in the ledger.' });
  }
  const file = exceptionsFile ?? ledgerFile;
  writeOutputFile(file, formatLedger(exceptions), directory);
  streams.stdout.write(`recorded in ${file}:\n${linesOf([exception], now, '')}`);
  return exitCodes.clean;
}

function readNewLedger(file: string | undefined, directory: string, policies: readonly Subject[]): readonly Exception[] {
  try {
    return readLedger(file, directory, policies);
  } catch (error) {
    if (error instanceof CasemateError && error.cause instanceof Error && 'code' in error.cause && error.cause.code === 'ENOENT') return [];
    throw error;
  }
}

function addError({ path, message, repair }: ExceptionFault): CasemateError {
  return new CasemateError({ code: 'CM4005', message: `the exception cannot be recorded: ${message}`, place: { field: formatPath(path) }, repair });
}

function exceptionOf({ control, object, apiVersion, container, reason, owner, ticket, expires, compensating }: ExceptionAddFlags): Exception {
  return {
    control,
    object: objectOf(object, apiVersion),
    ...(container === undefined ? {} : { containers: container }),
    reason, owner,
    ...(ticket === undefined ? {} : { ticket }),
    expires,
    ...(compensating === undefined ? {} : { compensating }),
  };
}

/** Reads `Deployment/shop/web` and `ClusterRole/admin`. */
function objectOf(text: string, apiVersion: string | undefined): ObjectReference {
  const [kind = '', second = '', third, ...more] = text.split('/');
  if (second === '' || third === '' || more.length > 0) throw usageError(`"${text}" names no object`, 'Write kind/namespace/name, as in Deployment/shop/web.');
  const name = third ?? second;
  const namespace = third === undefined ? '' : second;
  const known = kindsOf(latestMinor).filter((schema) => schema.kind === kind && !schema.deprecated).map((schema) => schema.apiVersion);
  const stable = known.filter((version) => !/(alpha|beta)\d+$/.test(version));
  const [own] = stable.length > 0 ? stable : known;
  if (apiVersion !== undefined) return { apiVersion, kind, namespace, name };
  if (own === undefined || stable.length > 1) {
    throw usageError(`the apiVersion of a ${kind} is not clear`, `Name it: --api-version ${stable[0] ?? '<group>/<version>'}`);
  }
  return { apiVersion: own, kind, namespace, name };
}

/** Removes what is over, and what the inputs show to be unused. */
export async function runPrune(named: readonly string[], flags: SettingFlags, streams: Streams): Promise<ExitCode> {
  const { directory = '.' } = streams;
  const settings = settle({ ...flags, ratchet: false }, named, streams);
  const { exceptionsFile, inputs, now } = settings;
  const options = checkOptionsOf(settings, streams);
  const { exceptions } = options;
  requireInputs(inputs, 'exceptions prune');
  const { report, unreadable } = await checkInputs(inputs, options, streams);
  if (unreadable) throw new CasemateError({ code: 'CM4006', message: 'some of the input cannot be read, so nothing is known to be unused', repair: 'Run `casemate check` on it, and mend what it reports.' });
  const idle = (report.exceptionProblems ?? []).filter(({ code }) => code === problemCodes.unused);
  const isIdle = (exception: Exception): boolean => idle.some((problem) => JSON.stringify([problem.control, problem.object, problem.containers])
    === JSON.stringify([exception.control, exception.object, exception.containers]));
  const kept = exceptions.filter((exception) => isActive(exception, now) && !isIdle(exception));
  if (exceptionsFile !== undefined && kept.length < exceptions.length) writeOutputFile(exceptionsFile, formatLedger(kept), directory);
  const removed = exceptions.filter((exception) => !kept.includes(exception));
  streams.stdout.write(`${linesOf(removed, now, '')}${removed.length} removed, ${kept.length} kept\n`.trimStart());
  return exitCodes.clean;
}

/** Writes the exceptions that hold for another tool. */
export async function runExport(named: readonly string[], { format, ...flags }: ExceptionExportFlags, streams: Streams): Promise<ExitCode> {
  const settings = settle({ ...flags, ratchet: false }, named, streams);
  const options = checkOptionsOf(settings, streams);
  if (format === 'trivy') requireInputs(settings.inputs, 'exceptions export --format trivy');
  const accepted = settings.inputs.length === 0 ? [] : (await checkInputs(settings.inputs, options, streams)).report.exceptions;
  streams.stdout.write(exportExceptions(format, { exceptions: options.exceptions, accepted, controls: catalogue, now: settings.now }));
  return exitCodes.clean;
}
