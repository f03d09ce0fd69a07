import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { dangers } from '../../constructs/danger';
import {
  create, customResource, deletecollection, get, HardenedDeployment, LeastPrivilegeServiceAccount, list, nonResourceURL, patch, remove, update, watch,
} from '../../constructs/index';
import { clean, container, failureOf, find, type Rendered, scene, synth, untyped, verdict } from '../support/cdk8s';

test('without rules there is no role, and no token', () => {
  const { chart, shop } = scene();
  const account = new LeastPrivilegeServiceAccount(shop, 'idle');
  expect(account).toBeInstanceOf(kplus.ServiceAccount);
  const objects = synth(chart);
  expect(find(objects, 'ServiceAccount', 'idle')).toMatchObject({ automountServiceAccountToken: false });
  expect(objects.filter(({ kind }) => kind.startsWith('Role'))).toEqual([]);
});

test('with rules there are a role, a binding and a short-lived token', () => {
  const { chart, shop } = scene();
  const serviceAccount = new LeastPrivilegeServiceAccount(shop, 'api-account', {
    allow: [get('configmaps', { names: ['flags'] }), watch('configmaps', { names: ['flags'] }), list('pods'), get('secrets', { names: ['b', 'a'] })],
  });
  new HardenedDeployment(shop, 'api', { serviceAccount, containers: [container] });
  const objects = synth(chart);
  expect(['Role', 'RoleBinding'].map((kind) => find(objects, kind, 'api-account'))).toMatchSnapshot();
  const spec = (find(objects, 'Deployment') as Rendered).spec.template.spec;
  expect(spec.automountServiceAccountToken).toBe(false);
  expect(spec.volumes.find(({ name }: { name: string }) => name === 'kube-api-access')).toMatchSnapshot();
  expect(spec.containers[0].volumeMounts).toContainEqual({
    name: 'kube-api-access', mountPath: '/var/run/secrets/kubernetes.io', readOnly: true, recursiveReadOnly: 'IfPossible',
  });
  expect(verdict(objects)).toEqual(clean);
});

test('the token is for the audience that was asked for', () => {
  const { chart, shop } = scene();
  const serviceAccount = new LeastPrivilegeServiceAccount(shop, 'account', { allow: [list('pods')], audience: 'https://kubernetes.example.com' });
  new HardenedDeployment(shop, 'api', { serviceAccount, containers: [container] });
  expect(JSON.stringify(find(synth(chart), 'Deployment'))).toContain('"audience":"https://kubernetes.example.com"');
});

test('rules that come later count for workloads that were there before', () => {
  const { chart, shop } = scene();
  const serviceAccount = new LeastPrivilegeServiceAccount(shop, 'account');
  new HardenedDeployment(shop, 'api', { serviceAccount, containers: [container] });
  serviceAccount.allow(list('pods'));
  serviceAccount.allow(watch('pods'));
  const objects = synth(chart);
  expect((find(objects, 'Role') as Rendered).rules).toEqual([{ apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] }]);
  expect(JSON.stringify(find(objects, 'Deployment'))).toContain('serviceAccountToken');
});

test('every verb', () => {
  const { chart, shop } = scene();
  const names = ['lock'] as const;
  new LeastPrivilegeServiceAccount(shop, 'leader', {
    allow: [
      create('leases'), get('leases', { names }), update('leases', { names }), patch('leases', { names }), remove('leases', { names }),
      patch('deployments/scale', { names: ['api'] }), get(customResource('cert-manager.io', 'certificates')), create('events'),
      create('events.events.k8s.io'), deletecollection('configmaps'), update(customResource('example.com', 'widgets/status')),
    ],
  });
  const objects = synth(chart);
  expect((find(objects, 'Role') as Rendered).rules).toMatchSnapshot();
  expect(verdict(objects)).toEqual(clean);
});

test('objects are named by their constructs, and must be what the rule is about', () => {
  const { chart, shop } = scene();
  const flags = new kplus.ConfigMap(shop, 'flags', { metadata: { name: 'flags' }, immutable: true });
  new LeastPrivilegeServiceAccount(shop, 'reader', { allow: [get('configmaps', { names: [flags] })] });
  expect((find(synth(chart), 'Role') as Rendered).rules[0].resourceNames).toEqual(['flags']);
  expect(failureOf(() => get('services', { names: [flags] })).message).toContain('flags is one of configmaps');
});

test('a ClusterRole has a reason, and a name of its own', () => {
  const { chart, shop } = scene();
  new LeastPrivilegeServiceAccount(shop, 'scheduler', {
    clusterWide: {
      reason: 'spreads its caches over the zones of the nodes',
      allow: [list('nodes'), watch('nodes'), get(nonResourceURL('/metrics')), create('tokenreviews'), create('events'), list(customResource('example.com', 'widgets'))],
    },
  });
  const objects = synth(chart);
  expect(['ClusterRole', 'ClusterRoleBinding'].map((kind) => find(objects, kind))).toMatchSnapshot();
  expect(verdict(objects)).toEqual(clean);
});

