import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { connected } from './connected';
import { type HardenedTaskOptions, podOf } from './pod';
import { sealWorkload } from './workload';

/** Props of {@link HardenedJob}. */
export interface HardenedJobProps
  extends HardenedTaskOptions, Pick<kplus.JobProps, 'restartPolicy' | 'activeDeadline' | 'backoffLimit' | 'ttlAfterFinished'> {}

const PROPS = ['restartPolicy', 'activeDeadline', 'backoffLimit', 'ttlAfterFinished'] as const;

/**
 * A Job as {@link HardenedDeployment} is a Deployment. It ends after an hour at the latest, and its pods are gone a day later, unless you
 * say otherwise.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, HardenedJob, Image } from 'casemate/constructs';
 *
 * const shop = new DefaultDenyNamespace(new Chart(new App(), 'shop'), 'shop', { tenant: 'web' });
 * new HardenedJob(shop, 'migrate', {
 *   containers: [{
 *     image: Image.pinned('registry.example.com/shop/migrate', '1.4.2', `sha256:${'0'.repeat(64)}`),
 *     user: 10001,
 *     resources: { cpu: '200m', memory: '256Mi' },
 *   }],
 * });
 * ```
 */
export class HardenedJob extends connected(kplus.Job) {
  public constructor(scope: Construct, id: string, props: HardenedJobProps) {
    const pod = podOf(scope, id, props, 'task', PROPS);
    super(scope, id, {
      ...pod.props,
      restartPolicy: props.restartPolicy ?? kplus.RestartPolicy.ON_FAILURE,
      activeDeadline: props.activeDeadline ?? Duration.hours(1),
      backoffLimit: props.backoffLimit ?? 3,
      ttlAfterFinished: props.ttlAfterFinished ?? Duration.days(1),
    });
    sealWorkload(this, pod);
  }
}
