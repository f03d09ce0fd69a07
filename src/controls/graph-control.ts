import type { KubernetesObject, Minor } from '../manifest/object';
import type { Path } from '../manifest/path';
import type { Platform } from '../platform';
import type { ControlMetadata, Earlier, Kind, Needs } from './control';

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
  /** Those that stand in a namespace; `''` for those that name none. */
  ofKindIn(apiGroup: string, kind: string, namespace: string): readonly KubernetesObject[];
  readonly workloads: readonly Workload[];
  /** Those that may stand in a namespace: its own and those that name none; all of them for `''`. Indexed, so that a control over all objects stays linear. */
  workloadsIn(namespace: string): readonly Workload[];
  /** Objects of kinds that are not Kubernetes' own; those among them that carry a pod template are workloads too. */
  readonly customResources: readonly KubernetesObject[];
  /** The file that an object came from: what stands in one file is applied together. `undefined` for what comes from no file. */
  fileOf(object: KubernetesObject): string | undefined;
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

/** What a control looked for. */
export interface Sought {
  /** The names of the kinds. */
  readonly kinds: readonly string[];
  /** @default any, as for what stands in none */
  readonly namespace?: string;
  /** @default any */
  readonly name?: string;
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
  /** What would have kept the control from failing, and is not in the set. Where an object like it could not be judged, nobody knows. */
  readonly missing?: Sought;
}

/**
 * A control that needs more than one object: a namespace without default deny, a selector that selects nothing. It is judged in
 * TypeScript only ("synth only"): an API server sees one object at a time.
 */
export interface GraphControl extends ControlMetadata {
  /** The kinds that it reads; objects of other kinds need not be kept. */
  readonly reads: readonly (Kind | 'workloads' | 'custom resources')[];
  readonly before?: Earlier<GraphControl>;
  /** Pure; yields in the order of the set. */
  readonly findAll: (context: GraphContext) => Iterable<GraphFailure>;
}

/** Declares a control over the whole set. */
export const graphControl = <const T extends GraphControl>(definition: T): T & GraphControl => definition;
