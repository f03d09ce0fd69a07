/** Reads a pattern code point by code point. */
export class RegexReader {
  readonly #points: readonly string[];
  #position = 0;

  constructor(pattern: string) {
    this.#points = [...pattern];
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#points.length;
  }

  /** The code point that comes, or the one behind it; empty at the end. */
  peek(ahead = 0): string {
    return this.#points[this.#position + ahead] ?? '';
  }

  take(): string {
    const point = this.peek();
    this.#position += 1;
    return point;
  }

  takeIf(point: string): boolean {
    const isThere = this.peek() === point;
    if (isThere) this.#position += 1;
    return isThere;
  }

  /** Matches what comes, and goes behind it. The pattern has to begin with `^`, and everything that it matches has to be ASCII. */
  takeMatch(pattern: RegExp): RegExpExecArray | undefined {
    const match = pattern.exec(this.#points.slice(this.#position, this.#position + 64).join(''));
    if (match === null) return undefined;
    this.#position += match[0].length;
    return match;
  }
}
