import { type Event, parseEvents, YAMLException } from 'js-yaml';
import { MAX_DEPTH } from './expansion';
import { findChunks } from './split';

/**
 * Reads the events of a YAML text, with offsets into that text.
 *
 * Inside of brackets and quotes Kubernetes' parser does not look at the indentation, and much YAML closes a bracket at
 * the column of its key. js-yaml wants such lines deeper than the key. So a line that it refuses for that reason is
 * indented, which changes no value there, and the offsets are put right afterwards.
 */
export function readEvents(text: string): Event[] {
  const indented: number[] = [];
  for (let work = 0; ; work += text.length) {
    try {
      const events = parseEvents(indent(text, indented), { maxDepth: MAX_DEPTH });
      return indented.length === 0 ? events : events.map((event) => changeOffsets(event, (offset) => originalOffset(offset, indented)));
    } catch (error) {
      if (!(error instanceof YAMLException) || error.mark === undefined) throw error;
      error.mark.position = originalOffset(error.mark.position, indented);
      const line = lineStart(text, error.mark.position);
      if (error.reason !== 'deficient indentation' || indented.includes(line) || work > MAX_WORK) throw error;
      indented.push(line);
      indented.sort((a, b) => a - b);
    }
  }
}

/** Reads a text that may also be a stream of JSON objects, which YAML does not know. */
export function readStreamEvents(text: string): Event[] {
  try {
    return readEvents(text);
  } catch (error) {
    const chunks = findChunks(text);
    if (chunks.length < 2) throw error;
    return chunks.flatMap((chunk) => readEvents(chunk.text).map((event) => changeOffsets(event, (offset) => offset + chunk.offset)));
  }
}

/** How many characters are read again at most, so that a hostile file cannot take hours. */
const MAX_WORK = 100_000_000;

/** Deeper than any key can be. */
const INDENTATION = ' '.repeat(2 * MAX_DEPTH);

function indent(text: string, lines: readonly number[]): string {
  if (lines.length === 0) return text;
  const parts = lines.map((line, index) => text.slice(lines[index - 1] ?? 0, line) + INDENTATION);
  return parts.join('') + text.slice(lines.at(-1));
}

/** The offset in the text of an offset in the indented text. */
function originalOffset(offset: number, lines: readonly number[]): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const isBefore = (lines[middle] ?? Infinity) + (middle + 1) * INDENTATION.length <= offset;
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return offset - low * INDENTATION.length;
}

const OFFSETS = ['start', 'valueStart', 'valueEnd', 'anchorStart', 'anchorEnd', 'tagStart', 'tagEnd'] as const;

function changeOffsets(event: Event, change: (offset: number) => number): Event {
  const changed: Record<string, unknown> = { ...event };
  for (const name of OFFSETS) {
    const offset = changed[name];
    if (typeof offset === 'number' && offset !== -1) changed[name] = change(offset);
  }
  return changed as unknown as Event;
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}
