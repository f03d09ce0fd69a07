import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Misfit, misfitsOf } from '../check/shape';
import type { Configuration } from '../configuration';
import { CasemateError } from '../error';
import { formatPath } from '../manifest/path';
import { parseSingleDocument, type SingleDocument } from '../manifest/single';
import { configurationShape } from './configuration-shape';

const ENDINGS = ['yaml', 'yml', 'json', 'ts', 'js', 'cjs', 'mjs'];
const PROGRAM = /\.[cm]?[jt]s$/;

/** A configuration with all that it extends, and its paths from the working directory. */
export interface LoadedConfiguration extends Omit<Configuration, 'extends'> {
  /** The files that it comes from, the one that was found first. */
  readonly files: readonly string[];
}

/**
 * Loads the configuration of a directory: the file that was named, or the one that is found from there up to the root of the repository.
 * Without a repository only the directory itself counts: a file that somebody left in a shared place must not run.
 */
export function loadConfiguration(directory: string, named?: string): LoadedConfiguration {
  const start = resolve(directory);
  const root = repositoryOf(start);
  const file = named === undefined ? findConfiguration(start, root ?? start) : resolve(start, named);
  if (file === undefined) return { files: [] };
  if (!existsSync(file)) throw new CasemateError({ code: 'CM4301', message: 'there is no such configuration', place: { file: named ?? file }, repair: 'Check the path.' });
  const loader = new Loader(start, root ?? dirname(file));
  return { ...without(loader.load(file, []), 'extends'), files: loader.files };
}

/** The closest directory around a path that git takes for the root of a repository. */
function repositoryOf(start: string): string | undefined {
  for (let directory = start; ; directory = dirname(directory)) {
    if (existsSync(join(directory, '.git'))) return directory;
    if (directory === dirname(directory)) return undefined;
  }
}

function findConfiguration(start: string, root: string): string | undefined {
  for (let directory = start; ; directory = dirname(directory)) {
    const found = ENDINGS.map((ending) => join(directory, `casemate.config.${ending}`)).filter((file) => existsSync(file));
    if (found[1] !== undefined) {
      const message = `there are two configurations: ${found.map((file) => relative(directory, file)).join(', ')}`;
      throw new CasemateError({ code: 'CM4302', message, place: { file: directory }, repair: 'Keep one of them, or name one with --config.' });
    }
    if (found[0] !== undefined || directory === root || directory === dirname(directory)) return found[0];
  }
}

class Loader {
  readonly files: string[] = [];

  constructor(private readonly start: string, private readonly root: string) {}

  load(file: string, from: readonly string[]): Configuration {
    const name = relative(this.start, file) || file;
    if (from.includes(file)) {
      throw new CasemateError({ code: 'CM4305', message: 'the configuration extends itself', place: { file: name }, repair: 'Take one of the `extends` out.' });
    }
    this.#requireInside(file, from, name);
    if (!this.files.includes(name)) this.files.push(name);
    const own = this.#fromHere(readConfiguration(file, name), dirname(file));
    const bases = [own.extends ?? []].flat().map((base) => this.#loadBase(base, file, from, name));
    return [...bases, own].reduce(merge, {});
  }

  #loadBase(base: string, file: string, from: readonly string[], name: string): Configuration {
    const path = resolve(dirname(file), base);
    if (base.startsWith('.') && existsSync(path)) return this.load(path, [...from, file]);
    const repair = base.startsWith('.') ? 'Check the path.' : 'Write a path that begins with ./ or ../: configurations are not taken from packages.';
    throw new CasemateError({ code: 'CM4309', message: `"${base}", which it extends, is not there`, place: { file: name, field: 'extends' }, repair });
  }

  /** A program from elsewhere must not run because a file in the project points to it, by a path or by a link. */
  #requireInside(file: string, from: readonly string[], name: string): void {
    if (from.length === 0 || !PROGRAM.test(file)) return;
    if (`${realpathSync(file)}${sep}`.startsWith(`${realpathSync(this.root)}${sep}`)) return;
    throw new CasemateError({
      code: 'CM4306',
      message: 'the configuration extends a program outside of the project, which is not run',
      place: { file: name },
      repair: 'Extend YAML or JSON from there, or copy the program into the project.',
    });
  }

  /** Paths in a file start at the file; everything else starts at the working directory. */
  #fromHere(configuration: Configuration, directory: string): Configuration {
    const here = (path: string): string => relative(this.start, resolve(directory, path)) || '.';
    const { inputs, policies, exceptions, ratchet } = configuration;
    return {
      ...configuration,
      ...(inputs === undefined ? {} : { inputs: inputs.map(here) }),
      ...(policies === undefined ? {} : { policies: policies.map(here) }),
      ...(exceptions === undefined ? {} : { exceptions: here(exceptions) }),
      ...(ratchet === undefined ? {} : { ratchet: here(ratchet) }),
    };
  }
}

const merge = (base: Configuration, own: Configuration): Configuration => ({
  ...base,
  ...own,
  ...(base.platform === undefined && own.platform === undefined ? {} : { platform: { ...base.platform, ...own.platform } }),
  ...(base.parameters === undefined && own.parameters === undefined ? {} : { parameters: { ...base.parameters, ...own.parameters } }),
  ...(base.profiles === undefined && own.profiles === undefined ? {} : { profiles: { ...base.profiles, ...own.profiles } }),
});

const without = <T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) as Omit<T, K>;

function readConfiguration(file: string, name: string): Configuration {
  const document = PROGRAM.test(file) ? { value: run(file), locate: undefined } : parseSingleDocument(readFileSync(file, 'utf8'), name);
  const [misfit] = misfitsOf(configurationShape, document.value);
  if (misfit !== undefined) throw misfitError(misfit, document, name);
  return without(document.value as Configuration & { readonly $schema?: string }, '$schema');
}

/** The compiler and the module loader are needed for programs only. */
function run(file: string): unknown {
  const { runConfiguration } = require('./configuration-script') as typeof import('./configuration-script');
  return runConfiguration(file);
}

function misfitError({ path, message, repair }: Misfit, { locate }: Partial<Pick<SingleDocument, 'locate'>>, file: string): CasemateError {
  return new CasemateError({ code: 'CM4307', message, repair, place: { file, ...locate?.(path), field: formatPath(path) } });
}
