import { podNoHostPath } from '../../src/controls/pod/pod-no-host-path';
import { podMemoryBounded } from '../../src/controls/pod/pod-memory-bounded';
import type { Control } from '../../src/controls/control';
import { guardableKinds, matchConditions, matchConstraints } from '../../src/guardrails/match';

interface Constraints {
  readonly matchPolicy: string;
  readonly resourceRules: readonly { readonly apiGroups: readonly string[]; readonly operations: readonly string[]; readonly resources: readonly string[] }[];
}

const rulesOf = (control: Control): Constraints['resourceRules'] => (matchConstraints(control, ['rollouts.argoproj.io', 'services.serving.knative.dev', 'experiments.argoproj.io']) as unknown as Constraints).resourceRules;
const conditionOf = (control: Control, ...texts: string[]): string => {
  const [condition] = matchConditions(control, texts) as unknown as readonly { readonly expression: string }[];
  return condition?.expression ?? '';
};
const forKinds = (...kinds: [apiGroup: string, kind: string][]): Control => ({ ...podNoHostPath, kinds: kinds.map(([apiGroup, kind]) => ({ apiGroup, kind })) });

describe('matchConstraints', () => {
  test('of a control of pods are all kinds with a pod spec, and debug containers', () => {
    expect(rulesOf(podNoHostPath).map(({ apiGroups: [group], resources }) => [group, ...resources])).toEqual([
      ['', 'pods', 'pods/ephemeralcontainers', 'podtemplates', 'replicationcontrollers'],
      ['apps', 'replicasets', 'deployments', 'statefulsets', 'daemonsets'],
      ['batch', 'jobs', 'cronjobs'],
      ['argoproj.io', 'rollouts', 'experiments'],
      ['serving.knative.dev', 'services'],
    ]);
    expect(rulesOf(podNoHostPath).map(({ operations }) => operations)).toEqual([0, 1, 2, 3, 4].map(() => ['CREATE', 'UPDATE']));
  });

  test('of a control of resources are resizes as well', () => {
    expect(rulesOf(podMemoryBounded)[0]?.resources).toEqual(['pods', 'pods/ephemeralcontainers', 'pods/resize', 'podtemplates', 'replicationcontrollers']);
  });

  test('of a control with kinds are those, in the plural', () => {
    const control = forKinds(['', 'Namespace'], ['networking.k8s.io', 'NetworkPolicy'], ['networking.k8s.io', 'Ingress'], ['', 'Service']);
    expect(rulesOf(control).map(({ apiGroups: [group], resources }) => [group, ...resources])).toEqual([
      ['', 'namespaces', 'services'], ['networking.k8s.io', 'networkpolicies', 'ingresses'],
    ]);
  });
});

describe('guardableKinds', () => {
  test('are all that the API server shows to policies', () => {
    expect(guardableKinds(forKinds(['', 'Namespace'], ['admissionregistration.k8s.io', 'ValidatingWebhookConfiguration']))).toEqual([{ apiGroup: '', kind: 'Namespace' }]);
    expect(guardableKinds(podNoHostPath)).toContainEqual({ apiGroup: 'apps', kind: 'Deployment' });
  });
});

describe('matchConditions', () => {
  test('leave custom resources out that have no pods of their own', () => {
    const [, condition] = matchConditions(podNoHostPath, []) as unknown as readonly { readonly name: string; readonly expression: string }[];
    expect(condition).toEqual({ name: 'has-pods', expression: "request.resource.group in ['', 'apps', 'batch'] || object.?spec.?template.?spec.?containers.hasValue()" });
    expect(matchConditions(forKinds(['', 'Namespace']), [])).toHaveLength(1);
  });

  test('let creation through, and compare templates on update', () => {
    const condition = conditionOf(podNoHostPath, 'variables.volumes.all(volume, true)');
    expect(condition).toMatch(/^request\.operation != 'UPDATE' \|\| \(object\.kind == 'Pod' \? object : .*\)\.\?spec != \(oldObject\.kind == 'Pod' \? oldObject : .*\)\.\?spec$/);
    expect(condition).not.toContain('annotations');
  });

  test.each(['variables.annotations.all(annotation, true)', '[variables.podTemplate].all(podTemplate, true)', 'object.x == 1'])('compare metadata where it is read: %s', (text) => {
    expect(conditionOf(podNoHostPath, text)).toContain('.?metadata.?annotations != (oldObject');
  });

  test('compare everything but metadata and status for other kinds', () => {
    const condition = conditionOf(forKinds(['', 'Namespace']), 'object.?metadata');
    expect(condition).toContain('object.?metadata.?labels != oldObject.?metadata.?labels');
    expect(condition).not.toContain('object.kind');
  });
});
