import { type Dangers } from './contradiction';
import type { JsonValue } from '../src/manifest/object';

type Fields = Readonly<Record<string, JsonValue>>;

/** How evenly pods are spread over a part of the cluster. */
export interface TopologySpread {
  /** The label of nodes that names the part: `topology.kubernetes.io/zone`, `kubernetes.io/hostname`. */
  readonly topologyKey: string;
  /** How many more pods one part may have than another. @default 1 */
  readonly maxSkew?: number;
  /** What happens to a pod that cannot be placed so. @default 'ScheduleAnyway': pods that stay pending help nobody */
  readonly whenUnsatisfiable?: 'DoNotSchedule' | 'ScheduleAnyway';
  /** How many parts there must be. Only with `DoNotSchedule`. @default 1 */
  readonly minDomains?: number;
}

/** A taint of nodes that pods may be placed on all the same. That of the control plane is refused at synth. */
export interface Toleration {
  readonly key: string;
  /** @default any value */
  readonly value?: string;
  /** @default every effect of the taint */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  /** How long a pod stays after the taint has come. Only with `NoExecute`. @default for good */
  readonly tolerationSeconds?: number;
}

/** Where pods are placed, and which go first. */
export interface Scheduling {
  /** Labels that a node must have, such as those of a node pool. @default every Linux node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** @default none */
  readonly tolerations?: readonly Toleration[];
  /** @default none; replicas prefer different nodes in any case */
  readonly topologySpread?: readonly TopologySpread[];
  /** A PriorityClass: who has more pushes others off a full node. @default the cluster's own */
  readonly priorityClassName?: string;
  /** A RuntimeClass, such as that of gVisor or Kata: a kernel between the program and the node. @default the node's own runtime */
  readonly runtimeClassName?: string;
}

/** The props of {@link Scheduling}. */
export const SCHEDULING_PROPS = ['nodeSelector', 'tolerations', 'topologySpread', 'priorityClassName', 'runtimeClassName'] as const;

/** What goes past the scheduler, or past what the kit decides. */
export const SCHEDULING_DANGERS: Dangers = {
  nodeName: 'it goes past the scheduler, and past the taints of the control plane',
  schedulerName: 'another scheduler may not know taints and constraints; the prop for placing pods is nodeSelector',
  affinity: 'the props are nodeSelector and topologySpread; replicas prefer different nodes in any case',
  topologySpreadConstraints: 'the prop is topologySpread, and selects the own pods',
};

/** How the pods of a workload are told from others, and whether there are several. */
export interface Spread {
  readonly matchLabels: Readonly<Record<string, string>>;
  /** Replicas prefer different nodes: nodes fail, and one must not take all of them. */
  readonly hasReplicas: boolean;
}

/** The fields of a pod spec that say where it runs. What cdk8s-plus-28 rendered of them (`scheduling`) stays. */
export function schedulingOf(spec: Fields, scheduling: Scheduling, spread: Spread): Fields {
  const { nodeSelector, tolerations = [], topologySpread = [], priorityClassName, runtimeClassName } = scheduling;
  const rendered = (spec['tolerations'] ?? []) as readonly Fields[];
  return {
    affinity: affinityOf(spec, spread),
    ...(nodeSelector === undefined ? {} : { nodeSelector }),
    ...(tolerations.length === 0 ? {} : { tolerations: [...rendered, ...tolerations.map(tolerationOf)] }),
    ...(topologySpread.length === 0 ? {} : { topologySpreadConstraints: topologySpread.map((constraint) => constraintOf(constraint, spread)) }),
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
    ...(runtimeClassName === undefined ? {} : { runtimeClassName }),
  };
}

const tolerationOf = ({ value, ...toleration }: Toleration): Fields =>
  (value === undefined ? { operator: 'Exists', ...toleration } : { operator: 'Equal', value, ...toleration });

const constraintOf = ({ maxSkew = 1, whenUnsatisfiable = 'ScheduleAnyway', ...constraint }: TopologySpread, { matchLabels }: Spread): Fields =>
  ({ ...constraint, maxSkew, whenUnsatisfiable, labelSelector: { matchLabels } });

const LINUX: Fields = { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] };

/**
 * Only nodes whose system knows what the kit writes. And another node for each replica where there is one: required would leave pods
 * pending on a small cluster.
 */
function affinityOf(spec: Fields, { matchLabels, hasReplicas }: Spread): Fields {
  const given = (spec['affinity'] ?? {}) as Fields;
  const affinity: Fields = { ...given, nodeAffinity: onLinux((given['nodeAffinity'] ?? {}) as Fields) };
  if (!hasReplicas || affinity['podAntiAffinity'] !== undefined) return affinity;
  const term = { weight: 100, podAffinityTerm: { labelSelector: { matchLabels }, topologyKey: 'kubernetes.io/hostname' } };
  return { ...affinity, podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [term] } };
}

interface NodeSelector {
  readonly nodeSelectorTerms?: readonly { readonly matchExpressions?: readonly JsonValue[] }[];
}

/** One term is enough for a node to be chosen, so each has to say it. */
function onLinux(nodeAffinity: Fields): Fields {
  const { nodeSelectorTerms = [{}] } = (nodeAffinity['requiredDuringSchedulingIgnoredDuringExecution'] ?? {}) as NodeSelector;
  const terms = nodeSelectorTerms.map((term) => ({ ...term, matchExpressions: [...(term.matchExpressions ?? []), LINUX] }));
  return { ...nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
}
