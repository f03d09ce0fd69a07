import { networkNoDanglingPolicy } from '../../../src/controls/network/network-no-dangling-policy';
import { networkPolicy } from '../../support/network';
import { deployment, testGraphControl } from '../../support/test-graph-control';

const labelled = (app: string): object => ({ matchLabels: { app } });
const web = deployment('web');
const api = deployment('api');

testGraphControl(networkNoDanglingPolicy, {
  allows: [
    { name: 'pods that exist', objects: [web, api, networkPolicy({ podSelector: labelled('api'), ingress: [{ from: [{ podSelector: labelled('web') }] }] })] },
    { name: 'all pods', objects: [web, networkPolicy({ podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] })] },
    { name: 'pods in the network of their node', objects: [deployment('agent', { hostNetwork: true }), networkPolicy({ podSelector: labelled('agent') })] },
    { name: 'a namespace whose workloads are elsewhere', objects: [web, networkPolicy({ podSelector: labelled('db') }, 'far', 'far')] },
    { name: 'peers of other namespaces', objects: [web, networkPolicy({ podSelector: {}, egress: [{ to: [{ namespaceSelector: {}, podSelector: labelled('dns') }] }] })] },
    { name: 'peers by address', objects: [web, networkPolicy({ podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] })] },
    { name: 'an expression', objects: [web, networkPolicy({ podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['db', 'web'] }] } })] },
  ],
  denies: [
    { name: 'a typing error', objects: [web, networkPolicy({ podSelector: labelled('wbe') })], blames: ['NetworkPolicy case: spec.podSelector'], says: 'none of the 1 workloads' },
    { name: 'an expression that leaves nobody', objects: [web, networkPolicy({ podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] } })], blames: ['NetworkPolicy case: spec.podSelector'] },
    { name: 'the labels of another namespace', objects: [web, deployment('db', {}, { app: 'db' }, 'far'), networkPolicy({ podSelector: labelled('db') })], blames: ['NetworkPolicy case: spec.podSelector'] },
    {
      name: 'peers', objects: [web, networkPolicy({ podSelector: {}, ingress: [{ from: [{ podSelector: {} }, { podSelector: labelled('db') }] }], egress: [{ to: [{ podSelector: labelled('dns') }] }] })],
      blames: ['NetworkPolicy case: spec.egress[0].to[0].podSelector', 'NetworkPolicy case: spec.ingress[0].from[1].podSelector'],
    },
  ],
});
