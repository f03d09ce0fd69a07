import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { selects } from '../src/graph/selector';
import { connect } from './connection';
import { contradiction } from './contradiction';
import { platformOf } from './platform';
import type { PodModel } from './pod';
import { leftOutOfWorkload, shapeOf } from './pod-shape';
import { homeOf, labelsOf, namespaceOf } from './placement';
import { labelsOfPods } from './pod-labels';
import { seal } from './seal';

/** How many pods may be missing while nodes are drained. */
export interface DisruptionBudget {
  /** A number, or a part of the replicas: `25%`. @default 1 */
  readonly maxUnavailable: number | `${number}%`;
}

/** Seals a workload: what cdk8s-plus-28 renders is shaped, hardened and judged. */
export function sealWorkload(workload: kplus.AbstractPod, model: PodModel, hasReplicas = false): void {
  const apiObject = ApiObject.of(workload);
  const platform = platformOf(workload);
  selectByName(workload, apiObject);
  // Who looks for the program that a policy is for finds the workload by the label of its pods as well.
  Object.entries(labelsOfPods(workload)).forEach(([name, value]) => workload.metadata.addLabel(name, value));
  seal(apiObject, {
    shape: shapeOf(model, () => platform, { matchLabels: labelsOfPods(workload), hasReplicas }),
    leftOut: (object) => leftOutOfWorkload(object, model, platform),
  });
  model.account.workloadIdentity?.endpoints(platform).forEach((endpoint) => connect(workload, endpoint));
}

const LONGEST_LABEL = 63;

/**
 * Kubernetes lets nobody change the selector of a workload. That of cdk8s is made of the path of the construct, so that moving one means to delete
 * what runs; below a `DefaultDenyNamespace` it is made of kind and name, which are unique there, and stay.
 */
function selectByName(workload: kplus.AbstractPod, { kind }: ApiObject): void {
  const value = `${kind.toLowerCase()}-${workload.name}`;
  if (homeOf(workload) === undefined || value.length > LONGEST_LABEL) return;
  workload.podMetadata.addLabel(kplus.Pod.ADDRESS_LABEL, value);
  if (!(workload instanceof kplus.Workload) || !Object.hasOwn(workload.matchLabels, kplus.Pod.ADDRESS_LABEL)) return;
  workload.select(kplus.LabelSelector.of({ labels: { [kplus.Pod.ADDRESS_LABEL]: value } }));
}

/** How many replicas there are, and what their budget is to be. */
export interface Replicas {
  /** `undefined` where an autoscaler may decide. */
  readonly replicas: number | undefined;
  /** How many there are where nobody says. */
  readonly byDefault: number;
  readonly budget: DisruptionBudget | undefined;
}

/**
 * Keeps an upgrade of the nodes from stopping all pods at once. Only where there are several: with one, no node could be drained.
 * Pods that do not work anyway are no reason to wait.
 */
export function addDisruptionBudget(workload: kplus.Workload, { replicas, byDefault, budget }: Replicas): void {
  const { name, matchLabels } = workload;
  addBudget(workload, { name, namespace: namespaceOf(workload), matchLabels }, { replicas, byDefault, budget });
}

/** Whose pods a budget is for. */
interface Budgeted {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly matchLabels: Readonly<Record<string, string>>;
}

/** The same for pods that are known by their labels. */
export function addBudget(scope: Construct, { name, namespace, matchLabels }: Budgeted, { replicas, byDefault, budget }: Replicas): void {
  refuseUselessBudget(scope, replicas, budget);
  if ((replicas ?? byDefault) < 2 && budget === undefined) return;
  seal(new ApiObject(scope, 'disruption-budget', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels: labelsOf(scope, 'disruption-budget') },
    spec: { maxUnavailable: budget?.maxUnavailable ?? 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels } },
  }));
}

/** Whether a budget of the app is for these pods already. */
export function hasBudget(scope: Construct, namespace: string | undefined, labels: Readonly<Record<string, string>>): boolean {
  return scope.node.root.node.findAll()
    .filter((construct) => ApiObject.isApiObject(construct))
    .filter((object) => object.kind === 'PodDisruptionBudget' && (object.metadata.namespace ?? namespaceOf(object)) === namespace)
    .some((object) => selects((object.toJson() as { readonly spec?: { readonly selector?: unknown } }).spec?.selector, labels));
}

function refuseUselessBudget(workload: Construct, replicas: number | undefined, budget: DisruptionBudget | undefined): void {
  if (budget === undefined) return;
  const refuse = (message: string, repair: string): Error =>
    contradiction({ code: 'CM5016', path: workload.node.path, prop: 'disruptionBudget', message, repair });
  if (replicas !== undefined && replicas < 2) {
    throw refuse(`is for several replicas, and there ${replicas === 1 ? 'is one' : 'are none'}: its node could never be drained`, 'Remove it, or set replicas.');
  }
  const { maxUnavailable } = budget;
  const isUsable = typeof maxUnavailable === 'number' ? Number.isInteger(maxUnavailable) && maxUnavailable > 0 : /^[1-9]\d?%$|^100%$/.test(maxUnavailable);
  if (isUsable) return;
  throw refuse(`has maxUnavailable ${JSON.stringify(maxUnavailable)}, with which no node could be drained`, "Write at least 1, or a percentage such as '25%'.");
}
