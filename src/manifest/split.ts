/** A part of a text that can be parsed on its own, with its offset in the text. */
export interface TextChunk {
  readonly offset: number;
  readonly text: string;
}

/** A line of `---` alone or followed by a blank ends a document wherever it stands, also inside of a broken one. */
const SEPARATOR = /^---(?=[ \t\r\n]|$)/gm;

/**
 * Cuts a text into its documents without reading them: at separators, or, for a stream of JSON objects, behind each
 * object. Directives (`%YAML`) stay with the document that they belong to.
 */
export function findChunks(text: string): readonly TextChunk[] {
  if (/^\uFEFF?\s*\{/.test(text)) {
    const objects = findJsonObjects(text);
    if (objects.length > 1) return objects;
  }
  const starts = [0, ...[...text.matchAll(SEPARATOR)].map((match) => startWithDirectives(text, match.index))];
  const cuts = starts.filter((start, index) => index === 0 || start > (starts[index - 1] ?? 0));
  return cuts.map((offset, index) => ({ offset, text: text.slice(offset, cuts[index + 1]) })).filter((chunk) => chunk.text !== '');
}

function startWithDirectives(text: string, separator: number): number {
  let start = separator;
  while (start > 0) {
    const previous = text.lastIndexOf('\n', start - 2) + 1;
    if (text[previous] !== '%') return start;
    start = previous;
  }
  return start;
}

/** The top-level objects of a text that looks like JSON. Ends at the first thing that is none. */
function findJsonObjects(text: string): readonly TextChunk[] {
  const chunks: TextChunk[] = [];
  let start = -1;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[{}]|[^\s{}"]+/g)) {
    if (token === '{') {
      if (depth === 0) start = index;
      depth += 1;
    } else if (token === '}') {
      depth -= 1;
      if (depth === 0) chunks.push({ offset: start, text: text.slice(start, index + 1) });
    } else if (depth === 0 && token !== '\uFEFF') {
      return [];
    }
    if (depth < 0) return [];
  }
  return depth === 0 ? chunks : [];
}
