import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Exception } from '../check/exceptions/exception';
import { ledgerFile, parseLedger } from '../check/exceptions/ledger';
import type { CheckOptions } from '../check/options';
import { configure, type Parameters } from '../check/parameters';
import { policyNamesIn } from '../check/policy/described';
import { changeProfile, type Profile, profiles } from '../check/profiles';
import type { Subject } from '../check/subject';
import { parseRatchet, type RatchetEntry, ratchetFile } from '../check/ratchet/ratchet';
import { type AnyControl, isParameterizedControl } from '../controls/any-control';
import { catalogue as everyControl } from '../controls/index';
import { CasemateError } from '../error';
import type { Minor } from '../manifest/object';
import { type ImageLock, lockFile as imageLockFile, parseImageLock } from '../images/lock';
import { readText } from '../manifest/read-text';
import { completed, latestMinor, type Platform } from '../platform';
import { loadConfiguration, type LoadedConfiguration } from './configuration';
import { type Destination, readDestination } from './destination';
import type { FailOn } from './exit-code';
import { findControl } from '../check/find-control';
import { readPolicies } from './policies';
import type { Streams } from './streams';
import { oneOf } from './usage';

/** What the command line may say, and a configuration as well. The command line wins. */
export interface SettingFlags {
  readonly config?: string;
  readonly profile?: string;
  readonly kubernetes?: Minor;
  readonly failOn?: FailOn;
  readonly format?: readonly Destination[];
  readonly catalogue?: string;
  /** Files, directories and globs. */
  readonly policy?: readonly string[];
  /** A file, or `false` for none at all. */
  readonly exceptions?: string | false;
  readonly ratchet?: string | false;
  readonly now?: Date;
  readonly partial?: boolean;
}

/** All that a run goes by: command line, configuration and defaults. */
export interface Settings {
  readonly files: readonly string[];
  /** As it was named. */
  readonly profile: string;
  /** What to judge by: a profile, and the controls that it selects from. */
  readonly base: Profile;
  readonly controls: readonly AnyControl[];
  readonly platform: Platform & { readonly kubernetes: Minor };
  /** What controls with parameters are told. */
  readonly parameters: Parameters;
  readonly failOn: FailOn;
  readonly format: readonly Destination[];
  readonly catalogue?: string;
  readonly inputs: readonly string[];
  /** Where the policies are that objects are judged by as well. */
  readonly policies: readonly string[];
  /** The ledger; absent where there is none, or where nobody wants it. */
  readonly exceptionsFile?: string;
  readonly ratchetFile?: string;
  readonly now: Date;
  readonly partial: boolean;
}

/** Puts together what the command line, the configuration and the defaults say. */
export function settle(flags: SettingFlags, inputs: readonly string[], { directory = '.' }: Streams): Settings {
  const configuration = loadConfiguration(directory, flags.config);
  const profile = flags.profile ?? configuration.profile ?? 'hardened';
  const exceptionsFile = fileOf(flags.exceptions, configuration.exceptions, ledgerFile, directory);
  const chosenRatchet = fileOf(flags.ratchet, configuration.ratchet, ratchetFile, directory);
  const catalogue = flags.catalogue ?? configuration.catalogue;
  return {
    files: configuration.files,
    profile,
    ...selectionOf(profile, configuration),
    platform: { ...completed(configuration.platform ?? {}), kubernetes: flags.kubernetes ?? configuration.kubernetes ?? latestMinor },
    parameters: configuration.parameters ?? {},
    failOn: flags.failOn ?? configuration.failOn ?? 'high',
    format: flags.format ?? formatsOf(configuration),
    ...(catalogue === undefined ? {} : { catalogue }),
    inputs: inputs.length > 0 ? inputs : configuration.inputs ?? [],
    policies: flags.policy ?? configuration.policies ?? [],
    ...(exceptionsFile === undefined ? {} : { exceptionsFile }),
    ...(chosenRatchet === undefined ? {} : { ratchetFile: chosenRatchet }),
    now: flags.now ?? new Date(),
    partial: flags.partial ?? false,
  };
}

