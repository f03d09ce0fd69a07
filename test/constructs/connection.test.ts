import * as kplus from 'cdk8s-plus-28';
import { DefaultDenyNamespace, HardenedDeployment, HardenedJob, HardenedStatefulSet, Peer } from '../../constructs/index';
import type { KubernetesObject } from '../../src/manifest/object';
import { clean, container, failureOf, find, type Rendered, scene, synth, verdict } from '../support/cdk8s';

const policies = (objects: readonly KubernetesObject[]): Record<string, Rendered> =>
  Object.fromEntries(objects.filter(({ kind, metadata }) => kind === 'NetworkPolicy' && !['default-deny', 'allow-dns'].includes(metadata?.name ?? ''))
    .map((object) => [`${object.metadata?.namespace ?? ''}/${object.metadata?.name ?? ''}`, object['spec']]));

test('both sides get a policy with the exact port, and none says anything of DNS', () => {
  const { chart, shop } = scene();
  const db = new HardenedStatefulSet(shop, 'db', { containers: [{ ...container, portNumber: 5432 }] });
  const api = new HardenedDeployment(shop, 'api', { containers: [container] });
  api.connectsTo(db);
  const objects = synth(chart);
  const addressOf = ({ matchLabels }: { matchLabels: Record<string, string> }): Record<string, string> => matchLabels;
  expect(policies(objects)).toEqual({
    'shop/api-to-db': {
      podSelector: { matchLabels: addressOf(api) },
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector: { matchLabels: addressOf(db) } }], ports: [{ port: 5432, protocol: 'TCP' }] }],
    },
    'shop/db-from-api': {
      podSelector: { matchLabels: addressOf(db) },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: addressOf(api) } }], ports: [{ port: 5432, protocol: 'TCP' }] }],
    },
  });
  expect(verdict(objects)).toEqual(clean);
});

test('twice is once; other ports are added', () => {
  const { chart, shop } = scene();
  const db = new HardenedStatefulSet(shop, 'db', { containers: [{ ...container, portNumber: 5432 }] });
  const job = new HardenedJob(shop, 'job', { containers: [{ image: container.image, user: 10_001, resources: container.resources }] });
  job.connectsTo(db);
  job.connectsTo(db);
  db.isReachedFrom(job, { ports: [{ port: 9187 }] });
  expect(policies(synth(chart))['shop/db-from-job'].ingress[0].ports).toEqual([{ port: 5432, protocol: 'TCP' }, { port: 9187, protocol: 'TCP' }]);
});

test('a UDP port stays one', () => {
  const { chart, shop } = scene();
  const resolver = new HardenedDeployment(shop, 'resolver', {
    containers: [{ ...container, ports: [{ number: 5353, protocol: kplus.Protocol.UDP, name: 'dns' }] }],
  });
  new HardenedDeployment(shop, 'api', { containers: [container] }).connectsTo(resolver);
  expect(policies(synth(chart))['shop/api-to-resolver'].egress[0].ports).toEqual([{ port: 5353, protocol: 'UDP' }, { port: 8080, protocol: 'TCP' }]);
});

test('into another namespace, by its name', () => {
  const { chart, shop } = scene();
  const payments = new DefaultDenyNamespace(chart, 'payments', { tenant: 'team-payments' });
  const ledger = new HardenedDeployment(payments, 'ledger', { containers: [container] });
  const api = new HardenedDeployment(shop, 'api', { containers: [container] });
  api.connectsTo(ledger);
  const written = policies(synth(chart));
  expect(Object.keys(written).sort()).toEqual(['payments/ledger-from-shop-api', 'shop/api-to-payments-ledger']);
  expect(written['shop/api-to-payments-ledger'].egress[0].to).toEqual([
    { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'payments' } }, podSelector: { matchLabels: ledger.matchLabels } },
  ]);
  expect(written['payments/ledger-from-shop-api'].ingress[0].from[0].namespaceSelector.matchLabels).toEqual({ 'kubernetes.io/metadata.name': 'shop' });
});

test('peers outside of the app', () => {
  const { chart, shop } = scene();
  const api = new HardenedDeployment(shop, 'api', { containers: [container] });
  api.isReachedFrom(Peer.ingressController('ingress-nginx'));
  api.isReachedFrom(Peer.pods('monitoring', { 'app.kubernetes.io/name': 'prometheus' }), { ports: [{ port: 9090 }] });
  api.connectsTo(Peer.apiServer('203.0.113.10/32'));
  api.connectsTo(Peer.cidr('mail', '2001:db8::25/128', [{ port: 587 }]));
  expect(policies(synth(chart))).toMatchSnapshot();
});

test('a plain workload of cdk8s-plus is an endpoint too', () => {
  const { chart, shop } = scene();
  const plain = new kplus.Deployment(shop, 'plain', { containers: [{ image: 'nginx', portNumber: 8080 }] });
  new HardenedDeployment(shop, 'api', { containers: [container] }).connectsTo(plain);
  const written = policies(synth(chart));
  expect(Object.values(written).map(({ policyTypes }) => policyTypes)).toEqual(expect.arrayContaining([['Egress'], ['Ingress']]));
  expect(find(synth(chart), 'NetworkPolicy', `api-to-${plain.name}`)).toBeDefined();
});

test.each([
  ['no port on either side', () => {
    const { shop } = scene();
    const job = new HardenedJob(shop, 'job', { containers: [{ image: container.image, user: 10_001, resources: container.resources }] });
    new HardenedDeployment(shop, 'api', { containers: [container] }).connectsTo(job);
  }, 'CM5061'],
  ['the whole internet', () => Peer.cidr('all', '0.0.0.0/0', []), 'CM5060'],
  ['no address', () => Peer.cidr('db', 'db.example.com', []), 'CM5060'],
  ['no labels', () => Peer.pods('monitoring', {}), 'CM5060'],
])('%s is refused', (_what, attempt, code) => {
  expect(failureOf(attempt)).toMatchObject({ name: 'CasemateError', code });
});
