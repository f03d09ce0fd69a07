import {
  create, customResource, deletecollection, get, LeastPrivilegeServiceAccount, list, nonResourceURL, patch, update, watch,
} from '../../constructs/index';
import { CustomResource } from '../../constructs/rule';
import { failureOf, type Rendered, scene, untyped } from '../support/cdk8s';

describe('what is refused, with what would come of it', () => {
  const past = (verb: Rendered, ...args: unknown[]) => (): unknown => verb(...args);
  const everywhere = (...allow: unknown[]) => (): unknown => untyped(LeastPrivilegeServiceAccount, scene().shop, { clusterWide: { reason: 'spreads its caches over the zones', allow } });

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
    ['something unknown', past(get, 'constructor'), 'no such resource'],
    ['a verb that a resource does not have', past(list, 'deployments/scale'), 'only get, patch, update'],
    ['a resource without verbs', past(get, 'users'), 'ask whether somebody may'],
    ['nodes', past(patch, 'priorityclasses', { names: ['a'] }), 'the whole cluster'],
    ['an empty list of names', past(get, 'configmaps', { names: [] }), 'at least one'],
    ['a pattern', past(get, 'configmaps', { names: ['shop-*'] }), 'no patterns'],
    ['names that do not matter', past(create, 'configmaps', { names: ['a'] }), 'grants nothing'],
    ['names for all at once', past(deletecollection, 'configmaps', { names: ['a'] }), 'grants nothing'],
    ['changes without names', past(patch, 'configmaps'), 'every object'],
    ['a group of Kubernetes', past(customResource, 'rbac.authorization.k8s.io', 'roles'), 'lead to any other'],
    ['the core group', past(customResource, '', 'secrets'), 'lead to any other'],
    ['a wildcard of a group', past(customResource, 'cert-manager.io', '*'), 'everything'],
    ['a wildcard of groups', past(customResource, '*.io', 'certificates'), 'everything'],
    ['exec of a custom resource', past(customResource, 'kubevirt.io', 'virtualmachines/exec'), 'plural'],
    ['an operator as a deputy', past(create, new CustomResource('argoproj.io', 'applications')), 'rights of the operator'],
    ['a path of the API server', past(nonResourceURL, '/logs/kube-apiserver.log'), 'how the API server is'],
    ['all paths', past(nonResourceURL, '/*'), 'everything'],
    ['Secrets of every namespace', everywhere(get('secrets', { names: ['a'] })), 'in every namespace'],
    ['writing in every namespace', everywhere(update('configmaps', { names: ['coredns'] })), 'kube-system'],
    ['a right for the cluster in a Role', () => untyped(LeastPrivilegeServiceAccount, scene().shop, { allow: [list('nodes')] }), 'not in a namespace'],
    ['a path in a Role', () => untyped(LeastPrivilegeServiceAccount, scene().shop, { allow: [get(nonResourceURL('/metrics'))] }), 'not in a namespace'],
    ['a rule that was not made by them', () => untyped(LeastPrivilegeServiceAccount, scene().shop, { allow: [{ verb: '*', apiGroup: '*', resource: '*' }] }), 'rules are made by'],
  ])('%s', (_what, attempt, consequence) => {
    expect(failureOf(attempt)).toMatchObject({ name: 'CasemateError', code: 'CM5030', message: expect.stringContaining(consequence) });
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
    // @ts-expect-error pods, as any account
    () => create('pods'),
    // @ts-expect-error changing what roles hold
    () => update('clusterroles', { names: ['a'] }),
    // @ts-expect-error everything that comes into the cluster
    () => patch('mutatingwebhookconfigurations', { names: ['a'] }),
    // @ts-expect-error the labels of Pod Security
    () => patch('namespaces', { names: ['shop'] }),
    // @ts-expect-error commands by way of the kubelet
    () => get('nodes/proxy'),
    // @ts-expect-error changes without names
    () => update('configmaps'),
    // @ts-expect-error no names at all
    () => get('configmaps', { names: [] }),
    // @ts-expect-error names where there are none
    () => create('configmaps', { names: ['a'] }),
    // @ts-expect-error names where they do not matter
    () => deletecollection('configmaps', { names: ['a'] }),
    // @ts-expect-error what the API server cannot do
    () => list('deployments/scale'),
    // @ts-expect-error what the API server cannot do
    () => create('componentstatuses'),
    // @ts-expect-error what the API server does not have
    () => get('podsecuritypolicies'),
    // @ts-expect-error the log files of the control plane
    () => nonResourceURL('/logs'),
    // @ts-expect-error a resource of the cluster in a Role
    () => new LeastPrivilegeServiceAccount(scene().shop, 'a', { allow: [list('nodes')] }),
    // @ts-expect-error Secrets of every namespace
    () => new LeastPrivilegeServiceAccount(scene().shop, 'a', { clusterWide: { reason: 'reads what others hid from it', allow: [get('secrets', { names: ['a'] })] } }),
    // @ts-expect-error writing in every namespace
    () => new LeastPrivilegeServiceAccount(scene().shop, 'a', { clusterWide: { reason: 'writes what others have to read', allow: [create('configmaps')] } }),
  ];
  attempts.forEach((attempt) => expect(attempt).toThrow('is refused'));
});
