import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  create, customResource, get, HardenedDeployment, LeastPrivilegeServiceAccount, list, patch, remove, update, watch,
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
  expect(spec.containers[0].volumeMounts).toContainEqual({ name: 'kube-api-access', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true });
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
  const names = ['lock'];
  new LeastPrivilegeServiceAccount(shop, 'leader', {
    allow: [
      create('leases'), get('leases', { names }), update('leases', { names }), patch('leases', { names }), remove('leases', { names }),
      patch('deployments/scale', { names: ['api'] }), get(customResource('cert-manager.io', 'certificates')), create('events'),
    ],
  });
  const objects = synth(chart);
  expect((find(objects, 'Role') as Rendered).rules).toMatchSnapshot();
  expect(verdict(objects)).toEqual(clean);
});

describe('what is refused, with what would come of it', () => {
  const past = (verb: Rendered, ...args: unknown[]) => (): unknown => verb(...args);

  test.each([
    ['a wildcard', past(get, '*'), 'everything'],
    ['all Secrets', past(get, 'secrets'), 'every Secret'],
    ['a list of Secrets', past(list, 'secrets', { names: ['a'] }), 'values of all Secrets'],
    ['a watch of Secrets', past(watch, 'secrets'), 'values of all Secrets'],
    ['exec', past(create, 'pods/exec'), 'commands in every pod'],
    ['the proxy of nodes', past(get, 'nodes/proxy'), 'past audit'],
    ['making pods', past(create, 'pods'), 'any account'],
    ['making jobs', past(create, 'jobs'), 'any account'],
    ['changing deployments', past(patch, 'deployments', { names: ['api'] }), 'any account'],
    ['tokens', past(create, 'serviceaccounts/token'), 'any account'],
    ['roles', past(update, 'roles', { names: ['a'] }), 'any right'],
    ['bindings', past(create, 'rolebindings'), 'any role'],
    ['impersonation', past(get, 'users'), 'all the rights'],
    ['something unknown', past(get, 'constructor'), 'not among the rights'],
    ['an empty list of names', past(get, 'configmaps', { names: [] }), 'at least one'],
    ['a pattern', past(get, 'configmaps', { names: ['shop-*'] }), 'no patterns'],
    ['changes without names', past(patch, 'configmaps'), 'every object'],
    ['a group of Kubernetes', past(customResource, 'rbac.authorization.k8s.io', 'roles'), 'gives himself any other'],
    ['the core group', past(customResource, '', 'secrets'), 'gives himself any other'],
    ['a wildcard of a group', past(customResource, 'cert-manager.io', '*'), 'everything'],
    ['a wildcard of groups', past(customResource, '*.io', 'certificates'), 'everything'],
    ['exec of a custom resource', past(customResource, 'kubevirt.io', 'virtualmachines/exec'), 'plural'],
  ])('%s', (_what, attempt, consequence) => {
    expect(failureOf(attempt)).toMatchObject({ name: 'CasemateError', code: 'CM5030', message: expect.stringContaining(consequence) });
  });

  test('a rule that was not made by them', () => {
    const attempt = (): unknown => untyped(LeastPrivilegeServiceAccount, scene().shop, { allow: [{ verb: '*', apiGroup: '*', resource: '*' }] });
    expect(failureOf(attempt)).toMatchObject({ code: 'CM5030' });
  });

  test('a token in every pod', () => {
    expect(failureOf(() => untyped(LeastPrivilegeServiceAccount, scene().shop, { automountToken: true }))).toMatchObject({ code: 'CM5002' });
  });

  test('rules without a namespace, for which the API server would refuse the binding', () => {
    const chart = new Chart(scene().app, 'other');
    expect(failureOf(() => new LeastPrivilegeServiceAccount(chart, 'account', { allow: [list('pods')] }))).toMatchObject({ code: 'CM5031' });
  });
});

test('what the types refuse', () => {
  // Each line below must be an error for the compiler, or this file does not compile.
  const attempts = [
    // @ts-expect-error everything, by a wildcard
    () => get('*'),
    // @ts-expect-error Secrets without names
    () => get('secrets'),
    // @ts-expect-error a list of Secrets
    () => list('secrets'),
    // @ts-expect-error commands in pods
    () => create('pods/exec'),
    // @ts-expect-error a token of any account
    () => create('serviceaccounts/token'),
    // @ts-expect-error changes without names
    () => update('configmaps'),
  ];
  attempts.forEach((attempt) => expect(attempt).toThrow('is refused'));
});
