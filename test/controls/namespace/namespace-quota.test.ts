import { namespaceQuota } from '../../../src/controls/namespace/namespace-quota';
import type { JsonValue, KubernetesObject } from '../../../src/manifest/object';
import { testGraphControl } from '../../support/test-graph-control';

const namespace = (name = 'shop'): KubernetesObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const quota = (hard: JsonValue, place = 'shop'): KubernetesObject => ({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace: place }, spec: { hard } });
const limits = (limit: Readonly<Record<string, JsonValue>>, place = 'shop'): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'l', namespace: place }, spec: { limits: [{ type: 'Container', ...limit }] } });
const enough = { 'limits.cpu': '20', 'requests.memory': '40Gi', pods: '50' };
const bounds = { default: { cpu: '1' }, max: { cpu: '4' } };
const blames = ['Namespace shop: metadata.name'];
const needs = 'how much the programs of the namespace need';

testGraphControl(namespaceQuota, {
  allows: [
    { name: 'both', objects: [namespace(), quota(enough), limits(bounds)] },
    { name: 'both, in several objects and files', files: [[namespace()], [quota({ cpu: '1', memory: '1Gi' }), quota({ 'count/pods': '5' })], [limits({ default: {} }), limits({ max: {} })]] },
    { name: 'a namespace that is made elsewhere', objects: [quota({ cpu: '1' })] },
    { name: 'a namespace of Kubernetes', objects: [namespace('kube-system')] },
  ],
  denies: [
    { name: 'neither', objects: [namespace()], blames, needs, actual: 'shop, without a quota for cpu, memory, pods and default and max of containers' },
    { name: 'no quota', objects: [namespace(), limits(bounds)], blames, needs, actual: 'shop, without a quota for cpu, memory, pods' },
    { name: 'a quota for something else', objects: [namespace(), quota({ 'limits.cpu': '20', 'requests.memory': '40Gi', 'services.nodeports': '0' }), limits(bounds)], blames, needs, actual: 'shop, without a quota for pods' },
    { name: 'no limits', objects: [namespace(), quota(enough)], blames, needs, actual: 'shop, without default and max of containers' },
    { name: 'limits without a maximum', objects: [namespace(), quota(enough), limits({ default: { cpu: '1' } })], blames, needs, actual: 'shop, without max of containers' },
    { name: 'limits of pods', objects: [namespace(), quota(enough), limits({ ...bounds, type: 'Pod' })], blames, needs, actual: 'shop, without default and max of containers' },
    { name: 'those of another namespace', objects: [namespace(), quota(enough, 'bank'), limits(bounds, 'bank')], blames, needs },
  ],
});
