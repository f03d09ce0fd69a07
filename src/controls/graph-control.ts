import type { KubernetesObject, Minor } from '../manifest/object';
import type { Path } from '../manifest/path';
import type { Platform } from '../platform';
import type { ControlMetadata, Kind, Needs } from './control';

/** An object that runs pods, as controls over the whole set see it. */
export interface Workload {
  readonly object: KubernetesObject;
  readonly namespace: string;
  /** The labels of its pods. */
  readonly labels: Readonly<Record<string, string>>;
  readonly podSpec: Readonly<Record<string, unknown>>;
  readonly podSpecPath: Path;
}

/** Everything that is checked together. */
export interface ObjectSet {
  /** The objects of a kind, in the order of the input. */
  ofKind(apiGroup: string, kind: string): readonly KubernetesObject[];
  readonly workloads: readonly Workload[];
  /** The namespaces that the set makes or uses, sorted. An object without one is in `''`. */
  readonly namespaces: readonly string[];
  /** The labels of a namespace: what its Namespace says, and `kubernetes.io/metadata.name`, which Kubernetes adds. */
  namespaceLabels(name: string): Readonly<Record<string, string>>;
}

/** What a control over the whole set may look at. */
export interface GraphContext {
  readonly set: ObjectSet;
  readonly kubernetes: Minor;
  readonly platform: Platform;
}

/** One object that such a control blames, and the field that would have to change. */
export interface GraphFailure {
  readonly object: KubernetesObject;
  readonly path: Path;
  /** Completes "must be …". */
  readonly expected: string;
  /** How the value reads in the finding. @default the value at the path */
  readonly actual?: string;
  readonly fix: Needs;
}

/**
 * A control that needs more than one object: a namespace without default deny, a selector that selects nothing. It is judged in
 * TypeScript only ("synth only"): an API server sees one object at a time.
 */
export interface GraphControl extends ControlMetadata {
  /** The kinds that it reads; objects of other kinds need not be kept. */
  readonly reads: readonly (Kind | 'workloads')[];
  /** Pure; yields in the order of the set. */
  readonly findAll: (context: GraphContext) => Iterable<GraphFailure>;
}

/** Declares a control over the whole set. */
export const graphControl = <const T extends GraphControl>(definition: T): T & GraphControl => definition;
