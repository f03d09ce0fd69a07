import { App, Chart, Cron } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-28';
import { declarePlatform, DefaultDenyNamespace, get, HardenedCronJob, HardenedDeployment, Health, HumanAccess, Image, Peer, Tenant, update } from 'casemate/constructs';

// The digests are placeholders: take the real ones from your registry with `docker buildx imagetools inspect`.
const image = (name: string): Image => Image.pinned(`registry.example.com/${name}`, '1.4.2', `sha256:${'4c2e7b1f'.repeat(8)}`);
const server = (name: string) => ({ image: image(name), user: 10001, resources: { cpu: '200m', memory: '256Mi' }, portNumber: 8080, health: Health.http('/healthz'), readiness: Health.http('/readyz') });

const app = new App();
declarePlatform(app, { kubernetes: '1.37', nodeOs: 'ubuntu', userNamespaces: true, supplementalGroupsPolicy: true });
const chart = new Chart(app, 'multi-tenant');

// The blue team: two namespaces, nodes of its own, and people who may read what runs there and change how many of it.
const blue = new Tenant(chart, 'blue', {
  namespaces: ['shop', 'reports'],
  size: 'small',
  nodePool: { nodeSelector: { 'node-restriction.kubernetes.io/tenant': 'blue' }, taint: { key: 'tenant', value: 'blue' } },
  people: { groups: ['blue-developers'], allow: [update('deployments/scale', { names: ['api'] })] },
});

// The API of its shop. It reads its flags through the Kubernetes API, so it gets a role for exactly that, and a token.
const flags = new ConfigMap(blue.namespace('shop'), 'flags', { metadata: { name: 'flags' }, data: { checkout: 'v2' }, immutable: true });
const api = new HardenedDeployment(blue.namespace('shop'), 'api', {
  replicas: 3,
  containers: [server('blue/api')],
  apiAccess: [get('configmaps', { names: [flags] })],
});
api.connectsTo(Peer.apiServer('203.0.113.10/32'));

// Every night, its reports ask the shop: two namespaces of one tenant may talk.
const nightly = new HardenedCronJob(blue.namespace('reports'), 'nightly', {
  schedule: Cron.schedule({ hour: '3', minute: '20' }),
  containers: [{ image: image('blue/nightly'), user: 10002, resources: { cpu: '100m', memory: '128Mi' } }],
});
nightly.connectsTo(api);

// The green team: one namespace. What is made in the scope of a tenant lands in it.
const green = new Tenant(chart, 'green', { people: { groups: ['green-developers'] } });
const web = new HardenedDeployment(green, 'web', { replicas: 3, containers: [server('green/web')] });

// web.connectsTo(api) would throw: nothing crosses from one tenant to another.

// What serves both belongs to neither: the metrics of all of them are read from here, and its people may read the whole cluster.
const monitoring = new DefaultDenyNamespace(chart, 'monitoring', { tenant: 'platform' });
const prometheus = new HardenedDeployment(monitoring, 'prometheus', { replicas: 3, containers: [server('platform/prometheus')] });
[api, web].forEach((program) => program.isScrapedBy(prometheus, 8080));
[api, web].forEach((program) => program.isReachedFrom(Peer.ingressController('ingress-nginx')));
new HumanAccess(monitoring, 'operators', { groups: ['platform-operators'], clusterWide: { reason: 'keeps the cluster running that all teams share' } });

app.synth();
