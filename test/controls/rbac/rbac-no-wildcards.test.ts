import { rbacNoWildcards } from '../../../src/controls/rbac/rbac-no-wildcards';
import { clusterRole, role } from '../../support/roles';
import { testControl } from '../../support/test-control';

const needs = 'what the holder of the role really uses';
const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
const urls = { verbs: ['*'], nonResourceURLs: ['*'] };
const fields = ['rules[0].verbs[0]', 'rules[0].apiGroups[0]', 'rules[0].resources[0]'];
const bootstrapping = (name: string): object => ({ metadata: { name, labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } } });
const aggregation = { aggregationRule: { clusterRoleSelectors: [] } };

testControl(rbacNoWildcards, {
  allows: [
    { name: 'names only', object: role({ verbs: ['get', 'list'], apiGroups: ['', 'apps'], resources: ['configmaps', 'deployments'] }) },
    { name: 'a subresource of all resources', object: clusterRole({ verbs: ['update'], apiGroups: ['apps'], resources: ['*/scale'] }) },
    { name: 'paths below one', object: clusterRole({ verbs: ['get'], nonResourceURLs: ['/healthz', '/apis/*'] }) },
    { name: 'metrics by any name', object: clusterRole({ verbs: ['get'], apiGroups: ['custom.metrics.k8s.io'], resources: ['*'] }) },
    { name: 'metrics of others by any name', object: clusterRole({ verbs: ['get'], apiGroups: ['external.metrics.k8s.io'], resources: ['*'] }) },
    { name: 'the default roles', object: clusterRole(all, bootstrapping('cluster-admin')) },
    { name: 'the paths of the default roles', object: clusterRole(urls, bootstrapping('cluster-admin')) },
    { name: 'aggregated roles', object: clusterRole(all, aggregation) },
    { name: 'the paths of aggregated roles', object: clusterRole(urls, aggregation) },
    { name: 'a role without rules', object: clusterRole(all, { rules: [] }) },
  ],
  denies: [
    { name: 'everything', object: clusterRole(all), field: fields, needs },
    { name: 'everything in a namespace', object: role(all), field: fields, needs },
    { name: 'any verb', object: role({ verbs: ['get', '*'], apiGroups: [''], resources: ['pods'] }), field: 'rules[0].verbs[1]', needs },
    { name: 'any group', object: role({ verbs: ['get'], apiGroups: ['', '*'], resources: ['pods'] }), field: 'rules[0].apiGroups[1]', needs },
    { name: 'any resource', object: role({ verbs: ['get'], apiGroups: [''], resources: ['pods', '*'] }), field: 'rules[0].resources[1]', needs },
    {
      name: 'any resource of metrics and of another group', field: 'rules[0].resources[0]', needs,
      object: role({ verbs: ['get'], apiGroups: ['custom.metrics.k8s.io', 'apps'], resources: ['*'] }),
    },
    { name: 'any path', object: clusterRole({ verbs: ['get'], nonResourceURLs: ['/healthz', '*'] }), field: 'rules[0].nonResourceURLs[1]', needs },
    { name: 'any path, the long way', object: clusterRole({ verbs: ['get'], nonResourceURLs: ['/*'] }), field: 'rules[0].nonResourceURLs[0]', needs },
  ],
});
