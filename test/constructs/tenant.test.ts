import { ApiObject, Chart, Cron, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  declarePlatform, DefaultDenyNamespace, HardenedCronJob, HardenedDeployment, LeastPrivilegeServiceAccount, list, Peer, Tenant, type TenantProps,
} from '../../constructs/index';
import type { KubernetesObject } from '../../src/manifest/object';
import { valueAt } from '../../src/manifest/path';
import { podTemplatePath } from '../../src/manifest/workload';
import { clean, container, failureOf, find, fullPlatform, type Rendered, synth, untyped, verdict } from '../support/cdk8s';

const nodePool = { nodeSelector: { 'node-restriction.kubernetes.io/tenant': 'blue' }, taint: { key: 'tenant', value: 'blue' } };

interface Tenants {
  readonly chart: Chart;
  readonly blue: Tenant<'shop' | 'reports'>;
  readonly green: Tenant;
}

function tenants(props: Omit<TenantProps, 'namespaces'> = {}): Tenants {
  const app = Testing.app();
  declarePlatform(app, fullPlatform);
  const chart = new Chart(app, 'tenants');
  return { chart, blue: new Tenant(chart, 'blue', { namespaces: ['shop', 'reports'], ...props }), green: new Tenant(chart, 'green') };
}

const deploymentIn = (scope: ConstructorParameters<typeof HardenedDeployment>[0], id = 'api'): HardenedDeployment => new HardenedDeployment(scope, id, { containers: [container] });

test('a tenant is its namespaces, closed and bounded, and the people who may look', () => {
  const { chart } = tenants({ size: 'small', quota: { pods: '30' }, people: { groups: ['blue-developers'] } });
  const objects = synth(chart);
  expect(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata?.name)).toEqual(['blue-shop', 'blue-reports', 'green']);
  const inShop = objects.filter(({ metadata }) => metadata?.namespace === 'blue-shop');
  expect(inShop.map(({ kind, metadata }) => `${kind} ${metadata?.name}`)).toEqual([
    'NetworkPolicy default-deny', 'NetworkPolicy allow-dns', 'ResourceQuota quota', 'LimitRange limits', 'ServiceAccount default', 'RoleBinding people-read',
  ]);
  expect((inShop.find(({ kind }) => kind === 'ResourceQuota') as Rendered).spec.hard).toMatchObject({ pods: '30', 'limits.cpu': '4', 'services.loadbalancers': '0', 'services.nodeports': '0' });
  expect(verdict(objects)).toEqual(clean);
});

test('what is made in its scope lands in it, and in the namespace whose scope it is', () => {
  const { chart, blue, green } = tenants();
  deploymentIn(blue);
  new ApiObject(blue.namespace('reports'), 'raw', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'raw' }, immutable: true });
  new ApiObject(blue, 'raw', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'raw' }, immutable: true });
  new kplus.ConfigMap(green, 'plain', { metadata: { name: 'plain' }, immutable: true });
  const objects = synth(chart);
  const placed = objects.filter(({ kind }) => ['ConfigMap', 'Deployment'].includes(kind)).map(({ kind, metadata }) => `${kind} ${metadata?.namespace}/${metadata?.name}`);
  expect(placed.sort()).toEqual(['ConfigMap blue-reports/raw', 'ConfigMap blue-shop/raw', 'ConfigMap green/plain', 'Deployment blue-shop/api']);
  expect(verdict(objects)).toEqual(clean);
});

test('two objects that would overwrite each other are seen across its scopes', () => {
  const { chart, blue } = tenants();
  new kplus.ConfigMap(blue, 'a', { metadata: { name: 'same' } });
  new kplus.ConfigMap(blue.namespace('shop'), 'b', { metadata: { name: 'same' } });
  expect(failureOf(() => synth(chart)).message).toContain('CM5043');
});

test('its pods run on its nodes, whoever wrote them', () => {
  const { chart, blue, green } = tenants({ nodePool });
  deploymentIn(blue);
  new HardenedCronJob(blue.namespace('reports'), 'nightly', { schedule: Cron.daily(), containers: [{ image: container.image, user: 10_001, resources: container.resources }] });
  new ApiObject(blue, 'raw', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'raw' }, spec: { nodeSelector: { disk: 'ssd' }, containers: [] } });
  deploymentIn(green);
  const objects = synth(chart);
  const specOf = (kind: string, namespace: string): Rendered => {
    const workload = objects.find((object) => object.kind === kind && object.metadata?.namespace === namespace) as KubernetesObject;
    return valueAt(workload, [...podTemplatePath(workload) ?? [], 'spec']);
  };
  const tolerations = [{ effect: 'NoSchedule', key: 'tenant', operator: 'Equal', value: 'blue' }];
  expect(specOf('Deployment', 'blue-shop')).toMatchObject({ nodeSelector: nodePool.nodeSelector, tolerations });
  expect(specOf('CronJob', 'blue-reports')).toMatchObject({ nodeSelector: nodePool.nodeSelector, tolerations });
  expect(specOf('Pod', 'blue-shop')).toMatchObject({ nodeSelector: { disk: 'ssd', ...nodePool.nodeSelector }, tolerations });
  expect(specOf('Deployment', 'green')).not.toHaveProperty('nodeSelector');
  expect(find(objects, 'Namespace', 'blue-shop').metadata?.annotations).toEqual({
    'scheduler.alpha.kubernetes.io/node-selector': 'node-restriction.kubernetes.io/tenant=blue',
    'scheduler.alpha.kubernetes.io/defaultTolerations': JSON.stringify(tolerations),
    'scheduler.alpha.kubernetes.io/tolerationsWhitelist': JSON.stringify(tolerations),
  });
  expect(verdict(objects.filter(({ kind }) => kind !== 'Pod'))).toEqual(clean);
});

