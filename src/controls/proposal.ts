import type { JsonValue } from '../manifest/object';
import type { Path } from '../manifest/path';
import type { FixContext } from './control';

/** A value that a proposal leaves to whoever knows the program. Make it with {@link decide}. */
export class Decision {
  /** What has to be decided. A noun phrase. */
  readonly what: string;
  /** A value that could be the right one. */
  readonly example: JsonValue;
  /** What stands before it in the same text. */
  readonly prefix: string;

  constructor(what: string, example: JsonValue, prefix: string) {
    this.what = what;
    this.example = example;
    this.prefix = prefix;
  }

  /** How it reads in a snippet. */
  get mark(): string {
    return `<${this.what}, such as ${typeof this.example === 'string' ? this.example : JSON.stringify(this.example)}>`;
  }
}

/**
 * Leaves a value of a proposal open.
 *
 * @param what - A noun phrase: "the digest that the registry has for the tag".
 * @param example - A value that could be the right one: of its type, and one that the API server takes.
 * @param prefix - What is known of the text, where only its end is open.
 */
export const decide = (what: string, example: JsonValue, prefix = ''): Decision => new Decision(what, example, prefix);

/** A value as JSON has it, parts of which may be open. */
export type ProposedValue = string | number | boolean | null | Decision | readonly ProposedValue[] | { readonly [key: string]: ProposedValue };

/** A change to the object. `undefined` removes. */
export interface ProposedEdit {
  readonly path: Path;
  readonly value: ProposedValue | undefined;
}

/** An object that has to be there besides. */
export interface ProposedObject {
  readonly object: { readonly [field: string]: ProposedValue };
}

/** One part of a proposal. */
export type Proposed = ProposedEdit | ProposedObject;

/**
 * What somebody who can answer for it would write, in the words of a fix: a plain value is set at the field that failed; a function returns edits,
 * and objects to add. An empty list proposes nothing.
 */
export type Proposal = ProposedValue | ((context: FixContext) => readonly Proposed[]);

/** Proposes to do without the field. */
export const removal = ({ path }: FixContext): readonly ProposedEdit[] => [{ path, value: undefined }];
