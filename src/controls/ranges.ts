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
  /** CEL that names an element in a guardrail's message. @default its `name` */
  readonly title?: string;
}

/** What an expression can range over: the object as a whole, or each of its parts of a kind. */
export type RangeName =
  | 'object' | 'podTemplate' | 'podSpec' | 'container' | 'nonEphemeralContainer' | 'port' | 'volume' | 'sysctl' | 'handler' | 'annotation'
  | 'environmentVariable' | 'environmentSource' | 'projectedSource' | 'volumeMount' | 'argument' | 'toleration' | 'projectedVolume'
  | 'rule' | 'ruleVerb' | 'ruleApiGroup' | 'ruleResource' | 'ruleUrl' | 'subject'
  | 'ingressRule' | 'ingressPeer' | 'egressRule' | 'egressPeer' | 'hostRule' | 'objectAnnotation' | 'webhook';

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
  volumeMount: { within: 'container', lists: ['volumeMounts'] },
  /** Every word of what a container runs. */
  argument: { within: 'container', lists: ['command', 'args'] },
  toleration: { within: 'podSpec', lists: ['tolerations'], title: "toleration.?key.orValue('every taint')" },
  /** A volume once more, for controls that blame another field where it is projected. */
  projectedVolume: { within: 'podSpec', lists: ['volumes'], variable: 'volumes' },
  /** The sources of projected volumes. */
  projectedSource: { within: 'volume', lists: ['projected.sources'] },
  /** What a Role or ClusterRole grants. */
  rule: { within: 'object', lists: ['rules'], title: "(rule.?resources.orValue([]) + rule.?nonResourceURLs.orValue([])).join(' ')" },
  ruleVerb: { within: 'rule', lists: ['verbs'] },
  ruleApiGroup: { within: 'rule', lists: ['apiGroups'] },
  ruleResource: { within: 'rule', lists: ['resources'] },
  ruleUrl: { within: 'rule', lists: ['nonResourceURLs'] },
  /** Whom a RoleBinding or ClusterRoleBinding grants it to. */
  subject: { within: 'object', lists: ['subjects'] },
  /** What a NetworkPolicy lets in, and whom from. */
  ingressRule: { within: 'object', lists: ['spec.ingress'], title: "'an ingress rule'" },
  ingressPeer: { within: 'ingressRule', lists: ['from'] },
  /** What a NetworkPolicy lets out, and whom to. */
  egressRule: { within: 'object', lists: ['spec.egress'], title: "'an egress rule'" },
  egressPeer: { within: 'egressRule', lists: ['to'] },
  /** What an Ingress does for one host. */
  hostRule: { within: 'object', lists: ['spec.rules'], title: "hostRule.?host.orValue('*')" },
  /** The keys of the object's own annotations, not of its pods'. */
  objectAnnotation: { within: 'object', keysOf: 'metadata.annotations' },
  webhook: { within: 'object', lists: ['webhooks'] },
};
