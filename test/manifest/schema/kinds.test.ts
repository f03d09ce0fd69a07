import type { Minor } from '../../../src/manifest/object';
import { schemaData } from '../../../src/manifest/schema/data';
import { deprecationOf, kindsOf, kindStatus, schemaOf } from '../../../src/manifest/schema/index';
import { latestMinor, minors } from '../../../src/platform';

const replacement = (apiVersion: string, kind: string) => ({ apiVersion, kind });

test('the table covers exactly the minors of the kit', () => {
  expect(schemaData().kubernetes.map((version) => version.split('.').slice(0, 2).join('.'))).toEqual([...minors]);
});

describe('schemaOf', () => {
  test.each(minors)('%s serves every kind with a pod spec', (minor) => {
    for (const [apiVersion, kind] of [
      ['v1', 'Pod'], ['v1', 'PodTemplate'], ['v1', 'ReplicationController'], ['apps/v1', 'ReplicaSet'], ['apps/v1', 'Deployment'],
      ['apps/v1', 'StatefulSet'], ['apps/v1', 'DaemonSet'], ['batch/v1', 'Job'], ['batch/v1', 'CronJob'],
    ] as const) {
      expect(schemaOf(apiVersion, kind, minor)).toMatchObject({ apiVersion, kind, namespaced: true, deprecated: false });
    }
  });

  test.each([
    ['v1', 'Namespace', false], ['rbac.authorization.k8s.io/v1', 'ClusterRole', false], ['rbac.authorization.k8s.io/v1', 'Role', true],
    ['v1', 'PersistentVolume', false], ['authorization.k8s.io/v1', 'LocalSubjectAccessReview', true],
  ] as const)('%s %s: namespaced is %s', (apiVersion, kind, namespaced) => {
    expect(schemaOf(apiVersion, kind, latestMinor)?.namespaced).toBe(namespaced);
  });

  test('a kind is there from the minor that brought it to the one before its removal', () => {
    const served = (apiVersion: string, kind: string): readonly Minor[] =>
      minors.filter((minor) => schemaOf(apiVersion, kind, minor) !== undefined);
    expect(served('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy')[0]).toBe('1.30');
    expect(served('flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema')).toEqual(['1.28', '1.29', '1.30', '1.31']);
    expect(schemaOf('flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', '1.28')?.deprecated).toBe(false);
    expect(schemaOf('flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', '1.29')?.deprecated).toBe(true);
  });

  test('fields follow the minor', () => {
    const podSpec = (minor: Minor) => {
      const spec = schemaOf('v1', 'Pod', minor)?.type.fields.get('spec')?.type;
      if (spec?.kind !== 'object') throw new Error('a pod has a spec');
      return spec;
    };
    expect(podSpec('1.31').fields.has('resources')).toBe(false);
    expect(podSpec('1.32').fields.get('resources')).toMatchObject({ type: { title: 'ResourceRequirements' }, required: false });
    expect(podSpec('1.28').fields.get('containers')).toMatchObject({ type: { kind: 'list', items: { name: 'core.v1.Container' } },
      required: true });
    expect(podSpec('1.28').fields.get('nodeSelector')?.type).toEqual({ kind: 'map', values: { kind: 'string' } });
  });
});

test('every type that a field names is in the table', () => {
  const names = new Set(Object.keys(schemaData().types));
  const named = Object.values(schemaData().types).flatMap((text) => text.match(/[\w-]+\.v\w+\.\w+/g) ?? []);
  expect(named.length).toBeGreaterThan(1000);
  expect(named.filter((name) => !names.has(name))).toEqual([]);
});

test('kindsOf lists what schemaOf knows', () => {
  const kinds = kindsOf('1.28').map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
  expect(kinds).toContain('networking.k8s.io/v1 NetworkPolicy');
  expect(kinds).not.toContain('admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy');
  expect(kinds.some((kind) => kind.endsWith('List') || kind.endsWith('DeleteOptions'))).toBe(false);
});

