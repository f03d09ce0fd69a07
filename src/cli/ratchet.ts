import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pruneRatchet } from '../check/ratchet/apply';
import { formatRatchet, ratchetFile as usualFile, ratchetOf } from '../check/ratchet/ratchet';
import { CasemateError } from '../error';
import { checkInputs, type InputCheck } from './check';
import { type ExitCode, exitCodes } from './exit-code';
import { writeOutputFile } from './output-file';
import { checkOptionsOf, readRatchet, type SettingFlags, type Settings, settle } from './settings';
import type { Streams } from './streams';
import { requireInputs } from './usage';

/** What the verbs of the ratchet were told. */
export interface RatchetFlags extends SettingFlags {
  readonly grow?: boolean;
}

/** Records the findings of today. What is recorded already may only become less, unless somebody says otherwise. */
export async function runWrite(named: readonly string[], flags: RatchetFlags, streams: Streams): Promise<ExitCode> {
  const { directory = '.' } = streams;
  const file = typeof flags.ratchet === 'string' ? flags.ratchet : undefined;
  const isNew = file !== undefined && !existsSync(resolve(directory, file));
  const settings = settle(isNew ? { ...flags, ratchet: false } : flags, named, streams);
  const { report } = await checked(settings, 'ratchet write', streams);
  const known = report.ratchet?.findings ?? [];
  if (report.ratchet !== undefined && report.findings.length > 0 && flags.grow !== true) {
    throw new CasemateError({
      code: 'CM4103',
      message: `${report.findings.length} findings were not there before, and a ratchet does not turn back`,
      repair: 'Repair them, or record them as well with --grow.',
    });
  }
  const target = file ?? settings.ratchetFile ?? usualFile;
  const entries = ratchetOf([...known, ...report.findings]);
  writeOutputFile(target, formatRatchet(entries), directory);
  streams.stdout.write(`recorded ${known.length + report.findings.length} findings of ${entries.length} controls on objects in ${target}\n`);
  return exitCodes.clean;
}

/** Forgets what is no longer found, so that it cannot come back. */
export async function runPrune(named: readonly string[], flags: RatchetFlags, streams: Streams): Promise<ExitCode> {
  const { directory = '.' } = streams;
  const settings = settle(flags, named, streams);
  const { ratchetFile } = settings;
  const before = readRatchet(ratchetFile, directory);
  if (ratchetFile === undefined || before === undefined) {
    throw new CasemateError({ code: 'CM4104', message: 'there is no ratchet', repair: 'Record the findings of today with `casemate ratchet write`.' });
  }
  const { report: { ratchet } } = await checked(settings, 'ratchet prune', streams);
  const stale = ratchet?.stale ?? [];
  if (stale.length > 0) writeOutputFile(ratchetFile, formatRatchet(pruneRatchet(before, ratchet?.findings ?? [], stale)), directory);
  const gone = stale.reduce((sum, { recorded, found }) => sum + recorded - found, 0);
  streams.stdout.write(`${gone} findings forgotten, ${ratchet?.findings.length ?? 0} left\n`);
  return exitCodes.clean;
}

/** Broken input has findings that nobody can see: recording or forgetting would be wrong. */
async function checked(settings: Settings, verb: string, streams: Streams): Promise<InputCheck> {
  requireInputs(settings.inputs, verb);
  const result = await checkInputs(settings.inputs, checkOptionsOf(settings, streams), streams);
  if (!result.unreadable) return result;
  throw new CasemateError({ code: 'CM4102', message: 'some of the input cannot be read', repair: 'Run `casemate check` on it, and mend what it reports.' });
}