describe('exceptions', () => {
  const exception = { reason: 'runs the smoke test inside of the pods that it deployed', owner: 'team-build', expires: '2027-01-15' };
  beforeEach(() => {
    jest.useFakeTimers({ now: new Date('2026-11-24T12:00:00Z') });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('allow a single thing, in a role of its own that the ledger holds', () => {
    const { chart, shop } = scene();
    const account = new LeastPrivilegeServiceAccount(shop, 'tester', { allow: [list('pods')] });
    account.except('create', 'pods/exec', exception);
    account.except('get', 'nodes/proxy', exception);
    const objects = synth(chart);
    expect(find(objects, 'Role', 'tester-create-pods-exec')).toMatchSnapshot();
    expect(find(objects, 'ClusterRoleBinding', 'shop-tester-get-nodes-proxy')).toMatchObject({ subjects: [{ name: 'tester', namespace: 'shop' }] });
    expect(verdict(objects).findings.map(({ control, object }) => `${control} ${object.name}`).sort()).toEqual([
      'rbac-no-exec tester-create-pods-exec', 'rbac-no-nodes-proxy shop-tester-get-nodes-proxy',
    ]);
  });

  test.each(dangers.flatMap(({ verbs, resources, ...danger }) => ('control' in danger
    ? verbs.flatMap((verb) => resources.map((resource) => [verb, resource, danger.control] as const))
    : [])))('%s %s is recorded for %s', (verb, resource) => {
    const { chart, shop } = scene();
    new LeastPrivilegeServiceAccount(shop, 'operator').except(verb as 'create', resource as 'pods/exec', { ...exception, reason: 'operates what the platform team hands to it' });
    expect(() => synth(chart)).not.toThrow();
  });

  test('end', () => {
    const { chart, shop } = scene();
    new LeastPrivilegeServiceAccount(shop, 'tester').except('create', 'pods/exec', { ...exception, expires: '2026-11-23' });
    expect(failureOf(() => synth(chart)).message).toContain('CM4010: rbac-no-exec');
  });

  test('are not for what no control finds', () => {
    const account = new LeastPrivilegeServiceAccount(scene().shop, 'tester');
    // @ts-expect-error nothing finds it in a Role
    expect(failureOf(() => account.except('create', 'pods', exception))).toMatchObject({ code: 'CM5302' });
  });
});

describe('what the platform does not have', () => {
  test.each([
    ['1.30', 'mutatingadmissionpolicies', '1.36 and later'],
    ['1.33', 'resourceclaims', '1.34 and later'],
  ] as const)('at %s: %s', (kubernetes, resource, minors) => {
    const { shop } = scene({ kubernetes });
    const attempt = (): unknown => new LeastPrivilegeServiceAccount(shop, 'reader', {
      clusterWide: { reason: 'shows what the cluster is made of', allow: [list(resource)] },
    });
    expect(failureOf(attempt)).toMatchObject({ code: 'CM5300', message: expect.stringContaining(minors) });
    expect(() => new LeastPrivilegeServiceAccount(scene().shop, 'reader', { clusterWide: { reason: 'shows what the cluster is made of', allow: [list(resource)] } })).not.toThrow();
  });
});

describe('apiAccess of a workload', () => {
  test('grants the Role and mounts the token together', () => {
    const { chart, shop } = scene();
    new HardenedDeployment(shop, 'api', { containers: [container], apiAccess: [get('configmaps', { names: ['flags'] })] });
    const objects = synth(chart);
    expect((find(objects, 'Role', 'api-account') as Rendered).rules).toEqual([{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['flags'], verbs: ['get'] }]);
    const { serviceAccountName, automountServiceAccountToken, volumes } = (find(objects, 'Deployment') as Rendered).spec.template.spec;
    expect({ serviceAccountName, automountServiceAccountToken }).toEqual({ serviceAccountName: 'api-account', automountServiceAccountToken: false });
    expect(volumes.map(({ name }: { name: string }) => name)).toContain('kube-api-access');
    expect(verdict(objects)).toEqual(clean);
  });

  test('is not for an account that others may have', () => {
    const { shop } = scene();
    const serviceAccount = new LeastPrivilegeServiceAccount(shop, 'shared');
    expect(failureOf(() => new HardenedDeployment(shop, 'api', { serviceAccount, containers: [container], apiAccess: [list('pods')] }))).toMatchObject({ code: 'CM5304' });
  });
});

describe('what is refused', () => {
  test('a token in every pod', () => {
    expect(failureOf(() => untyped(LeastPrivilegeServiceAccount, scene().shop, { automountToken: true }))).toMatchObject({ code: 'CM5002' });
  });

  test('a ClusterRole without a reason', () => {
    const attempt = (): unknown => new LeastPrivilegeServiceAccount(scene().shop, 'reader', { clusterWide: { reason: 'needed', allow: [list('nodes')] } });
    expect(failureOf(attempt)).toMatchObject({ code: 'CM5301' });
  });

  test('rules without a namespace, for which the API server would refuse the binding', () => {
    const chart = new Chart(scene().app, 'other');
    expect(failureOf(() => new LeastPrivilegeServiceAccount(chart, 'account', { allow: [list('pods')] }))).toMatchObject({ code: 'CM5031' });
  });
});
