import type { Checker, Gathered } from '../check/checker';
import type { KubernetesObject } from '../manifest/object';
import { type Address, Locator } from '../manifest/parse';
import type { OutlineData } from '../manifest/outline';
import type { ReadFile } from '../manifest/read';
import { addFile } from '../check/gather';

/** What the objects of one file come to. */
export interface FilePart extends Gathered {
  /** Whether some of the file is broken. */
  readonly isUnreadable: boolean;
  /** Whether there is neither an object in it nor a problem. */
  readonly isEmpty: boolean;
}

/** A {@link FilePart} on its way to another thread. */
export interface SentPart {
  readonly json: string;
  /** The whole file, where fields of its objects may have to be found later. */
  readonly text?: string;
  /** See {@link Locator}. */
  readonly outlines?: ReadonlyMap<number, OutlineData>;
}

/** What is in the JSON of a {@link SentPart}. */
interface Letter extends Omit<FilePart, 'subjects'> {
  readonly file: string;
  readonly subjects: readonly { readonly object: KubernetesObject; readonly address: Address | undefined }[];
}

/** Judges the objects of a file, by a checker that has nothing else to hand over. */
export function judgeFile(checker: Checker, file: ReadFile): FilePart {
  const isUnreadable = addFile(checker, file);
  return { ...checker.take(), isUnreadable, isEmpty: file.manifests.length === 0 && file.problems.length === 0 };
}

/** The part of a file as it is sent. In JSON, which is read back in half of the time that a structured clone takes. */
export function sendPart({ subjects, ...part }: FilePart, { file, text, manifests }: ReadFile): SentPart {
  const read = new Map(manifests.map((manifest) => [manifest.object, manifest]));
  const outlines = new Map<number, OutlineData>();
  const sent = subjects.map(({ object }) => {
    const { address, outline } = read.get(object) ?? {};
    if (address !== undefined && outline !== undefined) outlines.set(address.chunk.offset, outline);
    return { object, address };
  });
  const letter: Letter = { ...part, file, subjects: sent };
  return { json: JSON.stringify(letter), ...(sent.length === 0 ? {} : { text, outlines }) };
}

/** The part of a file that was sent. */
export function receivePart({ json, text = '', outlines }: SentPart): FilePart {
  const { file, subjects, ...part } = JSON.parse(json) as Letter;
  const locator = new Locator(text, file, outlines);
  return {
    ...part,
    subjects: subjects.map(({ object, address }) => ({ object, file, ...(address && { locate: (path) => locator.locate(address, path) }) })),
  };
}
