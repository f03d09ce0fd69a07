import type { Position } from './object';

const BYTE_ORDER_MARK = '\uFEFF';

/** The text of one file, which turns offsets into lines and columns. Lines are counted when somebody first asks. */
export class Source {
  private lineStarts: readonly number[] | undefined;

  public constructor(
    public readonly file: string,
    public readonly text: string,
  ) {}

  /** The position of an offset. `\r\n` and a lone `\r` end a line, as in YAML; a byte order mark takes no column. */
  public positionOf(offset: number): Position {
    this.lineStarts ??= findLineStarts(this.text);
    const line = lastAtMost(this.lineStarts, offset);
    return { line: line + 1, column: Math.max(offset - (this.lineStarts[line] ?? 0), 0) + 1 };
  }
}

function findLineStarts(text: string): number[] {
  const starts = [text.startsWith(BYTE_ORDER_MARK) ? 1 : 0];
  if (text.includes('\r')) {
    for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
    return starts;
  }
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

/** The index of the last number that is not above the limit; the numbers ascend. */
function lastAtMost(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((numbers[middle] ?? Infinity) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
