import type { Edit } from '../manifest/apply';
import type { KubernetesObject, Minor } from '../manifest/object';
import type { Path } from '../manifest/path';
import type { Deprecation, SchemaProblem } from '../manifest/schema/index';
import type { Platform } from '../platform';
import type { ControlMetadata, Earlier, Kind, Needs } from './control';

/** What a control written in TypeScript may look at: one object, and what is known around it. */
export interface ManifestContext {
  readonly object: KubernetesObject;
  readonly kubernetes: Minor;
  readonly platform: Platform;
  /** Where the pod template is in the object; absent where it makes no pods. */
  readonly podTemplatePath: Path | undefined;
  /** What comes after the version of the kind, where Kubernetes has announced its end. */
  readonly deprecation: Deprecation | undefined;
  /** Where the object departs from the schema of its kind. */
  readonly schemaProblems: readonly SchemaProblem[];
}

/** One place where such a control does not hold. */
export interface ManifestFailure {
  readonly path: Path;
  /** Completes "must be …". */
  readonly expected: string;
  /** How the value reads in the finding. Never a secret: name its form and length. @default the value at the path */
  readonly actual?: string;
  /** The repair, or what would have to be known for one. */
  readonly fix: readonly Edit[] | Needs;
}

/**
 * A control over what CEL cannot express of one object: the spelling of its fields, the shape of a credential. It is judged in
 * TypeScript only ("synth only"): no guardrail is generated from it.
 */
export interface ManifestControl extends ControlMetadata {
  /** The kinds that it looks at. @default every kind */
  readonly kinds?: readonly Kind[];
  readonly before?: Earlier<ManifestControl>;
  /** Pure; yields in the order of the object. */
  readonly find: (context: ManifestContext) => Iterable<ManifestFailure>;
}

/** Declares a control over single objects in TypeScript. */
export const manifestControl = <const T extends ManifestControl>(definition: T): T & ManifestControl => definition;
