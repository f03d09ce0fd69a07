import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { connected } from './connected';
import { type HardenedWorkloadOptions, podOf } from './pod';
import { sealWorkload } from './workload';

/** Props of {@link HardenedDaemonSet}. */
export interface HardenedDaemonSetProps extends HardenedWorkloadOptions, Pick<kplus.DaemonSetProps, 'minReadySeconds'> {}

/**
 * A DaemonSet as {@link HardenedDeployment} is a Deployment: on every node, and no closer to it than any other pod.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, HardenedDaemonSet, Health, Image } from 'casemate/constructs';
 *
 * const cache = new DefaultDenyNamespace(new Chart(new App(), 'cache'), 'cache', { tenant: 'platform' });
 * new HardenedDaemonSet(cache, 'mirror', {
 *   containers: [{
 *     image: Image.pinned('registry.example.com/mirror', '2.1.0', `sha256:${'0'.repeat(64)}`),
 *     user: 10001,
 *     resources: { cpu: '100m', memory: '128Mi' },
 *     portNumber: 5000,
 *     health: Health.tcp(),
 *   }],
 * });
 * ```
 */
export class HardenedDaemonSet extends connected(kplus.DaemonSet) {
  public constructor(scope: Construct, id: string, props: HardenedDaemonSetProps) {
    const pod = podOf(scope, id, props, 'running', ['minReadySeconds']);
    super(scope, id, { ...pod.props, minReadySeconds: props.minReadySeconds });
    sealWorkload(this, pod);
  }
}
