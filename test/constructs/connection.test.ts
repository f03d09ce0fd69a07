import { Chart, Cron, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  declarePlatform, DefaultDenyNamespace, HardenedCronJob, HardenedDeployment, HardenedJob, HardenedPod, HardenedStatefulSet, type InternetOptions, Peer,
  type Platform,
} from '../../constructs/index';
import { type Cidr, contains, parseCidr } from '../../src/graph/cidr';
import { credentialAddresses } from '../../src/graph/metadata';
import type { KubernetesObject } from '../../src/manifest/object';
import { clean, container, failureOf, find, fullPlatform, type Rendered, scene, synth, verdict } from '../support/cdk8s';

const api = (platform: Platform = fullPlatform): HardenedDeployment => new HardenedDeployment(scene(platform).shop, 'api', { containers: [container] });

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

test('a policy says to people what it lets through', () => {
  const { chart, shop } = scene();
  const db = new HardenedStatefulSet(shop, 'db', { containers: [{ ...container, portNumber: 5432 }] });
  new HardenedDeployment(shop, 'api', { containers: [container] }).connectsTo(db, { ports: [{ port: 5432 }, { port: 5353, protocol: 'UDP' }] });
  const said = (name: string): unknown => find(synth(chart), 'NetworkPolicy', name).metadata?.annotations?.['kubernetes.io/description'];
  expect([said('api-to-db'), said('db-from-api')]).toEqual(Array(2).fill('Lets api call db on UDP 5353, TCP 5432.'));
});

test('the name of a port is the number behind it', () => {
  const { chart, shop } = scene();
  const dns = { number: 5353, protocol: kplus.Protocol.UDP, name: 'dns' };
  const resolver = new HardenedDeployment(shop, 'resolver', { containers: [{ ...container, ports: [dns] }] });
  new HardenedDeployment(shop, 'api', { containers: [container] }).connectsTo(resolver, { ports: [{ port: 'dns' }, { port: 5353, protocol: 'UDP' }] });
  expect(policies(synth(chart))['shop/api-to-resolver'].egress[0].ports).toEqual([{ port: 5353, protocol: 'UDP' }]);
});

test('a scraper of metrics and the API server call one port each', () => {
  const { chart, shop } = scene({ ...fullPlatform, apiServer: ['203.0.113.10/32', '203.0.113.11/32'] });
  const webhook = new HardenedDeployment(shop, 'webhook', { containers: [container] });
  webhook.isScrapedBy(Peer.pods('monitoring', { 'app.kubernetes.io/name': 'prometheus' }), 9090);
  webhook.isCalledByApiServer(8443);
  const written = policies(synth(chart));
  expect(written['shop/webhook-from-monitoring-prometheus'].ingress[0].ports).toEqual([{ port: 9090, protocol: 'TCP' }]);
  expect(written['shop/webhook-from-api-server'].ingress).toEqual([{
    from: [{ ipBlock: { cidr: '203.0.113.10/32' } }, { ipBlock: { cidr: '203.0.113.11/32' } }], ports: [{ port: 8443, protocol: 'TCP' }],
  }]);
  expect(verdict(synth(chart))).toEqual(clean);
});

test.each([['gke', 'k8s-app'], ['aks', 'app']] as const)('on %s the API server calls through agents in the cluster', (provider, label) => {
  const { chart, shop } = scene({ ...fullPlatform, provider });
  new HardenedDeployment(shop, 'webhook', { containers: [container] }).isCalledByApiServer(8443);
  expect(policies(synth(chart))['shop/webhook-from-api-server'].ingress[0].from).toEqual([{
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } }, podSelector: { matchLabels: { [label]: 'konnectivity-agent' } },
  }]);
});

test('calls of the API server may come through a proxy', () => {
  const { chart, shop } = scene();
  const through = Peer.pods('kube-system', { 'k8s-app': 'konnectivity-agent' });
  new HardenedDeployment(shop, 'webhook', { containers: [container] }).isCalledByApiServer(8443, { through });
  expect(Object.keys(policies(synth(chart)))).toEqual(['shop/webhook-from-kube-system-konnectivity-agent']);
});

