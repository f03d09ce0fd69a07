import { check, controls, control, type KubernetesObject, needs, pss } from '../../src/index';

const pod = (spec: object, name = 'web'): KubernetesObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop' }, spec });
const container = (more: object = {}): object => ({ name: 'app', image: 'registry.example.com/app:1', ...more });

describe('check', () => {
  test('names control, object, field, expected and actual value', () => {
    const report = check([pod({ containers: [container({ securityContext: { privileged: true } })] })], { profile: 'pss-baseline' });
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).toMatchObject({
      control: 'pod-no-privileged',
      severity: 'critical',
      object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' },
      field: 'spec.containers[0].securityContext.privileged',
      actual: 'true',
      fixable: false,
      message: expect.stringContaining('container "app": securityContext.privileged must be '),
    });
    expect(report.summary).toEqual({
      objects: 1, findings: 1, bySeverity: { critical: 1, high: 0, medium: 0, low: 0, info: 0 }, byControl: { 'pod-no-privileged': 1 },
    });
  });

  test('judges an unset field by the value that Kubernetes gives it', () => {
    const { findings } = check([pod({ containers: [container()] })], { profile: 'pss-restricted' });
    expect(findings.map(({ control: id, actual }) => [id, actual])).toContainEqual(['pod-no-privilege-escalation', 'unset']);
  });

  test('finds init, sidecar and ephemeral containers in every workload kind', () => {
    const spec = {
      containers: [container()],
      initContainers: [container({ name: 'init', securityContext: { privileged: true } })],
      ephemeralContainers: [container({ name: 'debug', securityContext: { privileged: true } })],
    };
    const template = { spec };
    const objects: [KubernetesObject, string][] = [
      [pod(spec), 'spec'],
      [{ apiVersion: 'v1', kind: 'PodTemplate', metadata: { name: 'a' }, template }, 'template.spec'],
      [{ apiVersion: 'v1', kind: 'ReplicationController', metadata: { name: 'a' }, spec: { template } }, 'spec.template.spec'],
      ...['ReplicaSet', 'Deployment', 'StatefulSet', 'DaemonSet'].map((kind): [KubernetesObject, string] =>
        [{ apiVersion: 'apps/v1', kind, metadata: { name: 'a' }, spec: { template } }, 'spec.template.spec']),
      [{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a' }, spec: { template } }, 'spec.template.spec'],
      [{ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'a' }, spec: { jobTemplate: { spec: { template } } } }, 'spec.jobTemplate.spec.template.spec'],
    ];
    for (const [object, at] of objects) {
      const fields = check([object], { profile: 'pss-baseline' }).findings.map(({ field }) => field).sort();
      expect(fields).toEqual([`${at}.ephemeralContainers[0].securityContext.privileged`, `${at}.initContainers[0].securityContext.privileged`]);
    }
  });

  test('a wrong type is not evaluated, and never passes', () => {
    const report = check([pod({ containers: [container({ securityContext: true })] })]);
    expect(report.findings).toEqual([]);
    expect(report.notEvaluated).toEqual([expect.objectContaining({ code: 'CM3002', field: 'spec.containers[0].securityContext', repair: expect.stringContaining('object') })]);
  });

  test.each([
    [{ apiVersion: 'apps/v1', kind: 'Deploymnt', metadata: { name: 'a' } }, 'CM3001', 'Write kind: Deployment.'],
    [{ apiVersion: 'extensions/v1beta1', kind: 'Deployment', metadata: { name: 'a' } }, 'CM3005', 'Write apiVersion: apps/v1.'],
  ])('an unknown kind is not evaluated, and what was meant is said: %j', (object, code, repair) => {
    expect(check([object]).notEvaluated).toEqual([expect.objectContaining({ code, repair })]);
  });

  test('a value that is known only at deployment leaves its control undecided', () => {
    class Output {}
    const { findings, notEvaluated } = check([pod({ containers: [container({ securityContext: { privileged: new Output() } })] })], { profile: 'pss-baseline' });
    expect(findings).toEqual([]);
    expect(notEvaluated).toEqual([expect.objectContaining({ code: 'CM3003', message: expect.stringContaining('pod-no-privileged') })]);
  });

  test('a fingerprint survives new neighbours, and tells containers apart', () => {
    const bad = (name: string): object => container({ name, securityContext: { privileged: true } });
    const one = check([pod({ containers: [bad('a')] })], { profile: 'pss-baseline' }).findings;
    const two = check([pod({ containers: [bad('b'), bad('a')] })], { profile: 'pss-baseline' }).findings;
    expect(two).toHaveLength(2);
    expect(new Set(two.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    expect(two.map(({ fingerprint }) => fingerprint)).toContain(one[0]?.fingerprint);
  });

  test('the meaning follows the minor', () => {
    const probed = pod({ containers: [container({ livenessProbe: { httpGet: { host: 'example.com', port: 80 } } })] });
    const ids = (kubernetes: '1.33' | '1.34'): string[] => check([probed], { profile: 'pss-baseline', kubernetes }).findings.map(({ control: id }) => id);
    expect(ids('1.33')).toEqual([]);
    expect(ids('1.34')).toEqual(['pod-no-probe-host']);
  });

  test('runs controls that the kit does not ship, and reports one whose expression fails', () => {
    const own = (expression: string) => control({
      ...controls.podNoPrivileged, id: 'pod-own', references: [pss('baseline')], each: 'container', field: 'image', expected: 'mine', fix: needs('it'),
      revisions: { '1.0': expression },
    });
    const subject = [pod({ containers: [container()] })];
    expect(check(subject, { controls: [own(`container.image.startsWith('mine/')`)] }).findings).toHaveLength(1);
    expect(check(subject, { controls: [own(`container.image.startsWith('registry')`)] }).findings).toHaveLength(0);
  });

  test('is the same from run to run, whatever the order of the input', () => {
    const objects = [pod({ containers: [container()] }, 'b'), pod({ containers: [container()] }, 'a')];
    expect(check(objects)).toEqual(check([...objects].reverse()));
  });
});
