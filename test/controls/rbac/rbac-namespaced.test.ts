import { rbacNamespaced } from '../../../src/controls/rbac/rbac-namespaced';
import { clusterRole, clusterRoleBinding, defaultMetadata, group, role, roleBinding, type Rule, serviceAccount } from '../../support/roles';
import { testGraphControl } from '../../support/test-graph-control';

const writing: Rule = { verbs: ['get', 'update'], apiGroups: ['apps'], resources: ['deployments', 'deployments/scale'] };
const reading: Rule = { verbs: ['get', 'list', 'watch'], apiGroups: ['', 'apps'], resources: ['pods'] };
const binding = clusterRoleBinding([group('developers'), serviceAccount()]);
const blames = ['ClusterRoleBinding case: kind'];

testGraphControl(rbacNamespaced, {
  allows: [
    { name: 'a RoleBinding', objects: [clusterRole(writing), roleBinding([serviceAccount()], 'case', 'ClusterRole')] },
    { name: 'people', objects: [clusterRole(writing), clusterRoleBinding([group('developers')])] },
    { name: 'reading', objects: [clusterRole({ ...reading, apiGroups: [''] }), binding] },
    { name: 'events', objects: [clusterRole({ verbs: ['create', 'patch'], apiGroups: [''], resources: ['events'] }), binding] },
    { name: 'resources of the cluster as well', objects: [clusterRole({ ...writing, apiGroups: [''], resources: ['configmaps', 'nodes'] }), binding] },
    { name: 'resources of others, whose scope is not known', objects: [clusterRole({ ...writing, apiGroups: ['example.com'] }), binding] },
    { name: 'every resource', objects: [clusterRole({ ...writing, resources: ['*'] }), binding] },
    { name: 'paths', objects: [clusterRole({ verbs: ['get'], nonResourceURLs: ['/metrics'] }), binding] },
    { name: 'a role of elsewhere', objects: [binding, role(writing)] },
    { name: 'reading by default', objects: [clusterRoleBinding([serviceAccount()], 'view')] },
    {
      name: 'what Kubernetes makes itself',
      objects: [{ ...clusterRole(writing), metadata: { name: 'system:example' } }, clusterRoleBinding([serviceAccount()], 'system:example', defaultMetadata('system:example'))],
    },
  ],
  denies: [
    { name: 'writing', objects: [clusterRole(writing), binding], blames, says: 'must be RoleBinding where all that the role grants is in namespaces (is ClusterRoleBinding of "case")' },
    { name: 'reading Secrets', objects: [clusterRole({ verbs: ['get'], apiGroups: [''], resources: ['secrets'] }), binding], blames },
    { name: 'writing among reading', objects: [clusterRole(reading, { rules: [{ ...reading, apiGroups: [''] }, { verbs: ['*'], apiGroups: [''], resources: ['configmaps'] }] }), binding], blames },
    { name: 'writing events and more', objects: [clusterRole({ verbs: ['create'], apiGroups: [''], resources: ['events', 'configmaps'] }), binding], blames },
    { name: 'writing by default', objects: [clusterRoleBinding([serviceAccount()], 'edit')], blames },
    { name: 'the name of a default binding alone', objects: [clusterRole(writing), clusterRoleBinding([serviceAccount()], 'case', { name: 'system:case' })], blames: ['ClusterRoleBinding system:case: kind'] },
  ],
});
