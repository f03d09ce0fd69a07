import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { connected } from './connected';
import type { HardenedContainerProps } from './container';
import { type HardenedPodOptions, podOf } from './pod';
import { sealWorkload } from './workload';

/** Props of {@link HardenedPod}. */
export interface HardenedPodProps extends HardenedPodOptions, Pick<kplus.PodProps, 'restartPolicy'> {
  readonly containers: readonly HardenedContainerProps[];
}

/**
 * A single pod as {@link HardenedDeployment} is a Deployment. Nothing brings it back when its node fails.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, HardenedPod, Health, Image } from 'casemate/constructs';
 *
 * const tools = new DefaultDenyNamespace(new Chart(new App(), 'tools'), 'tools', { tenant: 'platform' });
 * new HardenedPod(tools, 'shell', {
 *   containers: [{
 *     image: Image.pinned('registry.example.com/shell', '3.20', `sha256:${'0'.repeat(64)}`),
 *     user: 10001,
 *     resources: { cpu: '50m', memory: '64Mi' },
 *     health: Health.command('/bin/healthy'),
 *     readiness: Health.command('/bin/ready'),
 *   }],
 * });
 * ```
 */
export class HardenedPod extends connected(kplus.Pod) {
  public constructor(scope: Construct, id: string, props: HardenedPodProps) {
    const pod = podOf(scope, id, props, 'running', ['restartPolicy']);
    super(scope, id, { ...pod.props, restartPolicy: props.restartPolicy });
    sealWorkload(this, pod);
  }
}
