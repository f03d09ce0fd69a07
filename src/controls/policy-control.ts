import type { ControlMetadata } from './control';

/**
 * A ValidatingAdmissionPolicy of somebody else's, as reports show it: its name is the id of its findings. It is judged by its own expressions, as
 * an API server would, and belongs to no profile.
 */
export interface PolicyControl extends ControlMetadata {
  /** What it looks at, as in `apps/v1 deployments`. */
  readonly matches: readonly string[];
  /** CEL that has to be true. */
  readonly validations: readonly string[];
  /** The file that it came from, where there is one. */
  readonly file?: string;
}
