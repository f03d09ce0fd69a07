import { manifestSelectorMatches } from '../../../src/controls/manifest/manifest-selector-matches';
import type { JsonValue, KubernetesObject } from '../../../src/manifest/object';
import { container, podOf } from '../../support/pods';
import { testGraphControl } from '../../support/test-graph-control';

type Labels = Readonly<Record<string, string>>;

const deployment = (labels: Labels, { namespace = 'shop', selector = labels, name = 'web' } = {}): KubernetesObject => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace },
  spec: { selector: { matchLabels: selector }, template: { metadata: { labels }, spec: podOf(container()) } },
});
const service = (selector: Labels | undefined, namespace = 'shop'): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'front', namespace }, spec: selector === undefined ? {} : { selector } });
const budget = (selector: JsonValue): KubernetesObject =>
  ({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'budget', namespace: 'shop' }, spec: { selector, maxUnavailable: 1 } });
const custom = (apiVersion: string, kind: string, namespace = 'shop'): KubernetesObject => ({ apiVersion, kind, metadata: { name: 'c', namespace } });
const { metadata: { name }, ...unplaced } = deployment({ app: 'web' }) as KubernetesObject & { metadata: { name: string } };
const web = deployment({ app: 'web' });
const needs = 'the labels of the pods that are meant';

testGraphControl(manifestSelectorMatches, {
  allows: [
    { name: 'selectors that select', objects: [web, service({ app: 'web' }), budget({ matchLabels: { app: 'web' } })] },
    { name: 'a part of the labels', objects: [deployment({ app: 'web', tier: 'front' }), service({ tier: 'front' })] },
    { name: 'selectors of everything', objects: [web, service(undefined), service({}), budget({})] },
    { name: 'expressions', objects: [
      web,
      budget({ matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'api'] }] }),
      budget({ matchExpressions: [{ key: 'app', operator: 'Exists' }, { key: 'old', operator: 'DoesNotExist' }] }),
      budget({ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['api'] }] }),
    ] },
    { name: 'no workload of the namespace', objects: [deployment({ app: 'web' }, { namespace: 'bank' }), service({ app: 'api' })] },
    { name: 'workloads that are kept in another file', files: [[web], [service({ app: 'api' })]] },
    { name: 'a workload in another file', files: [[web, service({ app: 'api' })], [deployment({ app: 'api' })]] },
    { name: 'a workload whose namespace is said elsewhere', objects: [web, { ...unplaced, metadata: { name }, spec: deployment({ app: 'api' })['spec'] }, service({ app: 'api' })] },
    { name: 'a label that a program adds to its pods', objects: [deployment({ app: 'db' }), service({ app: 'db', role: 'primary' })] },
    { name: 'a label that Kubernetes adds', objects: [web, service({ 'statefulset.kubernetes.io/pod-name': 'db-0' })] },
    { name: 'a custom resource that may make the pods', objects: [web, custom('monitoring.coreos.com/v1', 'Prometheus'), service({ app: 'prometheus' })] },
  ],
  denies: [
    { name: 'a Service with a typing error', objects: [web, service({ app: 'wbe' })], blames: ['Service front: spec.selector'], needs },
    { name: 'a Service with another key', objects: [web, service({ ap: 'web' })], blames: ['Service front: spec.selector'], needs },
    { name: 'one label of two', objects: [deployment({ app: 'web', tier: 'front' }), service({ app: 'web', tier: 'back' })], blames: ['Service front: spec.selector'], needs },
    {
      name: 'a PodDisruptionBudget by expressions', blames: ['PodDisruptionBudget budget: spec.selector'], needs, expected: 'a selector that selects pods of shop',
      objects: [web, budget({ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] })],
    },
    { name: 'a PodDisruptionBudget', objects: [web, budget({ matchLabels: { app: 'api' } })], blames: ['PodDisruptionBudget budget: spec.selector'], needs },
    { name: 'a workload beside one of another namespace', objects: [web, deployment({ app: 'api' }, { namespace: 'bank' }), service({ app: 'api' })], blames: ['Service front: spec.selector'], needs },
    {
      name: 'a custom resource that makes no pods', blames: ['Service front: spec.selector'], needs,
      objects: [web, custom('external-secrets.io/v1', 'ExternalSecret'), custom('monitoring.coreos.com/v1', 'ServiceMonitor'), service({ app: 'api' })],
    },
    {
      name: 'a Deployment that does not select its own pods', objects: [deployment({ app: 'web' }, { selector: { app: 'wbe' } })],
      blames: ['Deployment web: spec.selector'], needs, expected: 'a selector that selects the pods of its own template',
    },
  ],
});
