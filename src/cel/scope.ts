/** What surrounds an expression. */
export interface Scope {
  /** The elements that it may name, beside `object` and `variables`: for a port `container` and `port`. */
  readonly elements: readonly string[];
  /** Elements that are keys, and the map whose keys they are: `{ annotation: 'variables.annotations' }`. */
  readonly keysOf?: Readonly<Record<string, string>>;
  /** How many comprehensions a guardrail puts around the expression: one for a container, two for a port. */
  readonly nesting: number;
}
