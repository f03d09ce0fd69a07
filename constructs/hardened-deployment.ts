import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { connected } from './connected';
import { type Dangers, refuseUnknownProps } from './contradiction';
import { HardenedService } from './hardened-service';
import { type HardenedWorkloadOptions, podOf } from './pod';
import { addDisruptionBudget, type DisruptionBudget, sealWorkload } from './workload';
import { homeOf, labelsOf } from './placement';

/** Props of {@link HardenedDeployment}. */
export interface HardenedDeploymentProps
  extends HardenedWorkloadOptions, Pick<kplus.DeploymentProps, 'replicas' | 'strategy' | 'minReady' | 'progressDeadline'> {
  /** How many of its pods may be missing while nodes are drained. @default 1, where there are several replicas */
  readonly disruptionBudget?: DisruptionBudget;
}

const PROPS = ['replicas', 'strategy', 'minReady', 'progressDeadline', 'disruptionBudget'] as const;

const SERVICE_OPTIONS = new Set(['name', 'ports']);

const SERVICE_DANGERS: Dangers = {
  serviceType: 'a Service is for the inside of the cluster; new HardenedService(…) with `exposed` is a load balancer for some addresses',
};

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
 * api.isReachedFrom(Peer.ingressController('traefik'));
 * ```
 */
export class HardenedDeployment extends connected(kplus.Deployment) {
  public constructor(scope: Construct, id: string, props: HardenedDeploymentProps) {
    const pod = podOf(scope, id, props, 'running', PROPS);
    const { replicas, strategy, minReady, progressDeadline } = props;
    super(scope, id, { ...pod.props, replicas, strategy, minReady, progressDeadline });
    sealWorkload(this, pod, true);
    addDisruptionBudget(this, { replicas, byDefault: 2, budget: props.disruptionBudget });
  }

  /** As in cdk8s-plus, but that the Service is a {@link HardenedService}; below a `DefaultDenyNamespace` it is named like the Deployment. */
  public override exposeViaService(options: kplus.DeploymentExposeViaServiceOptions = {}): HardenedService {
    refuseUnknownProps(options, SERVICE_OPTIONS, this.node.path, 'exposeViaService().', SERVICE_DANGERS);
    const { name, ports } = options;
    const own = name ?? (homeOf(this) === undefined ? undefined : this.name);
    return new HardenedService(this, `${name ?? ''}Service`, {
      selector: this, ...(ports !== undefined && { ports }),
      metadata: { ...(own !== undefined && { name: own }), labels: labelsOf(this.node.scope as Construct, this.node.id) },
    });
  }
}
