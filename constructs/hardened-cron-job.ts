import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { connected } from './connected';
import { type HardenedTaskOptions, podOf } from './pod';
import { sealWorkload } from './workload';

/** Props of {@link HardenedCronJob}. */
export interface HardenedCronJobProps
  extends HardenedTaskOptions,
  Pick<kplus.CronJobProps,
    'schedule' | 'timeZone' | 'concurrencyPolicy' | 'startingDeadline' | 'suspend' | 'successfulJobsRetained' | 'failedJobsRetained'
    | 'restartPolicy' | 'activeDeadline' | 'backoffLimit'> {}

const PROPS = [
  'schedule', 'timeZone', 'concurrencyPolicy', 'startingDeadline', 'suspend', 'successfulJobsRetained', 'failedJobsRetained',
  'restartPolicy', 'activeDeadline', 'backoffLimit',
] as const;

/**
 * A CronJob as {@link HardenedDeployment} is a Deployment. Its time is UTC, it waits for its last run to end, and a run ends after an hour
 * at the latest, unless you say otherwise.
 *
 * @example
 * ```ts
 * import { App, Chart, Cron } from 'cdk8s';
 * import { DefaultDenyNamespace, HardenedCronJob, Image } from 'casemate/constructs';
 *
 * const shop = new DefaultDenyNamespace(new Chart(new App(), 'shop'), 'shop', { tenant: 'web' });
 * new HardenedCronJob(shop, 'nightly', {
 *   schedule: Cron.daily(),
 *   containers: [{
 *     image: Image.pinned('registry.example.com/shop/nightly', '1.4.2', `sha256:${'0'.repeat(64)}`),
 *     user: 10001,
 *     resources: { cpu: '200m', memory: '256Mi' },
 *   }],
 * });
 * ```
 */
export class HardenedCronJob extends connected(kplus.CronJob) {
  public constructor(scope: Construct, id: string, props: HardenedCronJobProps) {
    const pod = podOf(scope, id, props, 'task', PROPS);
    super(scope, id, {
      ...pod.props,
      schedule: props.schedule,
      timeZone: props.timeZone ?? 'Etc/UTC',
      concurrencyPolicy: props.concurrencyPolicy,
      startingDeadline: props.startingDeadline ?? Duration.minutes(5),
      suspend: props.suspend,
      successfulJobsRetained: props.successfulJobsRetained,
      failedJobsRetained: props.failedJobsRetained,
      restartPolicy: props.restartPolicy ?? kplus.RestartPolicy.ON_FAILURE,
      activeDeadline: props.activeDeadline ?? Duration.hours(1),
      backoffLimit: props.backoffLimit ?? 3,
    });
    sealWorkload(this, pod);
  }
}
