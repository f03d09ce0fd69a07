/**
 * What a control's expression can range over. One table for both engines: TypeScript walks it to find the elements and
 * their paths, a guardrail wraps the expression in the comprehensions that it spells.
 */
export interface Range {
  /** The range whose elements hold these; absent for the object itself. */
  readonly within?: RangeName;
  /** Lists, relative to the parent element, whose items are the elements. */
  readonly lists?: readonly string[];
  /** Fields, relative to the parent element, that are elements themselves where they are set. */
  readonly fields?: readonly string[];
  /** A map, relative to the parent element, whose keys are the elements. */
  readonly keysOf?: string;
  /** The variable that holds all elements (for lists) or the one element, where the shared variables have it. */
  readonly variable?: string;
}

export type RangeName =
  | 'object' | 'podTemplate' | 'podSpec' | 'container' | 'nonEphemeralContainer' | 'port' | 'volume' | 'sysctl' | 'handler' | 'annotation'
  | 'environmentVariable' | 'environmentSource' | 'projectedSource';

export const ranges: Readonly<Record<RangeName, Range>> = {
  /** The whole object. */
  object: {},
  /** `metadata` and `spec` of the pods that the object makes. */
  podTemplate: { within: 'object', variable: 'podTemplate' },
  podSpec: { within: 'podTemplate', fields: ['spec'], variable: 'podSpec' },
  /** Regular, init (native sidecars among them) and ephemeral containers. */
  container: { within: 'podSpec', lists: ['containers', 'initContainers', 'ephemeralContainers'], variable: 'allContainers' },
  /** The containers that may have resources. Kubernetes refuses them on ephemeral ones. */
  nonEphemeralContainer: { within: 'podSpec', lists: ['containers', 'initContainers'] },
  port: { within: 'container', lists: ['ports'] },
  volume: { within: 'podSpec', lists: ['volumes'], variable: 'volumes' },
  sysctl: { within: 'podSpec', lists: ['securityContext.sysctls'] },
  /** Everything that the kubelet calls or runs in a container on its own. */
  handler: { within: 'container', fields: ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle.postStart', 'lifecycle.preStop'] },
  /** The keys of the pod's annotations; the value is `variables.annotations[annotation]`. */
  annotation: { within: 'podTemplate', keysOf: 'metadata.annotations', variable: 'annotations' },
  environmentVariable: { within: 'container', lists: ['env'] },
  environmentSource: { within: 'container', lists: ['envFrom'] },
  /** The sources of projected volumes. */
  projectedSource: { within: 'volume', lists: ['projected.sources'] },
};
