import { check } from '../../src/index';
import type { CheckOptions } from '../../src/check/options';
import { controls } from '../../src/controls/index';
import type { KubernetesObject } from '../../src/manifest/object';
import { deployment, namespaceObject } from '../support/test-graph-control';

const RBAC = 'rbac.authorization.k8s.io';
const account = (name: string, more: object = {}): KubernetesObject => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'shop' }, ...more });
const binding: KubernetesObject = {
  apiVersion: `${RBAC}/v1`, kind: 'RoleBinding', metadata: { name: 'b', namespace: 'shop' }, roleRef: { apiGroup: RBAC, kind: 'Role', name: 'reader' },
};
const role = (name: string, more: object = {}): KubernetesObject => ({ apiVersion: `${RBAC}/v1`, kind: 'Role', metadata: { name, namespace: 'shop' }, rules: [], ...more });
const service: KubernetesObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'front', namespace: 'shop' }, spec: { selector: { app: 'api' } } };
const networkPolicy = (spec: unknown, namespace = 'shop'): KubernetesObject =>
  ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'deny', namespace }, spec });
const untrusted = deployment('build', { runtimeClassName: 'gvisor' }, { tier: 'untrusted' });
const runtimeClass = (name: string, handler: unknown): KubernetesObject => ({ apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name }, handler });

/** What a control finds missing beside objects, one of which could not be judged. */
const cases: readonly (readonly [string, CheckOptions['controls'], readonly KubernetesObject[], KubernetesObject, KubernetesObject])[] = [
  ['a role', [controls.rbacNoDangling], [binding, role('other')], role('reader', { rules: 'none' }), role('another', { rules: 'none' })],
  ['an account', [controls.rbacNoDangling], [deployment('web', { serviceAccountName: 'web' }), account('other')], account('web', { secrets: 'none' }), account('x', { secrets: 'none' })],
  ['a kind that is not served any more', [controls.networkDefaultDenyIngress], [deployment('web')],
    { ...networkPolicy({}), apiVersion: 'extensions/v1beta1' }, { ...networkPolicy({}, 'bank'), apiVersion: 'extensions/v1beta1' }],
  ['a network policy', [controls.networkDefaultDenyEgress], [deployment('web')], networkPolicy({ podSelector: 'all' }), networkPolicy({ podSelector: 'all' }, 'bank')],
  ['a quota', [controls.namespaceQuota], [namespaceObject('shop')],
    { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace: 'shop' }, spec: 'much' },
    { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace: 'bank' }, spec: 'much' }],
  ['pods of a Service', [controls.manifestSelectorMatches], [deployment('web'), service], deployment('api', { hostPID: 'no' }), deployment('api', { hostPID: 'no' }, { app: 'api' }, 'bank')],
  ['pods of a network policy', [controls.networkNoDanglingPolicy], [deployment('web'), networkPolicy({ podSelector: { matchLabels: { app: 'api' } } })],
    deployment('api', { hostPID: 'no' }), deployment('api', { hostPID: 'no' }, { app: 'api' }, 'bank')],
  ['a runtime class', [controls.podSandboxedUntrusted], [untrusted, runtimeClass('kata', 'kata')], runtimeClass('gvisor', 1), runtimeClass('wasm', 1)],
];

describe('what is missing beside an object that could not be judged', () => {
  test.each(cases)('%s: nobody knows', (_, chosen, objects, broken) => {
    const { findings, notEvaluated } = check([...objects, broken], { controls: chosen });
    expect(findings).toEqual([]);
    expect(notEvaluated.map(({ code }) => code).sort()).toEqual([expect.stringMatching(/^CM300[1256]$/), 'CM3007']);
    expect(notEvaluated.find(({ code }) => code === 'CM3007')).toMatchObject({
      message: expect.stringContaining(`what it misses may be ${broken.kind} ${broken.metadata?.name ?? ''}`), repair: expect.stringMatching(/^Mend .*\.$/),
    });
  });

  test.each(cases)('%s: another one says nothing', (_, chosen, objects, _broken, unrelated) => {
    const { findings, notEvaluated } = check([...objects, unrelated], { controls: chosen });
    expect(findings).toHaveLength(1);
    expect(notEvaluated.map(({ code }) => code)).not.toContain('CM3007');
  });
});

test('an exception for such a verdict is not unused', () => {
  const exception = {
    control: 'namespace-quota', object: { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'shop' },
    reason: 'the cluster has one tenant alone', owner: 'platform', expires: '2026-12-20',
  };
  const [, , objects, broken] = cases[4] as (typeof cases)[number];
  const options = { controls: [controls.namespaceQuota], exceptions: [exception], now: new Date('2026-11-25') };
  expect(check([...objects, broken], options).exceptionProblems).toBeUndefined();
  expect(check(objects, options).exceptions).toHaveLength(1);
});