/** A file that somebody names must be there when it is read; the usual one is taken where it is. */
function fileOf(flag: string | false | undefined, configured: string | undefined, usual: string, directory: string): string | undefined {
  if (flag === false) return undefined;
  return flag ?? configured ?? (existsSync(resolve(directory, usual)) ? usual : undefined);
}

const formatsOf = ({ format }: LoadedConfiguration): readonly Destination[] => (format === undefined ? [{ format: 'text' }] : [format].flat().map(readDestination));

function selectionOf(name: string, configuration: LoadedConfiguration): Pick<Settings, 'base' | 'controls'> {
  const { base, controls } = profileOf(name, configuration);
  return { base, controls: configure(controls, configuration.parameters ?? {}, everyControl) };
}

function profileOf(name: string, { profiles: own = {} }: LoadedConfiguration): Pick<Settings, 'base' | 'controls'> {
  const profile = Object.hasOwn(own, name) ? own[name] : undefined;
  if (profile === undefined) return { base: oneOf<string>(name, [...profiles, ...Object.keys(own)], 'profile') as Profile, controls: everyControl };
  const { base, include = [], exclude = [] } = profile;
  for (const id of [...include, ...exclude.map(({ control }) => control)]) findControl(id);
  for (const { control, reason } of exclude) requireReason(name, control, reason);
  return { base: 'hardened', controls: changeProfile({ base, include, exclude: exclude.map(({ control }) => control) }, everyControl) };
}

function requireReason(profile: string, control: string, reason: string): void {
  if (reason.trim() !== '') return;
  throw new CasemateError({
    code: 'CM4308',
    message: `the profile "${profile}" leaves out ${control} without a reason`,
    repair: 'Write why nobody who uses the profile needs it.',
  });
}

/** What to judge by: policies, ledger and ratchet read. One that cannot be read is an error, and never an empty one. */
export function checkOptionsOf(settings: Settings, streams: Streams): CheckOptions & { readonly exceptions: readonly Exception[] } {
  const { base, controls, parameters, platform, catalogue, now, partial } = settings;
  const { directory = '.' } = streams;
  const policies = readPolicies(settings.policies, streams);
  const ratchet = readRatchet(settings.ratchetFile, directory);
  return {
    profile: base, controls, parameters, kubernetes: platform.kubernetes, platform, now, partial,
    ...(catalogue === undefined ? {} : { catalogue }),
    policies,
    exceptions: readLedger(settings.exceptionsFile, directory, policies),
    ...(ratchet === undefined ? {} : { ratchet }),
    digests: readImageLock(directory),
  };
}

/** The digests that are recorded where the command line runs; none where there is no lock. */
function readImageLock(directory: string): ImageLock {
  const path = resolve(directory, imageLockFile);
  return existsSync(path) ? parseImageLock(readText(imageLockFile, directory), imageLockFile) : new Map();
}

/** The exceptions of a ledger, for controls and for policies; none where there is no ledger. */
export function readLedger(file: string | undefined, directory: string, policies: readonly Subject[]): readonly Exception[] {
  return file === undefined ? [] : parseLedger(readText(file, directory), file, everyControl, policies.length === 0 ? undefined : policyNamesIn(policies));
}

/** The entries of a ratchet; `undefined` where there is none. */
export function readRatchet(file: string | undefined, directory: string): readonly RatchetEntry[] | undefined {
  return file === undefined ? undefined : parseRatchet(readText(file, directory), file);
}

/** The settings as JSON, for `--print-config`. */
export function printSettings({ platform: { kubernetes, ...platform }, format, exceptionsFile, ratchetFile: ratchet, files, ...settings }: Settings): string {
  const { profile, controls, parameters, failOn, catalogue, inputs, policies } = settings;
  const shown = {
    files, profile, controls: controls.filter((control) => !isParameterizedControl(control)).length, parameters, kubernetes, platform, failOn,
    format: format.map(({ format: name, file }) => (file === undefined ? name : `${name}=${file}`)),
    catalogue: catalogue ?? 'the newest', inputs, policies, exceptions: exceptionsFile ?? 'none', ratchet: ratchet ?? 'none',
  };
  return `${JSON.stringify(shown, undefined, 2)}\n`;
}
