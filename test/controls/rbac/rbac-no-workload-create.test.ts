import { rbacNoWorkloadCreate } from '../../../src/controls/rbac/rbac-no-workload-create';
import { clusterRole, joined, ruleCases } from '../../support/roles';
import { testControl } from '../../support/test-control';

const verbs = ['create', 'update', 'patch'];
const field = 'rules[0].resources';
const needs = 'in which namespaces the holder deploys';
const named = (apiGroup: string, resource: string, ...resourceNames: string[]): Parameters<typeof clusterRole>[0] =>
  ({ verbs, apiGroups: [apiGroup], resources: [resource], resourceNames });

testControl(rbacNoWorkloadCreate, joined(
  ruleCases({ verbs, apiGroups: [''], resources: ['pods', 'replicationcontrollers'] }, field, needs),
  ruleCases({ verbs, apiGroups: ['apps'], resources: ['deployments', 'daemonsets', 'statefulsets', 'replicasets'] }, field, needs),
  ruleCases({ verbs, apiGroups: ['batch'], resources: ['jobs', 'cronjobs'] }, field, needs),
  {
    allows: [
      { name: 'a named Deployment', object: clusterRole(named('apps', 'deployments', 'web')) },
      { name: 'two named Deployments', object: clusterRole(named('apps', 'deployments', 'web', 'api')) },
      { name: 'a named Pod', object: clusterRole(named('', 'pods', 'web')) },
      { name: 'two named Pods', object: clusterRole(named('', 'pods', 'web', 'api')) },
      { name: 'a named CronJob', object: clusterRole(named('batch', 'cronjobs', 'nightly')) },
      { name: 'two named CronJobs', object: clusterRole(named('batch', 'cronjobs', 'nightly', 'weekly')) },
      { name: 'scaling', object: clusterRole({ verbs, apiGroups: ['apps'], resources: ['deployments/scale'] }) },
    ],
    denies: [],
  },
));
