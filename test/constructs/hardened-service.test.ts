import { ApiObject, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { type DefaultDenyNamespace, type Exposure, HardenedDeployment, HardenedService } from '../../constructs/index';
import { clean, container, failureOf, find, type Rendered, scene, synth, untyped, verdict } from '../support/cdk8s';

const exposed: Exposure = { reason: 'the devices of the plant speak MQTT', sourceRanges: ['203.0.113.0/24'] };
const made = (containers = [container]): { chart: ReturnType<typeof scene>['chart']; shop: DefaultDenyNamespace; broker: HardenedDeployment } => {
  const { chart, shop } = scene();
  return { chart, shop, broker: new HardenedDeployment(shop, 'broker', { containers }) };
};

test('is for the inside of the cluster', () => {
  const { chart, shop, broker } = made();
  expect(new HardenedService(shop, 'inside', { selector: broker })).toBeInstanceOf(kplus.Service);
  const objects = synth(chart);
  expect(find(objects, 'Service')).toMatchSnapshot();
  expect(find(objects, 'Service')['spec']).toMatchObject({ type: 'ClusterIP', selector: broker.matchLabels, ports: [{ port: 8080, targetPort: 8080 }] });
  expect(objects.filter(({ kind }) => kind === 'NetworkPolicy')).toHaveLength(2);
  expect(verdict(objects)).toEqual(clean);
});

test('ports of one Service have names', () => {
  const { chart, shop, broker } = made([{ ...container, ports: [{ number: 5353, protocol: kplus.Protocol.UDP, name: 'dns' }] }] as never);
  new HardenedService(shop, 'inside', { selector: broker });
  expect((find(synth(chart), 'Service')['spec'] as Rendered).ports.map(({ name }: Rendered) => name).sort()).toEqual(['dns', 'tcp-8080']);
});

test('a load balancer is for some addresses, which the policy of the pods lets in as well', () => {
  const { chart, shop, broker } = made();
  new HardenedService(shop, 'devices', { selector: broker, exposed, ports: [{ port: 8883, targetPort: 8080 }] });
  const objects = synth(chart);
  const service = find(objects, 'Service');
  expect(service['spec']).toMatchObject({ type: 'LoadBalancer', loadBalancerSourceRanges: ['203.0.113.0/24'], externalTrafficPolicy: 'Local' });
  expect(service.metadata?.annotations?.['kubernetes.io/description']).toBe('Is reached from outside of the cluster: the devices of the plant speak MQTT');
  expect((find(objects, 'NetworkPolicy', 'broker-from-clients-of-devices')['spec'] as Rendered).ingress).toEqual([
    { from: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [{ port: 8080, protocol: 'TCP' }] },
  ]);
  expect(verdict(objects)).toEqual(clean);
});

test('what a patch makes of it is judged', () => {
  const { app, shop } = scene();
  const service = ApiObject.of(new HardenedDeployment(shop, 'broker', { containers: [container] }).exposeViaService());
  service.addJsonPatch(JsonPatch.replace('/spec/type', 'NodePort'));
  service.addJsonPatch(JsonPatch.add('/metadata/labels/tier', 'edge'));
  expect(failureOf(() => app.synthYaml()).message).toContain('network-service-internal: spec.type');
});

test('that of a Deployment is one, and named like it', () => {
  const { chart, broker } = made();
  expect(broker.exposeViaService()).toBeInstanceOf(HardenedService);
  expect(find(synth(chart), 'Service', 'broker').metadata?.labels).toMatchObject({ 'app.kubernetes.io/name': 'broker' });
});

test('routes of another namespace have to be let in', () => {
  const { chart, broker } = made();
  const service = broker.exposeViaService();
  expect(['shop', 'front'].map((namespace) => service.isOpenToRoutesFrom(namespace))).toEqual([true, false]);
  service.allowsRoutesFrom('front');
  service.allowsRoutesFrom('front');
  expect(service.isOpenToRoutesFrom('front')).toBe(true);
  expect(find(synth(chart), 'ReferenceGrant')).toMatchObject({
    metadata: { name: 'broker-routes-from-front', namespace: 'shop' },
    spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'front' }], to: [{ group: '', kind: 'Service', name: 'broker' }] },
  });
});

test.each<[string, object, string]>([
  ['a node port', { ports: [{ port: 8080, nodePort: 30_080 }] }, 'CM5002'],
  ['external addresses', { externalIPs: ['203.0.113.10'] }, 'CM5002'],
  ['another type', { type: kplus.ServiceType.NODE_PORT }, 'CM5002'],
  ['a name of DNS', { externalName: 'example.com' }, 'CM5002'],
  ['source ranges without a reason', { loadBalancerSourceRanges: ['203.0.113.0/24'] }, 'CM5002'],
  ['a typing error', { prots: [] }, 'CM5001'],
  ['no reason', { exposed: { ...exposed, reason: '' } }, 'CM5161'],
  ['no address', { exposed: { ...exposed, sourceRanges: [] } }, 'CM5162'],
  ['every address', { exposed: { ...exposed, sourceRanges: ['203.0.113.0/24', '0.0.0.0/0'] } }, 'CM5162'],
  ['a port that nobody listens on', { ports: [{ port: 80 }] }, 'CM5160'],
  ['no port', { ports: [] }, 'CM5160'],
])('%s is refused', (_, props, code) => {
  const { shop, broker } = made();
  expect(failureOf(() => untyped(HardenedService, shop, { selector: broker, ...props }))).toMatchObject({ name: 'CasemateError', code });
});

test('a Deployment is not exposed by another type', () => {
  expect(failureOf(() => made().broker.exposeViaService({ serviceType: kplus.ServiceType.LOAD_BALANCER }))).toMatchObject({ code: 'CM5002' });
});

test('a port that is not its own has no target', () => {
  const service = made().broker.exposeViaService();
  expect(service.targetOf(undefined)).toEqual({ port: 8080, targetPort: 8080, protocol: 'TCP' });
  expect(failureOf(() => service.targetOf(80))).toMatchObject({ code: 'CM5163' });
});