describe('kindStatus', () => {
  test.each([
    ['policy/v1beta1', 'PodDisruptionBudget', '1.25', replacement('policy/v1', 'PodDisruptionBudget')],
    ['extensions/v1beta1', 'Deployment', '1.16', replacement('apps/v1', 'Deployment')],
    ['extensions/v1beta1', 'Ingress', '1.22', replacement('networking.k8s.io/v1', 'Ingress')],
    ['batch/v1beta1', 'CronJob', '1.25', replacement('batch/v1', 'CronJob')],
    ['events.k8s.io/v1beta1', 'Event', '1.25', replacement('events.k8s.io/v1', 'Event')],
    ['flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', '1.32', replacement('flowcontrol.apiserver.k8s.io/v1', 'FlowSchema')],
    ['apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition', '1.22',
      replacement('apiextensions.k8s.io/v1', 'CustomResourceDefinition')],
  ] as const)('%s %s was removed in %s', (apiVersion, kind, since, instead) => {
    expect(kindStatus(apiVersion, kind, latestMinor)).toEqual({ status: 'removed', since, replacement: instead });
  });

  test('nothing replaces PodSecurityPolicy', () => {
    expect(kindStatus('policy/v1beta1', 'PodSecurityPolicy', '1.28')).toEqual({ status: 'removed', since: '1.25' });
  });

  test('the replacement is one that the minor serves', () => {
    expect(kindStatus('flowcontrol.apiserver.k8s.io/v1beta1', 'FlowSchema', '1.28'))
      .toMatchObject({ status: 'removed', replacement: { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta3' } });
  });

  test('a kind of a later minor', () => {
    expect(kindStatus('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', '1.29')).toMatchObject({ status: 'not-yet',
      since: '1.30' });
  });

  test.each([
    ['argoproj.io/v1alpha1', 'Rollout'], ['serving.knative.dev/v1', 'Service'], ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
    ['cilium.io/v2', 'CiliumNetworkPolicy'], ['metrics.k8s.io/v1beta1', 'PodMetrics'],
  ])('%s %s is custom', (apiVersion, kind) => {
    expect(kindStatus(apiVersion, kind, latestMinor)).toEqual({ status: 'custom' });
  });

  test.each([
    ['apps/v1', 'Deploymnt', replacement('apps/v1', 'Deployment')],
    ['batch/v1', 'Cronjob', replacement('batch/v1', 'CronJob')],
    ['v1', 'Deployment', replacement('apps/v1', 'Deployment')],
    ['app/v1', 'Deployment', replacement('apps/v1', 'Deployment')],
    ['apps/v2', 'Deployment', replacement('apps/v1', 'Deployment')],
    ['networking.k8s.oi/v1', 'NetworkPolicy', replacement('networking.k8s.io/v1', 'NetworkPolicy')],
    ['networking.k8s.io/v1/x', 'NetworkPolicy', replacement('networking.k8s.io/v1', 'NetworkPolicy')],
  ] as const)('%s %s is a mistake', (apiVersion, kind, instead) => {
    expect(kindStatus(apiVersion, kind, latestMinor)).toEqual({ status: 'unknown', replacement: instead });
  });

  test.each([['v1', 'List'], ['v1', 'constructor'], ['__proto__', '__proto__'], ['', '']])('%p %p is unknown', (apiVersion, kind) => {
    expect(kindStatus(apiVersion, kind, latestMinor)).toEqual({ status: 'unknown' });
  });
});

describe('deprecationOf', () => {
  test('nothing for what stays, what is gone, and what is not Kubernetes\' own', () => {
    expect(deprecationOf('apps/v1', 'Deployment', '1.37')).toBeUndefined();
    expect(deprecationOf('policy/v1beta1', 'PodDisruptionBudget', '1.37')).toBeUndefined();
    expect(deprecationOf('example.com/v1beta1', 'Any', '1.37')).toBeUndefined();
  });

  test('the end, as far as it is known, and what comes after', () => {
    const v1 = replacement('networking.k8s.io/v1', 'IPAddress');
    expect(deprecationOf('networking.k8s.io/v1beta1', 'IPAddress', '1.33')).toBeUndefined();
    expect(deprecationOf('networking.k8s.io/v1beta1', 'IPAddress', '1.36')).toEqual({ removed: '1.37', replacement: v1 });
    expect(deprecationOf('networking.k8s.io/v1alpha1', 'ClusterCIDR', '1.28')).toEqual({ removed: '1.29' });
    expect(deprecationOf('resource.k8s.io/v1beta2', 'DeviceClass', '1.37')).toEqual({ replacement: replacement('resource.k8s.io/v1', 'DeviceClass') });
  });
});
