import { ApiObject } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { platformOf } from './platform';
import type { PodModel } from './pod';
import { shapeOf, type Spread } from './pod-shape';
import { labelsOf, namespaceOf } from './placement';
import { seal } from './seal';

/** Seals a workload: what cdk8s-plus-28 renders is shaped, hardened and judged. */
export function sealWorkload(workload: kplus.AbstractPod, model: PodModel, spread: Spread = {}): void {
  const apiObject = ApiObject.of(workload);
  seal(apiObject, { shape: shapeOf(model, () => platformOf(workload), spread) });
}

/**
 * Keeps an upgrade of the nodes from stopping all pods at once. Only where there are several: with one, no node could be drained.
 * Pods that do not work anyway are no reason to wait.
 */
export function addDisruptionBudget(workload: kplus.Workload, replicas: number): void {
  if (replicas < 2) return;
  const namespace = namespaceOf(workload);
  seal(new ApiObject(workload, 'disruption-budget', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: workload.name, ...(namespace === undefined ? {} : { namespace }), labels: labelsOf(workload, 'disruption-budget') },
    spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: workload.matchLabels } },
  }));
}
