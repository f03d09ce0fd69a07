/** What a matcher answers. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What the matchers use of what Jest tells them. */
export interface MatcherContext {
  /** Whether `.not` stands before the matcher. */
  readonly isNot?: boolean;
  /** The file of the test. */
  readonly testPath?: string;
  /** How Jest treats what is recorded: `--ci` records nothing, `--updateSnapshot` everything. */
  readonly snapshotState?: object;
}
