import { join } from 'node:path';
import { App, Chart, Include, JsonPatch } from 'cdk8s';
import { declarePlatform, DefaultDenyNamespace, Hardening, Health, Image, Peer } from 'casemate/constructs';

// The digests are placeholders: take the real ones from your registry with `docker buildx imagetools inspect`.
const image = (name: string, tag: string): Image => Image.pinned(`registry.example.com/guestbook/${name}`, tag, `sha256:${'4c2e7b1f'.repeat(8)}`);

const app = new App();
declarePlatform(app, { kubernetes: '1.32', nodeOs: 'ubuntu' });
const namespace = new DefaultDenyNamespace(new Chart(app, 'legacy'), 'guestbook', { tenant: 'team-guestbook' });

// What there is: YAML that has been applied for years, and what `helm template` made of a chart. Neither file is changed, and both land in the namespace.
const guestbook = new Include(namespace, 'app', { url: join(__dirname, 'guestbook.yaml') });
const cacheChart = new Include(namespace, 'cache', { url: join(__dirname, 'cache.yaml') });

// What can be known is repaired; what cannot stays an error until somebody says it. Try synth with this line alone.
Hardening.of(namespace).apply();

// What only its people know: the releases that `latest` stood for, whom the programs run as, what they need, and where they write.
const web = Hardening.of(guestbook).workload('Deployment/web', {
  enableServiceLinks: false,
  containers: {
    nginx: {
      image: image('web', '2.3.1'),
      user: 10001,
      resources: { cpu: '100m', memory: '64Mi' },
      writablePaths: { '/var/cache/nginx': '32Mi' },
      health: Health.http('/healthz'),
      readiness: Health.http('/readyz'),
    },
  },
});
const api = Hardening.of(guestbook).workload('Deployment/api', {
  replicas: 2,
  enableServiceLinks: false,
  containers: {
    api: {
      image: image('api', '1.9.4'),
      user: 10002,
      resources: { cpu: '200m', memory: '256Mi' },
      writablePaths: { '/uploads': '256Mi' },
      health: Health.http('/healthz'),
      readiness: Health.http('/readyz'),
    },
  },
});
const digest = Hardening.of(guestbook).workload('CronJob/digest', {
  enableServiceLinks: false,
  containers: { digest: { image: image('digest', '1.9.4'), user: 10003, resources: { cpu: '100m', memory: '128Mi' }, writablePaths: {} } },
});
const cache = Hardening.of(cacheChart).workload('Deployment/cache', {
  replicas: 2,
  enableServiceLinks: false,
  containers: { cache: { image: image('cache', '8.1.3'), user: 10004, resources: { cpu: '100m', memory: '128Mi' }, writablePaths: {}, health: Health.tcp() } },
});

// Anything else is a patch of cdk8s, as ever: the kit has the last word, after all patches.
guestbook.apiObjects.find(({ kind }) => kind === 'CronJob')?.addJsonPatch(JsonPatch.add('/spec/startingDeadlineSeconds', 600));

// Who talks to whom. What is not here does not happen.
web.isReachedFrom(Peer.ingressController('traefik'));
web.connectsTo(api);
[api, digest].forEach((program) => program.connectsTo(cache));

app.synth();

// What was written into the manifests, and which fields this cluster keeps from being written.
const report = [guestbook, cacheChart].flatMap((part) => Hardening.of(part).report());
for (const { object, changes, leftOut } of report.filter((one) => one.changes.length > 0)) {
  console.log(`${object.kind}/${object.name}: ${[...new Set(changes.map(({ control }) => control))].join(', ')}`);
  leftOut.forEach(({ field, why }) => console.log(`  ${field} is left out: ${why}`));
}