describe('to the Internet', () => {
  /** What an api may call, as the only rule of its policy. */
  const egressOf = (options: InternetOptions): Rendered => {
    const { chart, shop } = scene();
    new HardenedDeployment(shop, 'api', { containers: [container] }).reachesInternet(options);
    const objects = synth(chart);
    expect(verdict(objects)).toEqual(clean);
    return Object.values(policies(objects))[0].egress[0];
  };

  test('some addresses', () => {
    expect(egressOf({ addresses: ['203.0.113.0/24', '2001:db8::25/128'] })).toEqual({
      to: [{ ipBlock: { cidr: '203.0.113.0/24' } }, { ipBlock: { cidr: '2001:db8::25/128' } }], ports: [{ port: 443, protocol: 'TCP' }],
    });
  });

  test('never to what hands the credentials of a cloud out', () => {
    const { to } = egressOf({ addresses: ['100.64.0.0/10', '169.254.0.0/16', 'fd00::/16'], ports: [{ port: 80 }] });
    expect(to).toEqual([
      { ipBlock: { cidr: '100.64.0.0/10', except: ['100.100.100.200/32'] } },
      { ipBlock: { cidr: '169.254.0.0/16', except: ['169.254.169.254/32', '169.254.170.2/32', '169.254.0.23/32', '169.254.42.42/32', '169.254.170.23/32'] } },
      { ipBlock: { cidr: 'fd00::/16', except: ['fd00:ec2::254/128', 'fd00:42::42/128', 'fd00:ec2::23/128'] } },
    ]);
  });

  test('to anywhere, with a reason that stands in the policy', () => {
    const { chart, shop } = scene();
    new HardenedDeployment(shop, 'crawler', { containers: [container] }).reachesInternet({ anywhere: 'fetches the pages that customers enter.' });
    const policy = find(synth(chart), 'NetworkPolicy', 'crawler-to-anywhere');
    expect(policy.metadata?.annotations?.['kubernetes.io/description']).toBe('Lets crawler call anywhere on TCP 443: fetches the pages that customers enter.');
    const blocks = (policy['spec'] as Rendered).egress[0].to.map(({ ipBlock }: Rendered) => ipBlock);
    const isOpen = (text: string): boolean => {
      const address = parseCidr(text);
      if (address === undefined) throw new Error(text);
      return blocks.some(({ cidr, except = [] }: Rendered) => contains(parseCidr(cidr) as Cidr, address)
        && !except.some((one: string) => contains(parseCidr(one) as Cidr, address)));
    };
    expect(['203.0.114.7', '8.8.8.8', '2606:4700::1'].map(isOpen)).toEqual([true, true, true]);
    expect([...credentialAddresses, '10.1.2.3', '192.168.0.1', '172.20.0.1', '127.0.0.1', 'fd00::1', 'fe80::1', '::1'].filter(isOpen)).toEqual([]);
    expect(verdict(synth(chart))).toEqual(clean);
  });

  test('EKS Pod Identity is opened by its name alone', () => {
    const { chart, shop } = scene();
    new HardenedDeployment(shop, 'api', { containers: [container] }).connectsTo(Peer.eksPodIdentity());
    expect(policies(synth(chart))['shop/api-to-eks-pod-identity'].egress).toEqual([{
      to: [{ ipBlock: { cidr: '169.254.170.23/32' } }, { ipBlock: { cidr: 'fd00:ec2::23/128' } }], ports: [{ port: 80, protocol: 'TCP' }],
    }]);
    expect(verdict(synth(chart))).toEqual(clean);
  });
});

describe('moving a construct', () => {
  /** The same program, with the construct in the namespace itself or deeper in it, in a chart of one name or another. */
  const write = (within: (shop: Construct) => Construct, chartId = 'test'): readonly KubernetesObject[] => {
    const app = Testing.app();
    declarePlatform(app, fullPlatform);
    const chart = new Chart(app, chartId);
    const shop = new DefaultDenyNamespace(chart, 'shop', { tenant: 'team-shop' });
    const db = new HardenedStatefulSet(within(shop), 'db', { metadata: { name: 'db' }, containers: [{ ...container, portNumber: 5432 }] });
    const caller = new HardenedDeployment(shop, 'api', { containers: [container] });
    caller.exposeViaService();
    caller.connectsTo(db);
    new HardenedCronJob(shop, 'nightly', { schedule: Cron.daily(), containers: [{ image: container.image, user: 10_001, resources: container.resources }] }).connectsTo(db);
    new HardenedPod(shop, 'shell', { containers: [container] }).connectsTo(db);
    return synth(chart);
  };
  /** Whatever selects pods, or is selected. */
  const labelsIn = (objects: readonly KubernetesObject[]): readonly string[] =>
    [...JSON.stringify(objects).matchAll(/"cdk8s.io\/metadata.addr":"([^"]*)"/g)].map(([, value]) => value ?? '');

  test('changes no selector and no label that is selected', () => {
    const here = write((shop) => shop);
    const moved = write((shop) => new Construct(new Construct(shop, 'data'), 'store'), 'renamed');
    expect(policies(moved)).toEqual(policies(here));
    expect([...new Set(labelsIn(here))].sort()).toEqual(['cronjob-nightly', 'deployment-api', 'pod-shell', 'statefulset-db']);
    expect(labelsIn(moved).length).toBe(labelsIn(here).length);
    for (const [kind, name] of [['StatefulSet', 'db'], ['Deployment', 'api'], ['Service', 'db'], ['Service', 'api'], ['PodDisruptionBudget', 'api']] as const) {
      const selectorOf = (objects: readonly KubernetesObject[]): unknown => (find(objects, kind, name)['spec'] as Rendered).selector;
      expect([kind, selectorOf(moved)]).toEqual([kind, selectorOf(here)]);
    }
  });

  test.each(['StatefulSet', 'Deployment', 'CronJob', 'Pod'])('a %s has the label of its pods itself', (kind) => {
    const { metadata, spec } = find(write((shop) => shop), kind) as Rendered;
    const pods = kind === 'Pod' ? metadata.labels : (spec.jobTemplate?.spec ?? spec).template.metadata.labels;
    expect(metadata.labels['cdk8s.io/metadata.addr']).toMatch(/^[a-z]+-/);
    expect(metadata.labels['cdk8s.io/metadata.addr']).toBe(pods['cdk8s.io/metadata.addr']);
  });

  test('without a namespace of the kit, the label is that of cdk8s', () => {
    const chart = new Chart(Testing.app(), 'test', { namespace: 'shop' });
    const db = new HardenedDeployment(chart, 'db', { containers: [container] });
    expect(db.matchLabels).toEqual({ 'cdk8s.io/metadata.addr': expect.stringMatching(/^test-db-c8[0-9a-f]{6}$/) });
  });
});

