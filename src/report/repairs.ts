import { oneLine } from '../error';
import type { Change } from '../harden/harden';
import type { KubernetesObject } from '../manifest/object';
import { formatPath } from '../manifest/path';
import { referenceOf } from '../check/subject';
import { type Colours, noColours } from './colours';
import { nameOf } from './text';
import { wrapText } from './wrap';

/** The changes to one object of a file. */
export interface RepairedObject {
  readonly object: KubernetesObject;
  readonly changes: readonly Change[];
  /** Why the changes were not written, where they were not. */
  readonly refused?: string;
}

/** What became of a file. */
export interface RepairedFile {
  readonly file: string;
  readonly objects: readonly RepairedObject[];
}

const INDENT = ' '.repeat(4);
const MAX_VALUE_LENGTH = 80;

/** Writes what `fix` did, file by file. The reason of a control stands where it is first met, and not again. */
export class RepairWriter {
  readonly #colours: Colours;
  readonly #width: number;
  readonly #explained = new Set<string>();

  constructor({ colours = noColours, width = 100 }: { readonly colours?: Colours; readonly width?: number } = {}) {
    this.#colours = colours;
    this.#width = width;
  }

  /** The changes of one file; an empty text where there are none. */
  file({ file, objects }: RepairedFile): string {
    const lines = objects.filter(({ changes }) => changes.length > 0).flatMap((repaired) => this.#object(repaired));
    return lines.length === 0 ? '' : `${[this.#colours.bold(oneLine(file)), ...lines].join('\n')}\n\n`;
  }

  #object({ object, changes, refused }: RepairedObject): string[] {
    const name = `  ${nameOf(referenceOf(object))}`;
    if (refused !== undefined) return [`${name}  ${this.#colours.yellow('left as it is')}: ${oneLine(refused)}`];
    return [name, ...groupByControl(changes).flatMap((group) => this.#control(group))];
  }

  #control(changes: readonly Change[]): string[] {
    const [first] = changes;
    if (first === undefined) return [];
    const reason = this.#explained.has(first.control) ? [] : wrapText(first.reason, this.#width - INDENT.length - 5);
    this.#explained.add(first.control);
    return [
      ...changes.map(({ path, value }) => `${INDENT}${this.#colours.green(value === undefined ? '-' : '+')} ${oneLine(formatPath(path))}${value === undefined ? '' : `: ${valueText(value)}`}`),
      `${INDENT}  ${this.#colours.dim(first.control)}`,
      ...reason.map((line, index) => `${INDENT}  ${index === 0 ? this.#colours.cyan('why') : '   '}  ${line}`),
    ];
  }
}

function groupByControl(changes: readonly Change[]): readonly (readonly Change[])[] {
  return [...new Set(changes.map(({ control }) => control))].map((id) => changes.filter(({ control }) => control === id));
}

function valueText(value: unknown): string {
  const text = oneLine(JSON.stringify(value));
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH - 1)}…` : text;
}
