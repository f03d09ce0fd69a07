import { Chart, Cron, Duration, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { HardenedCronJob, HardenedDaemonSet, HardenedJob, HardenedPod, HardenedStatefulSet, Health } from '../../constructs/index';
import { clean, container, failureOf, find, type Rendered, scene, synth, task, untyped, verdict } from '../support/cdk8s';

test('a StatefulSet keeps its data on claims, and has a headless Service of its name', () => {
  const { chart, shop } = scene();
  const db = new HardenedStatefulSet(shop, 'db', {
    replicas: 3,
    containers: [{ ...container, persistentPaths: { '/var/lib/data': '10Gi' }, writablePaths: { '/run/db': '16Mi' } }],
  });
  expect(db).toBeInstanceOf(kplus.StatefulSet);
  const objects = synth(chart);
  expect(find(objects, 'StatefulSet')).toMatchSnapshot();
  expect(find(objects, 'StatefulSet')).toMatchObject({
    spec: {
      serviceName: 'db',
      volumeClaimTemplates: [{ metadata: { name: 'main-var-lib-data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } } }],
      template: { spec: { containers: [{ volumeMounts: expect.arrayContaining([{ name: 'main-var-lib-data', mountPath: '/var/lib/data' }]) }] } },
    },
  });
  expect(find(objects, 'Service', 'db')).toMatchObject({ metadata: { namespace: 'shop' }, spec: { clusterIP: 'None', selector: db.matchLabels } });
  expect(find(objects, 'PodDisruptionBudget', 'db')).toBeDefined();
  expect(verdict(objects)).toEqual(clean);
});

test('a StatefulSet without a port is told what it lacks', () => {
  const make = (): unknown => new HardenedStatefulSet(scene().shop, 'api', { containers: [{ ...task, health: Health.command('/bin/true'), readiness: Health.command('/bin/ready') }] });
  expect(failureOf(make)).toMatchObject({ code: 'CM5093', message: expect.stringContaining('test/shop/api: containers[0].portNumber') });
});

test('a DaemonSet is on every node, and no closer to it', () => {
  const { chart, shop } = scene();
  expect(new HardenedDaemonSet(shop, 'agent', { containers: [container] })).toBeInstanceOf(kplus.DaemonSet);
  const objects = synth(chart);
  expect(find(objects, 'DaemonSet')).toMatchSnapshot();
  expect(find(objects, 'DaemonSet')).toMatchObject({ spec: { template: { spec: { hostNetwork: false } } } });
  expect(verdict(objects)).toEqual(clean);
});

test('a Job ends', () => {
  const { chart, shop } = scene();
  expect(new HardenedJob(shop, 'migrate', { containers: [task] })).toBeInstanceOf(kplus.Job);
  const objects = synth(chart);
  expect(find(objects, 'Job')).toMatchSnapshot();
  expect(find(objects, 'Job')).toMatchObject({ spec: { activeDeadlineSeconds: 3600, backoffLimit: 3, ttlSecondsAfterFinished: 86_400 } });
  expect(JSON.stringify(find(objects, 'Job'))).not.toContain('Probe');
  expect(verdict(objects)).toEqual(clean);
});

test('a CronJob runs in UTC, one at a time', () => {
  const { chart, shop } = scene();
  const job = new HardenedCronJob(shop, 'nightly', { schedule: Cron.daily(), containers: [task], activeDeadline: Duration.minutes(10) });
  expect(job).toBeInstanceOf(kplus.CronJob);
  const objects = synth(chart);
  expect(find(objects, 'CronJob')).toMatchSnapshot();
  expect(find(objects, 'CronJob')).toMatchObject({
    spec: { concurrencyPolicy: 'Forbid', timeZone: 'Etc/UTC', startingDeadlineSeconds: 300, jobTemplate: { spec: { activeDeadlineSeconds: 600 } } },
  });
  expect(verdict(objects)).toEqual(clean);
});

test('a name that is too long for a CronJob is left to cdk8s', () => {
  const { chart, shop } = scene();
  new HardenedCronJob(shop, 'n'.repeat(53), { schedule: Cron.daily(), containers: [task] });
  expect(find(synth(chart), 'CronJob').metadata?.name?.length).toBeLessThanOrEqual(52);
});

test('a Pod', () => {
  const { chart, shop } = scene();
  expect(new HardenedPod(shop, 'shell', { containers: [container] })).toBeInstanceOf(kplus.Pod);
  const objects = synth(chart);
  expect(find(objects, 'Pod')).toMatchSnapshot();
  expect(verdict(objects)).toEqual(clean);
});

test.each([
  ['StatefulSet', HardenedStatefulSet, 'spec.template.spec'],
  ['DaemonSet', HardenedDaemonSet, 'spec.template.spec'],
  ['Job', HardenedJob, 'spec.template.spec'],
  ['CronJob', HardenedCronJob, 'spec.jobTemplate.spec.template.spec'],
  ['Pod', HardenedPod, 'spec'],
])('synth of a %s fails on a container that was added behind our back', (_kind, construct, podSpec) => {
  const { app, shop } = scene();
  const props = { containers: [construct === HardenedJob || construct === HardenedCronJob ? task : container], schedule: Cron.daily() };
  const { schedule, ...others } = props;
  const workload = untyped<Rendered>(construct, shop, construct === HardenedCronJob ? { schedule, ...others } : others) as kplus.AbstractPod;
  workload.addContainer({ name: 'agent', image: 'agent:1' });
  expect(failureOf(() => app.synthYaml()).message).toContain(`[test/shop/api] image-digest: ${podSpec}.containers[1].image`);
});

test('charts cost one rendering of an object each, not one for every chart', () => {
  const { app, shop } = scene();
  let rendered = 0;
  const job = new HardenedJob(shop, 'migrate', { containers: [task] });
  const spec = jest.spyOn(job, '_toPodSpec').mockImplementation(() => {
    rendered += 1;
    return kplus.Job.prototype._toPodSpec.call(job);
  });
  for (let index = 0; index < 5; index++) new Chart(app, `chart-${index}`);
  app.synthYaml();
  expect(rendered).toBe(1);
  // Nothing is kept from one synth to the next.
  job.addContainer({ name: 'agent', image: 'agent:1' });
  expect(() => Testing.synth(Chart.of(job))).toThrow('image-digest');
  spec.mockRestore();
});
