import type { Declaration } from './declaration';
import { includesFunction, kubernetesListFunctions, listFunctions } from './lists';
import { formatFunctions } from './named-format';
import { networkFunctions } from './network';
import { optionalFunctions } from './optionals';
import { quantityFunctions } from './quantity';
import { regexFunctions } from './regex';
import { semverFunctions } from './semver';
import { setFunctions } from './sets';
import { standardFunctions } from './standard';
import { earlierSearchFunctions, searchFunctions, stringFunctions } from './strings';
import { timeFunctions } from './time-functions';
import { urlFunctions } from './url-functions';

interface Library {
  /**
   * The first Kubernetes minor whose API server takes a new policy that uses it. That is the one after the minor that brought it: a policy
   * has to be understood by the minor before, too, lest nobody could go back.
   */
  readonly since: number;
  /** The last minor that has it so. @default the newest */
  readonly until?: number;
  readonly functions: readonly Declaration[];
}

/** In the order in which the API server declares them. */
const libraries: readonly Library[] = [
  { since: 0, functions: standardFunctions },
  { since: 0, functions: timeFunctions },
  { since: 0, functions: urlFunctions },
  { since: 0, functions: regexFunctions },
  { since: 0, functions: kubernetesListFunctions },
  { since: 29, functions: optionalFunctions.filter(({ name }) => !isNewer(name)) },
  { since: 34, functions: optionalFunctions.filter(({ name }) => isNewer(name)) },
  { since: 29, functions: quantityFunctions },
  { since: 0, until: 36, functions: earlierSearchFunctions },
  { since: 37, functions: searchFunctions },
  { since: 0, functions: stringFunctions.filter(({ name }) => !isFormat(name)) },
  { since: 30, functions: stringFunctions.filter(({ name }) => isFormat(name)) },
  { since: 30, functions: setFunctions },
  { since: 31, functions: networkFunctions },
  { since: 32, functions: formatFunctions },
  { since: 34, functions: semverFunctions },
  { since: 35, functions: listFunctions },
  { since: 38, functions: includesFunction },
];

/** These came with a new version of the CEL library, and not as a library of their own. */
function isNewer(name: string): boolean {
  return ['first', 'last', 'unwrapOpt', 'optional.unwrap'].includes(name);
}

function isFormat(name: string): boolean {
  return name === 'format' || name === 'strings.quote';
}

/** The overloads of a function, and since when there are any. */
export interface FunctionEntry {
  readonly overloads: readonly Declaration[];
  /** The first minor that has one; `undefined` where a minor that was asked for has it. */
  readonly comesWith?: number;
}

const tables = new Map<number, ReadonlyMap<string, FunctionEntry>>();

/** Every function by its name, at a minor. Those that are not there yet have no overloads. */
export function functionsAt(minor: number): ReadonlyMap<string, FunctionEntry> {
  let table = tables.get(minor);
  if (table === undefined) tables.set(minor, (table = makeTable(minor)));
  return table;
}

function makeTable(minor: number): ReadonlyMap<string, FunctionEntry> {
  const table = new Map<string, FunctionEntry>();
  for (const { since, functions } of libraries.filter(({ until = minor }) => until >= minor)) {
    for (const declaration of functions) {
      const overloads = table.get(declaration.name)?.overloads ?? [];
      if (since <= minor) table.set(declaration.name, { overloads: [...overloads, declaration] });
      else if (overloads.length === 0) table.set(declaration.name, { overloads, comesWith: since });
    }
  }
  return table;
}