describe('nothing crosses', () => {
  const failing = (cross: (all: Tenants) => unknown): string => {
    const all = tenants();
    cross(all);
    return failureOf(() => synth(all.chart)).message;
  };

  test('a connection is refused where it is written', () => {
    const { blue, green } = tenants();
    const [api, other] = [deploymentIn(blue), deploymentIn(green)];
    for (const attempt of [
      () => api.connectsTo(other), () => other.connectsTo(api), () => api.isReachedFrom(other),
      () => api.connectsTo(Peer.namespace('green', [{ port: 80 }])), () => api.isReachedFrom(Peer.pods('green', { app: 'a' })),
    ]) expect(failureOf(attempt)).toMatchObject({ code: 'CM5331', message: expect.stringMatching(/blue|green/) });
  });

  test('but between the namespaces of one tenant, and with those of nobody', () => {
    const { chart, blue } = tenants();
    const [api, reports] = [deploymentIn(blue), deploymentIn(blue.namespace('reports'), 'reports')];
    reports.connectsTo(api);
    api.isReachedFrom(Peer.ingressController('ingress-nginx'));
    const shared = new DefaultDenyNamespace(chart, 'monitoring', { tenant: 'platform' });
    api.isReachedFrom(deploymentIn(shared, 'prometheus'));
    expect(verdict(synth(chart))).toEqual(clean);
  });

  test.each<[string, (all: Tenants) => unknown, string]>([
    ['a policy that somebody wrote by hand', ({ green }) => new ApiObject(green, 'open', {
      apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'open' },
      spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ namespaceSelector: { matchLabels: { owner: 'blue' } } }] }] },
    }), 'opens the tenant green to the tenant blue'],
    ['a policy for all namespaces', ({ green }) => new ApiObject(green, 'open', {
      apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'open' },
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ namespaceSelector: {} }] }] },
    }), 'opens the tenant green to the tenant blue'],
    ['an account of another', ({ green }) => binding(green, [{ kind: 'ServiceAccount', name: 'api-account', namespace: 'blue-shop' }]), 'an account of the tenant blue rights in the tenant green'],
    ['all accounts of another', ({ green }) => binding(green, [{ kind: 'Group', name: 'system:serviceaccounts:blue-reports' }]), 'an account of the tenant blue'],
    ['a binding for the cluster, from outside', ({ chart }) => new ApiObject(chart, 'all', {
      apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'all' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }, subjects: [{ kind: 'ServiceAccount', name: 'a', namespace: 'green' }],
    }), 'gives the tenant green rights in all others'],
    ['an account for the cluster', ({ blue }) => new LeastPrivilegeServiceAccount(blue, 'reader', {
      clusterWide: { reason: 'lists the pods of the whole cluster', allow: [list('pods')] },
    }), 'gives the tenant blue rights in all others'],
    ['an object in the namespace of another', ({ green }) => new kplus.ConfigMap(green, 'here', { metadata: { name: 'here', namespace: 'blue-shop' } }), 'lands in a namespace of the tenant blue'],
  ])('%s fails synth', (_what, cross, message) => {
    expect(failing(cross)).toContain(message);
  });
});

const binding = (scope: Tenant, subjects: readonly object[]): ApiObject => new ApiObject(scope, 'binding', {
  apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'binding' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }, subjects,
});

test.each<[string, object, string]>([
  ['a size that nobody knows', { size: 'huge' }, 'CM5333'],
  ['a namespace twice', { namespaces: ['a', 'a'] }, 'CM5333'],
  ['no namespace', { namespaces: [] }, 'CM5333'],
  ['a name that cannot be', { namespaces: ['Shop'] }, 'CM5333'],
  ['every node', { nodePool: { nodeSelector: {} } }, 'CM5330'],
  ['the nodes of the control plane', { nodePool: { nodeSelector: { 'node-role.kubernetes.io/control-plane': '' } } }, 'CM5330'],
  ['the taint of the control plane', { nodePool: { nodeSelector: { pool: 'a' }, taint: { key: 'node-role.kubernetes.io/control-plane' } } }, 'CM5330'],
  ['a label that cannot be', { nodePool: { nodeSelector: { pool: 'a b' } } }, 'CM5330'],
  ['people who read everywhere', { people: { groups: ['a'], clusterWide: { reason: 'audits the workloads of all teams' } } }, 'CM5002'],
  ['a prop that is none', { nodes: 3 }, 'CM5001'],
])('%s is refused', (_what, props, code) => {
  expect(failureOf(() => untyped(Tenant<string>, new Chart(Testing.app(), 'tenants'), props))).toMatchObject({ code });
});

test('its names are types', () => {
  const { blue } = tenants();
  // @ts-expect-error the tenant has no such namespace
  expect(failureOf(() => blue.namespace('orders'))).toMatchObject({ code: 'CM5333', message: expect.stringContaining('shop, reports') });
});

test('two tenants cannot have one namespace', () => {
  const chart = new Chart(Testing.app(), 'tenants');
  new Tenant(chart, 'blue', { namespaces: ['shop'] });
  expect(failureOf(() => new Tenant(chart, 'blue-shop'))).toMatchObject({ code: 'CM5334' });
});
