import type { KubernetesObject } from '../manifest/object';

/** A map of a Kubernetes object whose fields are not known to the compiler. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * What an expression sees, by name: the object and the elements of its range. For the range `port` both `container` and `port` are set.
 */
export type Elements = { object: KubernetesObject } & { [element: string]: unknown };

/** What the expressions of all controls share: computed from the object when first asked for, then remembered. */
export interface Variables {
  /** `metadata` and `spec` of the pods that the object makes; empty for an object that makes none. */
  readonly podTemplate: Fields;
  readonly podSpec: Fields;
  readonly podSecurityContext: Fields;
  /** The annotations of the pods, not of the object around them. */
  readonly annotations: Fields;
  /** Regular, init and ephemeral containers, in this order. */
  readonly allContainers: readonly unknown[];
  readonly volumes: readonly unknown[];
  /** The names of the volumes that are paths of the node. */
  readonly hostPathVolumes: readonly unknown[];
  /** Whether the pods run in a user namespace of their own. */
  readonly inUserNamespace: boolean;
  readonly isWindows: boolean;
  /** Whether the API server makes the role or the binding itself, and makes it again at each start: the default roles of Kubernetes. */
  readonly isDefaultRbac: boolean;
  /** Whether a controller writes the rules of the ClusterRole, out of others. */
  readonly isAggregated: boolean;
}

/** A control's expression, ready to run. True where the element is fine. Throws where CEL would report an error. */
export type Predicate = (elements: Elements, variables: Variables) => boolean;
