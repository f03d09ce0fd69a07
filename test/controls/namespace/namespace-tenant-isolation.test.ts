import { namespaceTenantIsolation } from '../../../src/controls/namespace/namespace-tenant-isolation';
import type { JsonValue, KubernetesObject } from '../../../src/manifest/object';
import { namespaceObject, testGraphControl } from '../../support/test-graph-control';

const RBAC = 'rbac.authorization.k8s.io';
const of = (tenant: string): Readonly<Record<string, string>> => ({ 'casemate.dev/tenant': tenant });
const shop = namespaceObject('shop', of('web'));
const till = namespaceObject('till', of('web'));
const bank = namespaceObject('bank', of('money'));
const open = namespaceObject('open');

const binding = (namespace: string, kind = 'ServiceAccount'): KubernetesObject => ({
  apiVersion: `${RBAC}/v1`, kind: 'RoleBinding', metadata: { name: 'b', namespace: 'shop' }, roleRef: { apiGroup: RBAC, kind: 'Role', name: 'r' },
  subjects: [{ kind, name: 'a', ...(kind === 'ServiceAccount' ? { namespace } : { apiGroup: RBAC }) }],
});
const policy = (spec: JsonValue): KubernetesObject =>
  ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p', namespace: 'shop' }, spec: { podSelector: {}, ...spec as object } });
const from = (namespaceSelector: JsonValue): KubernetesObject => policy({ ingress: [{ from: [{ podSelector: {} }, { namespaceSelector }] }] });
const named = (name: string): JsonValue => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
const grant = (namespace: string): KubernetesObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1beta1', kind: 'ReferenceGrant', metadata: { name: 'g', namespace: 'shop' },
  spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace }], to: [{ group: '', kind: 'Service' }] },
});

const needs = 'whether the two tenants are to reach each other';

testGraphControl(namespaceTenantIsolation, {
  allows: [
    { name: 'an account of the same tenant', objects: [shop, till, bank, binding('till'), binding('shop')] },
    { name: 'an account of a namespace without a tenant', objects: [shop, bank, open, binding('open')] },
    { name: 'an account of a namespace that is not there', objects: [shop, bank, binding('elsewhere')] },
    { name: 'a person, who is of no namespace', objects: [shop, bank, binding('bank', 'User')] },
    { name: 'one tenant alone', objects: [shop, till, binding('till'), from({})] },
    { name: 'owners, who may serve several tenants', objects: [namespaceObject('shop', { owner: 'web' }), namespaceObject('bank', { owner: 'money' }), binding('bank')] },
    { name: 'an owner beside a tenant', objects: [shop, bank, namespaceObject('watch', { owner: 'platform' }), binding('watch'), from(named('watch'))] },
    { name: 'a peer of the same tenant', objects: [shop, till, bank, from(named('till')), from({ matchLabels: of('web') })] },
    { name: 'a policy without peers', objects: [shop, bank, policy({ ingress: [{}], egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] })] },
    { name: 'a grant to the same tenant', objects: [shop, till, bank, grant('till')] },
  ],
  denies: [
    {
      name: 'an account of another tenant', objects: [shop, bank, binding('bank')], blames: ['RoleBinding b: subjects[0].namespace'],
      says: 'must be of the tenant web (is bank, of the tenant money)', needs,
    },
    { name: 'a peer by name', objects: [shop, bank, from(named('bank'))], blames: ['NetworkPolicy p: spec.ingress[0].from[1].namespaceSelector'], needs },
    { name: 'a peer that is everybody', objects: [shop, bank, from({})], blames: ['NetworkPolicy p: spec.ingress[0].from[1].namespaceSelector'], needs },
    {
      name: 'a peer on the way out', objects: [shop, bank, policy({ egress: [{ to: [{ namespaceSelector: named('bank') }] }] })],
      blames: ['NetworkPolicy p: spec.egress[0].to[0].namespaceSelector'], needs,
    },
    { name: 'a grant to another tenant', objects: [shop, bank, grant('bank')], blames: ['ReferenceGrant g: spec.from[0].namespace'], needs },
  ],
});
