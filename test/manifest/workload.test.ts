import { isWorkload, podTemplatePath } from '../../src/manifest/workload';

const podSpec = { containers: [{ name: 'a', image: 'b' }] };

describe('podTemplatePath', () => {
  test.each([
    ['v1', 'Pod', []],
    ['v1', 'PodTemplate', ['template']],
    ['v1', 'ReplicationController', ['spec', 'template']],
    ['apps/v1', 'ReplicaSet', ['spec', 'template']],
    ['apps/v1', 'Deployment', ['spec', 'template']],
    ['apps/v1beta2', 'Deployment', ['spec', 'template']],
    ['apps/v1', 'StatefulSet', ['spec', 'template']],
    ['apps/v1', 'DaemonSet', ['spec', 'template']],
    ['batch/v1', 'Job', ['spec', 'template']],
    ['batch/v1', 'CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
  ])('%s %s', (apiVersion, kind, path) => {
    expect(podTemplatePath({ apiVersion, kind })).toEqual(path);
  });

  test('custom resources count where they hold a template', () => {
    const rollout = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', spec: { template: { spec: podSpec } } };
    expect(podTemplatePath(rollout)).toEqual(['spec', 'template']);
    const scaledJob = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledJob', spec: { jobTargetRef: { template: { spec: podSpec } } } };
    expect(podTemplatePath(scaledJob)).toEqual(['spec', 'jobTargetRef', 'template']);
    expect(isWorkload({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', spec: { workloadRef: {} } })).toBe(false);
  });

  test('a kind counts only in its own group', () => {
    expect(isWorkload({ apiVersion: 'example.com/v1', kind: 'Pod' })).toBe(false);
    expect(isWorkload({ apiVersion: 'v1', kind: 'Deployment', spec: { template: { spec: podSpec } } })).toBe(false);
  });

  test.each(['Service', 'ConfigMap', 'toString', '__proto__'])('v1 %s runs no pods', (kind) => {
    expect(isWorkload({ apiVersion: 'v1', kind, spec: { template: { spec: podSpec } } })).toBe(false);
  });
});
