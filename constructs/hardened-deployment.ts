import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { connected } from './connected';
import { type HardenedWorkloadOptions, podOf } from './pod';
import { addDisruptionBudget, sealWorkload } from './workload';
import { homeOf } from './placement';

/** Props of {@link HardenedDeployment}. */
export interface HardenedDeploymentProps
  extends HardenedWorkloadOptions, Pick<kplus.DeploymentProps, 'replicas' | 'strategy' | 'minReady' | 'progressDeadline'> {}

const PROPS = ['replicas', 'strategy', 'minReady', 'progressDeadline'] as const;

/**
 * A Deployment that meets the restricted Pod Security Standard and every control of the kit as it is written: only what you alone can know
 * is asked for. With more than one replica its pods prefer different nodes and have a PodDisruptionBudget.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, HardenedDeployment, Health, Image, Peer } from 'casemate/constructs';
 *
 * const shop = new DefaultDenyNamespace(new Chart(new App(), 'shop'), 'shop', { tenant: 'web' });
 * const api = new HardenedDeployment(shop, 'api', {
 *   containers: [{
 *     image: Image.pinned('registry.example.com/shop/api', '1.4.2', `sha256:${'0'.repeat(64)}`),
 *     user: 10001,
 *     resources: { cpu: '200m', memory: '256Mi' },
 *     portNumber: 8080,
 *     health: Health.http('/healthz'),
 *   }],
 * });
 * api.isReachedFrom(Peer.ingressController('ingress-nginx'));
 * ```
 */
export class HardenedDeployment extends connected(kplus.Deployment) {
  public constructor(scope: Construct, id: string, props: HardenedDeploymentProps) {
    const pod = podOf(scope, id, props, 'running', PROPS);
    const { replicas, strategy, minReady, progressDeadline } = props;
    super(scope, id, { ...pod.props, replicas, strategy, minReady, progressDeadline });
    sealWorkload(this, pod, { matchLabels: this.matchLabels });
    addDisruptionBudget(this, replicas ?? 2);
  }

  /** As in cdk8s-plus; below a `DefaultDenyNamespace` the Service is named like the Deployment. */
  public override exposeViaService(options: kplus.DeploymentExposeViaServiceOptions = {}): kplus.Service {
    return super.exposeViaService({ ...(homeOf(this) === undefined ? {} : { name: this.name }), ...options });
  }
}
