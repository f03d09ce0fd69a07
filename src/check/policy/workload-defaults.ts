import { Unknown } from '../../cel/library/value';
import type { Fields } from '../../cel/predicate';
import { labelsOfPods } from './core-defaults';
import { all, empty, type Fill, inside, isEmpty, isMap, isUnset, mapIn, since, unset, withMissing } from './fill';

const rolling = (values: Fields): Fill => (fields, minor) => {
  const typed = withMissing(fields, { type: 'RollingUpdate' }, isEmpty);
  return typed['type'] === 'RollingUpdate' ? inside('rollingUpdate', unset(values))(typed, minor) : typed;
};

const statefulSetStrategy: Fill = (fields, minor) => {
  const typed: Fields = isEmpty(fields['type']) ? { rollingUpdate: {}, ...fields, type: 'RollingUpdate' } : fields;
  if (typed['type'] !== 'RollingUpdate' || !isMap(typed['rollingUpdate'])) return typed;
  return inside('rollingUpdate', all(unset({ partition: 0 }), since(37, unset({ maxUnavailable: 1 }))))(typed, minor);
};

const claimTemplates: Fill = (fields) => {
  const { volumeClaimTemplates } = fields;
  if (!Array.isArray(volumeClaimTemplates)) return fields;
  const claims = volumeClaimTemplates.map((claim: unknown) => ({ ...(isMap(claim) ? claim : {}), apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } }));
  return { ...fields, volumeClaimTemplates: claims };
};

const jobSpec: Fill = (fields, minor) => {
  const parallel = isUnset(fields['completions']) && isUnset(fields['parallelism']) ? { ...fields, completions: 1, parallelism: 1 } : fields;
  return withMissing(parallel, {
    parallelism: 1, backoffLimit: isUnset(fields['backoffLimitPerIndex']) ? 6 : 2147483647, completionMode: 'NonIndexed', suspend: false,
    manualSelector: false,
    ...(minor >= 29 && { podReplacementPolicy: isUnset(fields['podFailurePolicy']) ? 'TerminatingOrFailed' : 'Failed' }),
  }, isUnset);
};

const JOB_LABELS = ['batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name', 'controller-uid', 'job-name'];
const ownLabels = Object.fromEntries(JOB_LABELS.map((label) => [label, new Unknown('it reads labels that the cluster gives to a Job', true)]));

/** A Job selects its pods by labels of its own, unless it says how. */
const jobLabels: Fill = (fields) => {
  const spec = mapIn(fields, 'spec');
  if (spec['manualSelector'] === true) return fields;
  const labelled: Fill = inside('metadata', inside('labels', (labels) => ({ ...labels, ...ownLabels })));
  return { ...labelled(fields, 0), spec: { ...spec, template: labelled(mapIn(spec, 'template'), 0) } };
};

const GENERATION = 'deprecated.daemonset.template.generation';

const scalingRules = (stabilization: Fields, policies: readonly Fields[]): Fill => unset({ ...stabilization, selectPolicy: 'Max', policies });

const scalingBehavior: Fill = all(
  inside('scaleUp', scalingRules({ stabilizationWindowSeconds: 0 }, [
    { type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 },
  ])),
  inside('scaleDown', scalingRules({}, [{ type: 'Percent', value: 100, periodSeconds: 15 }])),
);

/** The metric of a HorizontalPodAutoscaler that names none. */
const DEFAULT_METRIC = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } };

/** Defaults of the types that make pods, and of what scales them. */
export const workloadDefaults: Readonly<Record<string, Fill>> = {
  'apps.v1.DeploymentSpec': unset({ replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }),
  'apps.v1.DeploymentStrategy': rolling({ maxUnavailable: '25%', maxSurge: '25%' }),
  'apps.v1.DaemonSet': inside('metadata', inside('annotations', unset({ [GENERATION]: '1' }))),
  'apps.v1.DaemonSetSpec': unset({ revisionHistoryLimit: 10 }),
  'apps.v1.DaemonSetUpdateStrategy': rolling({ maxUnavailable: 1, maxSurge: 0 }),
  'apps.v1.StatefulSetSpec': all(
    empty({ podManagementPolicy: 'OrderedReady' }), unset({ replicas: 1, revisionHistoryLimit: 10 }), claimTemplates,
    inside('persistentVolumeClaimRetentionPolicy', empty({ whenDeleted: 'Retain', whenScaled: 'Retain' })),
  ),
  'apps.v1.StatefulSetUpdateStrategy': statefulSetStrategy,
  'apps.v1.ReplicaSetSpec': unset({ replicas: 1 }),
  // The Jobs that a CronJob makes are defaulted when they are made.
  'batch.v1.Job': all(labelsOfPods, jobLabels, inside('spec', jobSpec)),
  'batch.v1.CronJobSpec': all(empty({ concurrencyPolicy: 'Allow' }), unset({ suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 })),
  'batch.v1.PodFailurePolicyOnPodConditionsPattern': empty({ status: 'True' }),
  'autoscaling.v2.HorizontalPodAutoscalerSpec': all(unset({ minReplicas: 1 }), empty({ metrics: [DEFAULT_METRIC] })),
  'autoscaling.v2.HorizontalPodAutoscalerBehavior': scalingBehavior,
  'autoscaling.v1.HorizontalPodAutoscalerSpec': unset({ minReplicas: 1 }),
};
