import type * as pulumi from '@pulumi/pulumi';
import { ApiObject, App, Chart } from 'cdk8s';
import { fromChart } from '../../stacks/index';
import { register, travellingSecret } from '../support/pulumi';

const chartOf = (...objects: readonly { apiVersion: string; kind: string; [field: string]: unknown }[]): Chart => {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  objects.forEach((object, index) => new ApiObject(chart, `object-${index}`, object));
  return chart;
};

const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'flags' }, data: { colour: 'blue' } };
const deployment = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } } },
};

describe('fromChart', () => {
  test('registers every object as it is, with the type that Pulumi knows it by', async () => {
    const chart = chartOf(configMap, deployment);
    const seen = await register(() => fromChart(chart));
    expect(seen.map(({ type, name }) => [type, name])).toEqual([
      ['kubernetes:core/v1:ConfigMap', 'shop/flags'],
      ['kubernetes:apps/v1:Deployment', 'shop/web'],
    ]);
    expect(seen.map(({ inputs }) => inputs)).toEqual(chart.toJson());
  });

  test('encrypts the values of secrets', async () => {
    const chart = chartOf({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, stringData: { password: 'hunter2' } });
    const [secret] = await register(() => fromChart(chart));
    expect(secret?.inputs['stringData']).toEqual(travellingSecret({ password: 'hunter2' }));
  });

  test('registers first what others need', async () => {
    const objects = [
      deployment,
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'deny' }, spec: { podSelector: {} } },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
      { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'stores.example.com' } },
    ];
    let resources: readonly pulumi.CustomResource[] = [];
    const seen = await register(() => { resources = fromChart(chartOf(...objects)); });
    expect(resources).toHaveLength(4);
    expect(seen.map(({ inputs }) => inputs['kind'])).toEqual(['CustomResourceDefinition', 'Namespace', 'NetworkPolicy', 'Deployment']);
  });

  test('hands its options to every resource', async () => {
    let resources: readonly pulumi.CustomResource[] = [];
    await register(() => { resources = fromChart(chartOf(configMap, deployment), { protect: true }); });
    expect(resources.map((resource) => (resource as unknown as { __protect: boolean }).__protect)).toEqual([true, true]);
  });

  test('fails synchronously on a kind that Pulumi does not have', async () => {
    await register(() => {
      expect(() => fromChart(chartOf({ apiVersion: 'v1', kind: 'Pood', metadata: { name: 'web' } }))).toThrow('Pulumi has no resource for v1 Pood');
    });
  });
});