test.each([
  ['no port on either side', () => {
    const { shop } = scene();
    const job = new HardenedJob(shop, 'job', { containers: [{ image: container.image, user: 10_001, resources: container.resources }] });
    new HardenedDeployment(shop, 'api', { containers: [container] }).connectsTo(job);
  }, 'CM5061'],
  ['the whole internet', () => Peer.cidr('all', '0.0.0.0/0', []), 'CM5060'],
  ['no address', () => Peer.cidr('db', 'db.example.com', []), 'CM5060'],
  ['most of the internet', () => Peer.cidr('half', '0.0.0.0/1', []), 'CM5060'],
  ['an address inside of a range', () => Peer.cidr('db', '203.0.113.10/24', []), 'CM5060'],
  ['an address as some read octal', () => Peer.cidr('db', '203.0.113.010/32', []), 'CM5060'],
  ['no range at all', () => Peer.cidr('db', [], []), 'CM5060'],
  ...credentialAddresses.map((address): [string, () => unknown, string] => (
    [`${address}, where a cloud hands credentials out,`, () => Peer.cidr('cloud', `${address}/${address.includes(':') ? 128 : 32}`, []), 'CM5060']
  )),
  ['no labels', () => Peer.pods('monitoring', {}), 'CM5060'],
  ['no name', () => Peer.names('mail', []), 'CM5060'],
  ['every name', () => Peer.names('all', ['*']), 'CM5060'],
  ['a whole domain of the first level', () => Peer.names('all', ['*.com']), 'CM5060'],
  ['an address as a name', () => Peer.names('db', ['203.0.113.10']), 'CM5060'],
  ['the name of a Service', () => Peer.names('db', ['db.shop.svc.cluster.local']), 'CM5060'],
  ['the internet without a reason', () => Peer.internet(' because '), 'CM5060'],
  ['the internet without saying what', () => api().reachesInternet({}), 'CM5067'],
  ['a name without Cilium', () => api().reachesInternet({ names: ['api.example.com'] }), 'CM5063'],
  ['a name that calls', () => api({ cni: 'cilium' }).isReachedFrom(Peer.names('partner', ['api.example.com']), { ports: [{ port: 8080 }] }), 'CM5063'],
  ['an API server nobody knows where', () => api().connectsTo(Peer.apiServer()), 'CM5064'],
  ['a port that no container names', () => api().isScrapedBy(Peer.namespace('monitoring'), 'metrics'), 'CM5062'],
  ['a port that none is', () => api().isScrapedBy(Peer.namespace('monitoring'), 70_000), 'CM5062'],
  ['the name of a port of somebody else', () => api().connectsTo(Peer.namespace('monitoring', [{ port: 'http' }])), 'CM5062'],
  ['two that are called the same', () => {
    const caller = api();
    caller.connectsTo(Peer.cidr('partner', '203.0.113.10/32', [{ port: 443 }]));
    caller.connectsTo(Peer.cidr('partner', '203.0.113.11/32', [{ port: 443 }]));
  }, 'CM5066'],
])('%s is refused', (_what, attempt, code) => {
  expect(failureOf(attempt)).toMatchObject({ name: 'CasemateError', code });
});
